// SPDX-License-Identifier: Apache-2.0
#include "wire/tcp.h"

#include "core/reader.h"

namespace hitme::wire {

core::Parsed<TcpSegment> decode_tcp(core::Bytes bytes) {
    // RFC 9293 section 3.1, in its order.
    core::Reader in{bytes};
    TcpSegment segment;
    segment.source_port = in.u16be("SourcePort");
    segment.destination_port = in.u16be("DestinationPort");
    segment.sequence = in.u32be("SequenceNumber");
    segment.acknowledgement = in.u32be("AcknowledgmentNumber");
    const std::size_t header_bytes = static_cast<std::size_t>(in.u8("DataOffset") >> 4) * 4;
    if (in.ok() && header_bytes < 20) in.fail(core::Fault::bad_value, "DataOffset");
    const std::uint8_t flags = in.u8("Flags");
    segment.fin = (flags & 0x01) != 0;
    segment.syn = (flags & 0x02) != 0;
    segment.rst = (flags & 0x04) != 0;
    segment.ack = (flags & 0x10) != 0;
    segment.window = in.u16be("Window");
    in.skip(4, "Checksum");  // and urgent pointer
    in.seek(header_bytes, "Options");
    segment.payload = in.rest();
    if (!in.ok()) return in.error();
    return segment;
}

}  // namespace hitme::wire
