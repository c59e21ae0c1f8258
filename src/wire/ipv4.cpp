// SPDX-License-Identifier: Apache-2.0
#include "wire/ipv4.h"

#include <algorithm>

#include "core/reader.h"

namespace hitme::wire {

core::Parsed<IpPacket> decode_ipv4(core::Bytes bytes) {
    // RFC 791 section 3.1, in its order.
    core::Reader in{bytes};
    IpPacket packet;
    const std::uint8_t first = in.u8("Version");
    if (in.ok() && first >> 4 != 4) in.fail(core::Fault::bad_value, "Version");
    const std::size_t header_bytes = static_cast<std::size_t>(first & 15) * 4;
    if (in.ok() && header_bytes < 20) in.fail(core::Fault::bad_value, "IHL");
    in.skip(1, "TypeOfService");
    const std::uint16_t total_length = in.u16be("TotalLength");
    in.skip(2, "Identification");
    const std::uint16_t fragment = in.u16be("FragmentOffset");
    packet.more_fragments = (fragment & 0x2000) != 0;
    packet.fragment_offset = std::uint32_t{8} * (fragment & 0x1FFF);
    packet.hop_limit = in.u8("TimeToLive");
    packet.protocol = in.u8("Protocol");
    in.skip(2,
            "HeaderChecksum");  // cards fill it in later, so captures of the sender have it wrong
    packet.source = core::Address::v4(in.u32be("SourceAddress"));
    packet.destination = core::Address::v4(in.u32be("DestinationAddress"));
    in.seek(header_bytes, "Options");
    packet.payload = in.rest();
    if (!in.ok()) return in.error();
    if (total_length == 0) return packet;
    if (total_length < header_bytes)
        return core::ParseError{core::Fault::bad_value, 2, "TotalLength"};
    const std::size_t declared = total_length - header_bytes;
    const std::size_t held = std::min(declared, packet.payload.size());
    packet.payload = packet.payload.first(held);
    packet.missing = static_cast<std::uint32_t>(declared - held);
    return packet;
}

}  // namespace hitme::wire
