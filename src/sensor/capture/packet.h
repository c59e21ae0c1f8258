// SPDX-License-Identifier: Apache-2.0
// One captured packet, decoded down to its transport: what packet_contacts works on.
//
// Pure. `payload` points into the bytes of the capture.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/time.h"
#include "event/kinds.h"
#include "wire/ipv4.h"
#include "wire/pcap.h"

namespace hitme::sensor {

enum class PacketKind : std::uint8_t {
    tcp,
    udp,
    echo_request,
    echo_reply,
    icmp_error,  ///< source and destination, ports and transport are those of the packet that it quotes
};

struct Packet {
    core::Time at;
    PacketKind kind = PacketKind::tcp;
    event::Transport transport = event::Transport::tcp;
    core::Address source;
    core::Address destination;
    std::uint16_t source_port = 0;  ///< of an echo: its identifier, on both sides
    std::uint16_t destination_port = 0;
    std::uint8_t icmp_type = 0;
    bool fin = false;
    bool syn = false;
    bool rst = false;
    bool ack = false;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint8_t hop_limit = 0;
    std::uint16_t identification = 0;  ///< IPv4's
    std::uint16_t window = 0;          ///< TCP's, unscaled
    core::Bytes tcp_options;
    core::Bytes payload;               ///< as far as it was captured
    std::uint32_t payload_length = 0;  ///< as it was sent
};

/// Decodes a packet into `packet`. Allocates nothing.
/// Returns  empty, or why it cannot become part of a contact: not_ip, bad_packet, fragment, other_protocol, other_icmp,
///          link_type. `packet` then holds nothing of use. A packet without a time leaves `packet.at` as it was.
std::string_view decode_packet(const wire::CapturedPacket& captured, Packet& packet);

/// The two halves of it, for a reader that puts fragments together between them. Returns  as above.
std::string_view decode_ip(const wire::CapturedPacket& captured, wire::IpPacket& ip);
std::string_view decode_transport(const wire::IpPacket& ip, Packet& packet);

}  // namespace hitme::sensor
