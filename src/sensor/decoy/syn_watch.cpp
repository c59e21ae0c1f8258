// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/syn_watch.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "core/reader.h"
#include "wire/tcp.h"

namespace hitme::sensor {
namespace {

constexpr std::uint8_t tcp_protocol = 6;
constexpr std::uint8_t syn_and_ack = 0x12;
constexpr std::uint8_t syn_alone = 0x02;

// Classic BPF over the IP packet (SOCK_DGRAM strips the link layer). IPv4: protocol TCP (byte 9), not a later fragment
// (RFC 791 section 3.1, offset in bytes 6-7), then the TCP flags at header length + 13 (RFC 9293 section 3.1).
const sock_filter ipv4_filter[] = {
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, tcp_protocol, 0, 7),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 5, 0),
    BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
    BPF_STMT(BPF_LD | BPF_B | BPF_IND, 13),
    BPF_STMT(BPF_ALU | BPF_AND | BPF_K, syn_and_ack),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, syn_alone, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SynWatch::packet_bytes),
    BPF_STMT(BPF_RET | BPF_K, 0),
};

// IPv6: TCP directly after the fixed header (RFC 8200 section 3); a SYN behind extension headers is not seen.
const sock_filter ipv6_filter[] = {
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, tcp_protocol, 0, 4),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 40 + 13),
    BPF_STMT(BPF_ALU | BPF_AND | BPF_K, syn_and_ack),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, syn_alone, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SynWatch::packet_bytes),
    BPF_STMT(BPF_RET | BPF_K, 0),
};

template <std::size_t Length>
core::Result<runtime::Descriptor> open_socket(std::uint16_t protocol,
                                              const sock_filter (&filter)[Length]) {
    // Opened for no protocol, so that nothing unfiltered arrives before the filter stands.
    runtime::Descriptor socket{::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket) {
        const auto code =
            errno == EPERM || errno == EACCES ? core::ErrorCode::refused : core::ErrorCode::network;
        return core::error(code, std::string("packet socket: ") + std::strerror(errno));
    }
    const sock_fprog program{static_cast<unsigned short>(Length),
                             const_cast<sock_filter*>(static_cast<const sock_filter*>(filter))};
    sockaddr_ll any{};
    any.sll_family = AF_PACKET;
    any.sll_protocol = htons(protocol);
    const int buffer = 4 << 20;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    if (::setsockopt(socket.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0 ||
        ::bind(socket.get(), reinterpret_cast<sockaddr*>(&any), sizeof any) != 0) {
        return core::error(core::ErrorCode::network,
                           std::string("packet socket: ") + std::strerror(errno));
    }
    return socket;
}

}  // namespace

std::size_t PendingSyns::Hash::operator()(const FlowKey& key) const {
    std::uint64_t mixed = (key.source.high() ^ seed) * 0x9E3779B97F4A7C15u + key.source.low();
    mixed ^= (std::uint64_t{key.source_port} << 48) | (std::uint64_t{key.destination_port} << 32);
    mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93u;
    return static_cast<std::size_t>(mixed ^ (mixed >> 29));
}

PendingSyns::Noted PendingSyns::note(const FlowKey& key, const core::Address& destination,
                                     Instant now, const recognition::SynSeen& seen) {
    const auto add = [&](Pending& pending) {
        auto& attempt = pending.attempt;
        ++attempt.syn_count;
        if (attempt.syns.size() >= recognition::max_syns) return;
        attempt.syns.push_back(seen);
        attempt.syns.back().at = pending.last;
    };
    const auto found = table_.find(key);
    if (found != table_.end()) {
        found->second->last = now.wall_since(found->second->first);
        add(*found->second);
        return Noted::repeated;
    }
    if (table_.size() >= max_waiting) return Noted::no_room;
    order_.push_back({key, now, now.wall, {}});
    auto& attempt = order_.back().attempt;
    attempt.source = key.source;
    attempt.destination = destination;
    attempt.destination_port = key.destination_port;
    // The kernel answers for a port that we listen on, and what came after is not seen here.
    attempt.answered = recognition::Answered::not_completed;
    add(order_.back());
    table_.emplace(key, std::prev(order_.end()));
    return Noted::fresh;
}

