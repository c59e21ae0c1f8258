// SPDX-License-Identifier: Apache-2.0
#include "wire/udp.h"

#include <algorithm>

#include "core/reader.h"

namespace hitme::wire {

core::Parsed<UdpDatagram> decode_udp(core::Bytes bytes) {
    constexpr std::size_t header_bytes = 8;
    core::Reader in{bytes};  // RFC 768, in its order
    UdpDatagram datagram;
    datagram.source_port = in.u16be("SourcePort");
    datagram.destination_port = in.u16be("DestinationPort");
    const std::size_t length = in.u16be("Length");
    in.skip(2, "Checksum");
    datagram.payload = in.rest();
    if (!in.ok()) return in.error();
    if (length == 0) return datagram;
    if (length < header_bytes) return core::ParseError{core::Fault::bad_value, 4, "Length"};
    const std::size_t held = std::min(length - header_bytes, datagram.payload.size());
    datagram.payload = datagram.payload.first(held);
    datagram.missing = static_cast<std::uint32_t>(length - header_bytes - held);
    return datagram;
}

}  // namespace hitme::wire
