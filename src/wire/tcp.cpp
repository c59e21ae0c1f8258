// SPDX-License-Identifier: Apache-2.0
#include "wire/tcp.h"

#include "core/reader.h"
#include "wire/fixed.h"

namespace hitme::wire {
namespace {
constexpr std::size_t smallest_header = 20;  // five words
}

core::Parsed<TcpSegment> decode_tcp(core::Bytes bytes) {
    // RFC 9293 section 3.1.
    core::Reader in{bytes};
    const core::Bytes header = in.take(smallest_header, "Header");
    if (!in.ok()) return in.error();
    TcpSegment segment;
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
    in.seek(header_bytes, "Options");
    segment.payload = in.rest();
    if (!in.ok()) return in.error();
    return segment;
}

}  // namespace hitme::wire
