// SPDX-License-Identifier: Apache-2.0
#include "wire/pcap.h"

#include <optional>

#include "wire/fixed.h"

namespace hitme::wire {
namespace {
constexpr std::size_t record_header_bytes = 16;
}

core::Parsed<PcapHeader> decode_pcap_header(core::Bytes bytes, core::Input input) {
    core::Reader in{bytes, input};
    PcapHeader header;
    switch (in.u32be("MagicNumber")) {  // section 4: written in the order of the machine
        case 0xA1B2C3D4:
            header.order = ByteOrder::big;
            break;
        case 0xD4C3B2A1:
            break;
        case 0xA1B23C4D:
            header.order = ByteOrder::big;
            header.unit = TimeUnit::nanoseconds;
            break;
        case 0x4D3CB2A1:
            header.unit = TimeUnit::nanoseconds;
            break;
        default:
            in.fail(core::Fault::bad_value, "MagicNumber");
    }
    const bool big = header.order == ByteOrder::big;
    const std::uint16_t major = in.u16(big, "MajorVersion");
    if (in.ok() && major != 2) in.fail(core::Fault::unsupported, "MajorVersion");
    in.skip(2, "MinorVersion");
    in.skip(8, "Reserved");
    header.snap_length = in.u32(big, "SnapLen");
    // The upper bits hold the length of a frame check sequence (section 4).
    header.link = static_cast<LinkType>(in.u32(big, "LinkType") & 0xFFFF);
    if (!in.ok()) return in.error();
    return header;
}

namespace {

std::optional<core::ParseError> fill(const PcapHeader& header, core::Reader& in,
                                     CapturedPacket& packet) {
    const core::Bytes record = in.take(record_header_bytes, "RecordHeader");  // section 5
    if (!in.ok()) return in.error();
    const auto number = [&](std::size_t at) {
        return header.order == ByteOrder::big ? be32_at(record, at) : le32_at(record, at);
    };
    packet.link = header.link;
    const std::int64_t scale = header.unit == TimeUnit::nanoseconds ? 1 : 1000;
    packet.time_ns = std::int64_t{number(0)} * 1'000'000'000 + std::int64_t{number(4)} * scale;
    const std::uint32_t captured = number(8);
    if (captured > max_packet_bytes)
        return core::ParseError{core::Fault::over_limit, 8, "CapturedLength"};
    packet.original_length = number(12);
    packet.data = in.take(captured, "PacketData");
    packet.record_bytes = in.offset();
    if (!in.ok()) return in.error();
    return {};
}

}  // namespace

core::Parsed<CapturedPacket> decode_pcap_packet(const PcapHeader& header, core::Bytes bytes,
                                                core::Input input) {
    core::Reader in{bytes, input};
    core::Parsed<CapturedPacket> parsed;  // filled where it stands, as in ipv4.cpp
    if (const auto failed = fill(header, in, *parsed)) parsed = *failed;
    return parsed;
}

}  // namespace hitme::wire
