// SPDX-License-Identifier: Apache-2.0
#include "wire/ipv4.h"

#include <algorithm>
#include <optional>

#include "core/reader.h"
#include "wire/fixed.h"

namespace hitme::wire {
namespace {
constexpr std::size_t smallest_header = 20;  // five words

std::optional<core::ParseError> fill(core::Bytes bytes, IpPacket& packet) {
    // RFC 791 section 3.1.
    core::Reader in{bytes};
    const core::Bytes header = in.take(smallest_header, "Header");
    if (!in.ok()) return in.error();
    const std::uint8_t first = header[0];
    if (first >> 4 != 4) return core::ParseError{core::Fault::bad_value, 0, "Version"};
    const std::size_t header_bytes = static_cast<std::size_t>(first & 15) * 4;
    if (header_bytes < smallest_header) return core::ParseError{core::Fault::bad_value, 0, "IHL"};
    const std::uint16_t total_length = be16_at(header, 2);
    const std::uint16_t fragment = be16_at(header, 6);
    packet.more_fragments = (fragment & 0x2000) != 0;
    packet.fragment_offset = std::uint32_t{8} * (fragment & 0x1FFF);
    packet.identification = be16_at(header, 4);
    packet.fragment_of = packet.identification;
    packet.hop_limit = header[8];
    packet.protocol = header[9];
    // The checksum (10) is not looked at: cards fill it in later, so captures of the sender have it wrong.
    packet.source = core::Address::v4(be32_at(header, 12));
    packet.destination = core::Address::v4(be32_at(header, 16));
    in.skip(header_bytes - smallest_header, "Options");
    const core::Bytes payload = in.rest();
    packet.payload = payload;
    if (!in.ok()) return in.error();
    if (total_length == 0) return {};
    if (total_length < header_bytes)
        return core::ParseError{core::Fault::bad_value, 2, "TotalLength"};
    const std::size_t declared = total_length - header_bytes;
    const std::size_t held = std::min(declared, payload.size());
    packet.payload = {payload.data(), held};
    packet.missing = static_cast<std::uint32_t>(declared - held);
    return {};
}

}  // namespace

core::Parsed<IpPacket> decode_ipv4(core::Bytes bytes) {
    core::Parsed<IpPacket>
        parsed;  // filled where it stands: copying it just after costs more than all the rest
    if (const auto failed = fill(bytes, *parsed)) parsed = *failed;
    return parsed;
}

}  // namespace hitme::wire
