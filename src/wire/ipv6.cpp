// SPDX-License-Identifier: Apache-2.0
#include "wire/ipv6.h"

#include <algorithm>

#include "core/reader.h"

namespace hitme::wire {
namespace {

// IANA: IPv6 extension header types.
constexpr std::uint8_t hop_by_hop = 0;
constexpr std::uint8_t routing = 43;
constexpr std::uint8_t fragment = 44;
constexpr std::uint8_t authentication = 51;
constexpr std::uint8_t destination_options = 60;
constexpr std::uint8_t mobility = 135;
constexpr std::uint8_t host_identity = 139;
constexpr std::uint8_t shim6 = 140;

bool is_extension(std::uint8_t type) {
    switch (type) {
        case hop_by_hop:
        case routing:
        case fragment:
        case authentication:
        case destination_options:
        case mobility:
        case host_identity:
        case shim6:
            return true;
        default:
            return false;
    }
}

}  // namespace

core::Parsed<IpPacket> decode_ipv6(core::Bytes bytes) {
    core::Reader in{bytes};
    IpPacket packet;
    const std::uint32_t first = in.u32be("Version");  // RFC 8200 section 3
    if (in.ok() && first >> 28 != 6) in.fail(core::Fault::bad_value, "Version");
    const std::uint16_t payload_length = in.u16be("PayloadLength");
    packet.protocol = in.u8("NextHeader");
    packet.hop_limit = in.u8("HopLimit");
    const core::Bytes source = in.take(16, "SourceAddress");
    const core::Bytes destination = in.take(16, "DestinationAddress");
    core::Bytes payload = in.rest();
    if (!in.ok()) return in.error();
    packet.source = core::Address::v6(source.data());
    packet.destination = core::Address::v6(destination.data());
    if (payload_length > 0) {
        const std::size_t held = std::min<std::size_t>(payload_length, payload.size());
        packet.missing = static_cast<std::uint32_t>(payload_length - held);
        payload = payload.first(held);
    }

    core::Reader body{payload};
    std::size_t fragmentable = 0;
    for (int headers = 0; is_extension(packet.protocol) && packet.fragment_offset == 0; ++headers) {
        if (headers == max_extension_headers) {
            body.fail(core::Fault::over_limit, "NextHeader");
            break;
        }
        const std::uint8_t type = packet.protocol;
        packet.protocol = body.u8("NextHeader");
        const std::size_t length = body.u8("HdrExtLen");
        if (type == fragment) {  // RFC 8200 section 4.5: 8 bytes, the offset in units of 8
            const std::uint16_t offset = body.u16be("FragmentOffset");
            packet.fragment_offset = offset & 0xFFF8u;
            packet.more_fragments = (offset & 1) != 0;
            packet.fragment_of = body.u32be("Identification");
            fragmentable = body.offset();
        } else if (type == authentication) {  // RFC 4302 section 2.2: 32-bit words, minus 2
            body.skip((length + 2) * 4 - 2, "AuthenticationHeader");
        } else {  // RFC 8200 section 4.3: units of 8 bytes, not counting the first
            body.skip(length * 8 + 6, "ExtensionHeader");
        }
    }
    if (packet.more_fragments && packet.fragment_offset == 0)
        packet.payload_offset = static_cast<std::uint32_t>(body.offset() - fragmentable);
    packet.payload = body.rest();
    if (!body.ok()) {
        core::ParseError failed = body.error();
        failed.offset += 40;
        return failed;
    }
    return packet;
}

}  // namespace hitme::wire
