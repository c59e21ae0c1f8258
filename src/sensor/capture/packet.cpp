// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/packet.h"

#include "core/reader.h"
#include "wire/icmp.h"
#include "wire/ipv4.h"
#include "wire/ipv6.h"
#include "wire/link_layer.h"
#include "wire/tcp.h"
#include "wire/udp.h"

namespace hitme::sensor {
namespace {

using event::Transport;

std::string_view take_tcp(const wire::IpPacket& ip, Packet& packet) {
    const auto segment = wire::decode_tcp(ip.payload);
    if (!segment) return "bad_packet";
    packet.kind = PacketKind::tcp;
    packet.transport = Transport::tcp;
    packet.source_port = segment->source_port;
    packet.destination_port = segment->destination_port;
    packet.fin = segment->fin;
    packet.syn = segment->syn;
    packet.rst = segment->rst;
    packet.ack = segment->ack;
    packet.sequence = segment->sequence;
    packet.acknowledgement = segment->acknowledgement;
    packet.window = segment->window;
    packet.tcp_options = segment->options;
    packet.payload = segment->payload;
    packet.payload_length = static_cast<std::uint32_t>(segment->payload.size()) + ip.missing;
    return {};
}

std::string_view take_udp(const wire::IpPacket& ip, Packet& packet) {
    const auto datagram = wire::decode_udp(ip.payload);
    if (!datagram) return "bad_packet";
    packet.kind = PacketKind::udp;
    packet.transport = Transport::udp;
    packet.source_port = datagram->source_port;
    packet.destination_port = datagram->destination_port;
    packet.payload = datagram->payload;
    packet.payload_length =
        static_cast<std::uint32_t>(datagram->payload.size()) + datagram->missing;
    return {};
}

// An error quotes the IP header and at least eight bytes of what caused it (RFC 792; RFC 4443 section 2.4).
std::string_view take_quoted(core::Bytes body, wire::IcmpVersion version, Packet& packet) {
    packet.kind = PacketKind::icmp_error;
    const auto quoted =
        version == wire::IcmpVersion::v4 ? wire::decode_ipv4(body) : wire::decode_ipv6(body);
    if (!quoted) return "bad_packet";
    packet.source = quoted->source;
    packet.destination = quoted->destination;
    core::Reader in{quoted->payload};
    switch (quoted->protocol) {
        case wire::protocol_tcp:
            packet.transport = Transport::tcp;
            break;
        case wire::protocol_udp:
            packet.transport = Transport::udp;
            break;
        case wire::protocol_icmp:
        case wire::protocol_icmp_v6:
            packet.transport = Transport::icmp;
            in.skip(4, "Header");
            packet.source_port = packet.destination_port = in.u16be("Identifier");
            return in.ok() ? std::string_view{} : "bad_packet";
        default:
            packet.transport = Transport::other;
            return {};
    }
    packet.source_port = in.u16be("SourcePort");
    packet.destination_port = in.u16be("DestinationPort");
    return in.ok() ? std::string_view{} : "bad_packet";
}

std::string_view take_icmp(const wire::IpPacket& ip, wire::IcmpVersion version, Packet& packet) {
    const auto message = wire::decode_icmp(version, ip.payload);
    if (!message) return "bad_packet";
    packet.transport = Transport::icmp;
    packet.icmp_type = message->type;
    packet.payload = message->body;
    packet.payload_length = static_cast<std::uint32_t>(message->body.size()) + ip.missing;
    packet.source_port = packet.destination_port = message->identifier;
    switch (message->meaning) {
        case wire::IcmpMeaning::echo_request:
            packet.kind = PacketKind::echo_request;
            return {};
        case wire::IcmpMeaning::echo_reply:
            packet.kind = PacketKind::echo_reply;
            return {};
        case wire::IcmpMeaning::error:
            return take_quoted(message->body, version, packet);
        case wire::IcmpMeaning::other:
            break;
    }
    return "other_icmp";
}

}  // namespace

std::string_view decode_ip(const wire::CapturedPacket& captured, wire::IpPacket& ip) {
    const auto frame = wire::decode_frame(captured.link, captured.data);
    if (!frame) return frame.error().fault == core::Fault::unsupported ? "link_type" : "bad_packet";
    if (frame->ether_type != wire::ether_type_ipv4 && frame->ether_type != wire::ether_type_ipv6)
        return "not_ip";
    const auto decoded = frame->ether_type == wire::ether_type_ipv4
                             ? wire::decode_ipv4(frame->payload)
                             : wire::decode_ipv6(frame->payload);
    if (!decoded) return "bad_packet";
    ip = *decoded;
    return {};
}

std::string_view decode_transport(const wire::IpPacket& ip, Packet& packet) {
    if (ip.fragment_offset > 0) return "fragment";  // its first fragment has the ports
    packet.source = ip.source;
    packet.destination = ip.destination;
    packet.hop_limit = ip.hop_limit;
    packet.identification = ip.identification;
    switch (ip.protocol) {
        case wire::protocol_tcp:
            return take_tcp(ip, packet);
        case wire::protocol_udp:
            return take_udp(ip, packet);
        case wire::protocol_icmp:
            return take_icmp(ip, wire::IcmpVersion::v4, packet);
        case wire::protocol_icmp_v6:
            return take_icmp(ip, wire::IcmpVersion::v6, packet);
        default:
            return "other_protocol";
    }
}

std::string_view decode_packet(const wire::CapturedPacket& captured, Packet& packet) {
    if (captured.has_time) packet.at = core::from_nanoseconds(captured.time_ns);
    wire::IpPacket ip;
    const std::string_view reason = decode_ip(captured, ip);
    return reason.empty() ? decode_transport(ip, packet) : reason;
}

}  // namespace hitme::sensor
