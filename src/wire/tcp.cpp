// SPDX-License-Identifier: Apache-2.0
#include "wire/tcp.h"

#include <optional>

#include "core/reader.h"
#include "wire/fixed.h"

namespace hitme::wire {
namespace {
constexpr std::size_t smallest_header = 20;  // five words

std::optional<core::ParseError> fill(core::Bytes bytes, TcpSegment& segment) {
    // RFC 9293 section 3.1.
    core::Reader in{bytes};
    const core::Bytes header = in.take(smallest_header, "Header");
    if (!in.ok()) return in.error();
    segment.source_port = be16_at(header, 0);
    segment.destination_port = be16_at(header, 2);
    segment.sequence = be32_at(header, 4);
    segment.acknowledgement = be32_at(header, 8);
    const std::size_t header_bytes = static_cast<std::size_t>(header[12] >> 4) * 4;
    if (header_bytes < smallest_header)
        return core::ParseError{core::Fault::bad_value, 12, "DataOffset"};
    const std::uint8_t flags = header[13];
    segment.fin = (flags & 0x01) != 0;
    segment.syn = (flags & 0x02) != 0;
    segment.rst = (flags & 0x04) != 0;
    segment.ack = (flags & 0x10) != 0;
    segment.window = be16_at(header, 14);
    segment.options = in.take(header_bytes - smallest_header, "Options");
    segment.payload = in.rest();
    if (!in.ok()) return in.error();
    return {};
}

}  // namespace

core::Parsed<TcpSegment> decode_tcp(core::Bytes bytes) {
    core::Parsed<TcpSegment> parsed;  // filled where it stands, as in ipv4.cpp
    if (const auto failed = fill(bytes, *parsed)) parsed = *failed;
    return parsed;
}

core::Parsed<TcpOptions> decode_tcp_options(core::Bytes options) {
    // RFC 9293 section 3.1: kind 0 ends the list, kind 1 has no length; every other has one that counts itself.
    core::Reader in{options};
    TcpOptions found;
    while (in.left() > 0 && found.count < max_tcp_options) {
        const std::uint8_t kind = in.u8("Kind");
        found.kinds[found.count++] = kind;
        if (kind == 0) break;
        if (kind == 1) continue;
        const std::size_t length = in.u8("Length");
        if (in.ok() && length < 2) in.fail(core::Fault::bad_value, "Length");
        core::Reader value{in.take(length < 2 ? 0 : length - 2, "Value")};
        if (!in.ok()) return in.error();
        switch (kind) {
            case 2:
                if (value.left() == 2) found.maximum_segment_size = value.u16be("MSS");
                break;
            case 3:
                if (value.left() == 1) found.window_scale = value.u8("shift.cnt");
                break;
            case 4:
                found.selective_acknowledgement = true;
                break;
            case 8:
                if (value.left() == 8) found.timestamp = value.u32be("TSval");
                break;
            default:
                break;
        }
    }
    return found;
}

}  // namespace hitme::wire