std::uint32_t PendingSyns::accepted(const FlowKey& key) {
    const auto found = table_.find(key);
    if (found == table_.end()) return 0;
    const std::uint32_t packets = found->second->attempt.syn_count;
    order_.erase(found->second);
    table_.erase(found);
    return packets;
}

core::Result<SynWatch> SynWatch::open() {
    SynWatch watch;
    auto ipv4 = open_socket(ETH_P_IP, ipv4_filter);
    if (!ipv4) return ipv4.error();
    auto ipv6 = open_socket(ETH_P_IPV6, ipv6_filter);
    if (!ipv6) return ipv6.error();
    watch.sockets_.push_back(std::move(*ipv4));
    watch.sockets_.push_back(std::move(*ipv6));
    watch.buffers_.resize(batch_packets);
    watch.lengths_.resize(batch_packets);
    return watch;
}

std::size_t SynWatch::receive(std::size_t index) {
    std::array<mmsghdr, batch_packets> messages{};
    std::array<iovec, batch_packets> vectors{};
    for (std::size_t i = 0; i < batch_packets; ++i) {
        vectors[i] = {buffers_[i].data(), packet_bytes};
        messages[i].msg_hdr.msg_iov = &vectors[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int count =
        ::recvmmsg(sockets_[index].get(), messages.data(), batch_packets, MSG_DONTWAIT, nullptr);
    if (count <= 0) return 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        lengths_[i] = std::min<std::size_t>(messages[i].msg_len, packet_bytes);
    return static_cast<std::size_t>(count);
}

namespace {

std::optional<Syn> decode_headers(core::Bytes packet) {
    Syn syn;
    core::Reader in{packet};
    const std::uint8_t first = in.u8("Version");
    if (first >> 4 == 4) {
        in.seek(4, "Identification");
        syn.seen.identification = in.u16be("Identification");
        in.seek(8, "Time to Live");
        syn.seen.hop_limit = in.u8("Time to Live");
        in.seek(12, "Source Address");
        syn.flow.source = core::Address::v4(in.u32be("Source Address"));
        syn.destination = core::Address::v4(in.u32be("Destination Address"));
        in.seek(std::size_t{first & 15u} * 4, "Options");
    } else if (first >> 4 == 6) {
        in.seek(7, "Hop Limit");
        syn.seen.hop_limit = in.u8("Hop Limit");
        const auto source = in.take(16, "Source Address");
        const auto destination = in.take(16, "Destination Address");
        if (!in.ok()) return std::nullopt;
        syn.flow.source = core::Address::v6(source.data());
        syn.destination = core::Address::v6(destination.data());
    } else {
        return std::nullopt;
    }
    const core::Bytes tcp = in.rest();
    core::Reader ports{tcp};
    syn.flow.source_port = ports.u16be("Source Port");
    syn.flow.destination_port = ports.u16be("Destination Port");
    if (!in.ok() || !ports.ok()) return std::nullopt;
    // A header or options that cannot be read are a SYN all the same, whose shape says nothing.
    const auto segment = wire::decode_tcp(tcp);
    if (!segment) return syn;
    syn.seen.sequence = segment->sequence;
    syn.seen.window = segment->window;
    if (const auto options = wire::decode_tcp_options(segment->options))
        syn.seen.options = *options;
    return syn;
}

}  // namespace

std::optional<Syn> SynWatch::decode(core::Bytes packet) {
    return decode_headers(packet);
}

std::optional<Syn> saved_syn(int socket) {
    std::array<std::uint8_t, SynWatch::packet_bytes> headers;
    socklen_t length = headers.size();
    if (::getsockopt(socket, IPPROTO_TCP, TCP_SAVED_SYN, headers.data(), &length) != 0)
        return std::nullopt;
    return decode_headers(core::Bytes{headers}.first(length));
}

std::uint64_t SynWatch::missed() {
    std::uint64_t total = 0;
    for (const auto& socket : sockets_) {
        tpacket_stats stats{};
        socklen_t length = sizeof stats;
        if (::getsockopt(socket.get(), SOL_PACKET, PACKET_STATISTICS, &stats, &length) == 0)
            total += stats.tp_drops;
    }
    return total;
}

}  // namespace hitme::sensor
