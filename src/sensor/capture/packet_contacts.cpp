// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/packet_contacts.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>
#include <utility>

#include "wire/first_bytes.h"

namespace hitme::sensor {
namespace {

using event::Ending;
using event::Handshake;
using event::Transport;

// Ours: how far the first acknowledgement may lie beyond the SYN's answer where packets in between were not captured.
constexpr std::uint32_t handshake_window = 1 << 20;
// RFC 7323 section 2.3: the largest window is 2^30 bytes; what lies further off belongs to another connection.
constexpr std::uint32_t largest_window = 1 << 30;

std::uint64_t mix(std::uint64_t value) {  // SplitMix64's last step
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
    return value ^ (value >> 31);
}

std::uint64_t end_hash(const core::Address& address, std::uint16_t port, std::uint64_t seed) {
    return mix(mix(address.low() ^ seed) + address.high() * 0x9E3779B97F4A7C15u + port);
}

bool is_known_server(std::uint16_t port) {
    return std::binary_search(std::begin(known_server_ports), std::end(known_server_ports), port);
}

}  // namespace

ServerEnd server_of(const Packet& packet) {
    const bool source_known = is_known_server(packet.source_port);
    const bool destination_known = is_known_server(packet.destination_port);
    if (source_known != destination_known)
        return source_known ? ServerEnd::source : ServerEnd::destination;
    const bool source_low = packet.source_port < 1024;
    const bool destination_low = packet.destination_port < 1024;
    if (source_low != destination_low)
        return source_low ? ServerEnd::source : ServerEnd::destination;
    return ServerEnd::unclear;
}

void PacketContacts::Side::begin(std::uint32_t sequence) {
    base = next = sequence;
    begun = true;
}

void PacketContacts::Side::add(std::uint32_t sequence, std::uint32_t length) {
    if (length == 0) return;
    if (!begun) begin(sequence);
    const std::uint32_t end = sequence + length;
    const std::uint32_t ahead = end - next;
    if (ahead != 0 && ahead < largest_window) {
        const std::uint32_t added = std::min(ahead, length);
        bytes += added;
        gap += ahead - added;
        next = end;
    }
    // What lies below the highest byte is new only where a gap was left.
    const std::uint32_t below = ahead < largest_window ? length - std::min(ahead, length) : length;
    const std::uint32_t filled = std::min(below, gap);
    bytes += filled;
    gap -= filled;
}

PacketContacts::PacketContacts(const FlowLimits& limits, std::string sensor, std::string origin,
                               EventSink& sink)
    : limits_(limits), sensor_(std::move(sensor)), origin_(std::move(origin)), sink_(sink) {
    const std::size_t slots = std::bit_ceil(std::max<std::size_t>(limits_.flows, 8) * 2);
    slots_.assign(slots, 0);
    mask_ = slots - 1;
}

core::Result<void> PacketContacts::take(const Packet& packet, std::uint32_t place) {
    now_ = std::max(now_, packet.at);
    if (now_ > quiet_until_)
        if (auto expired = expire(); !expired) return expired;
    switch (packet.kind) {
        case PacketKind::tcp:
            return take_tcp(packet, place);
        case PacketKind::udp:
        case PacketKind::echo_request:
        case PacketKind::echo_reply:
            return take_exchange(packet, place);
        case PacketKind::icmp_error:
            if (find(packet, place) == none)
                ++backscatter_;
            else
                ++icmp_errors_;
            return {};
    }
    return {};
}

core::Result<void> PacketContacts::take_tcp(const Packet& packet, std::uint32_t hash) {
    std::uint32_t index = find(packet, hash);
    const bool from_client = index != none && flows_[index].client == packet.source &&
                             flows_[index].client_port == packet.source_port;
    if (packet.syn && !packet.ack && !packet.rst) {
        if (index != none) {
            Flow& flow = flows_[index];
            if (from_client && flow.has_isn && flow.isn == packet.sequence) {
                ++retransmitted_syn_;
                continue_tcp(flow, packet, true);
                touch(index, flow.idle);
                return {};
            }
            if (from_client && !flow.has_isn &&
                flow.in.base - (packet.sequence + 1) < handshake_window) {
                // The file is not in order: this is the SYN of what looked like midstream.
                flow.has_isn = true;
                flow.isn = packet.sequence;
                --midstream_;
                continue_tcp(flow, packet, true);
                touch(index, flow.idle);
                return {};
            }
            if (!from_client && !flow.server_spoke) {  // RFC 9293 section 3.5: simultaneous open
                continue_tcp(flow, packet, false);
                touch(index, flow.idle);
                return {};
            }
            if (auto ended = end(index); !ended) return ended;  // the four-tuple is used again
        }
        auto started = start(packet, hash, Sender::client);
        if (!started) return started.error();
        Flow& flow = flows_[*started];
        flow.has_isn = true;
        flow.isn = packet.sequence;
        flow.in.begin(packet.sequence + 1);
        continue_tcp(flow, packet, true);
        touch(*started, Idle::transitory);
        return {};
    }

    if (index == none) {
        if (packet.rst || packet.syn) {
            ++backscatter_;
            return {};
        }
        if (packet.payload_length == 0) {
            ++stray_;
            return {};
        }
        const ServerEnd server = server_of(packet);
        if (server == ServerEnd::unclear) {
            ++unclear_direction_;
            return {};
        }
        auto started =
            start(packet, hash, server == ServerEnd::destination ? Sender::client : Sender::server);
        if (!started) return started.error();
        ++midstream_;
        continue_tcp(flows_[*started], packet, server == ServerEnd::destination);
        touch(*started, Idle::established);
        return {};
    }

    Flow& flow = flows_[index];
    continue_tcp(flow, packet, from_client);
    const bool open = flow.ending == Ending::unknown &&
                      (!flow.has_isn || (flow.server_spoke && flow.has_first_ack));
    touch(index, open ? Idle::established : Idle::transitory);
    return {};
}

void PacketContacts::continue_tcp(Flow& flow, const Packet& packet, bool from_client) {
    flow.last = std::max(flow.last, packet.at);
    const std::uint32_t data = packet.sequence + (packet.syn ? 1 : 0);
    if (from_client) {
        flow.first = std::min(flow.first, packet.at);
        ++flow.packets;
        if (packet.ack && !packet.syn && !packet.rst && !flow.has_first_ack) {
            flow.has_first_ack = true;
            flow.first_ack = packet.acknowledgement;
        }
        if (packet.payload_length > 0 && !packet.rst) {  // bytes of a reset are a message to people
            flow.in.add(data, packet.payload_length);
            keep_payload(flow, data - flow.in.base, packet.payload);
        }
    } else if (!packet.rst) {
        if (packet.syn && packet.ack && !flow.has_server_isn) {
            flow.has_server_isn = true;
            flow.server_isn = packet.sequence;
            if (!flow.out.begun) flow.out.begin(packet.sequence + 1);
        }
        flow.server_spoke = true;
        flow.out.add(data, packet.payload_length);
    }
    if (flow.ending == Ending::unknown) {
        if (packet.rst)
            flow.ending = from_client ? Ending::reset : Ending::ours;
        else if (packet.fin)
            flow.ending = from_client ? Ending::peer_closed : Ending::ours;
    }
}

core::Result<void> PacketContacts::take_exchange(const Packet& packet, std::uint32_t hash) {
    std::uint32_t index = find(packet, hash);
    if (index != none && packet.at - flows_[index].last > limits_.udp_exchange) {
        if (flows_[index].ending == Ending::unknown) flows_[index].ending = Ending::idle;
        if (auto ended = end(index); !ended) return ended;
        index = none;
    }
    if (index == none) {
        if (packet.kind == PacketKind::echo_reply) {
            ++backscatter_;
            return {};
        }
        auto started = start(packet, hash, Sender::client);
        if (!started) return started.error();
        index = *started;
    }
    Flow& flow = flows_[index];
    flow.last = std::max(flow.last, packet.at);
    // Both ends of an echo have the same port, so the address tells the side; a host that talks to itself is a source.
    const bool from_client = flow.client == packet.source &&
                             flow.client_port == packet.source_port &&
                             packet.kind != PacketKind::echo_reply;
    if (from_client) {
        flow.first = std::min(flow.first, packet.at);
        ++flow.packets;
        flow.in.bytes += packet.payload_length;
        if (flow.payload == none) keep_payload(flow, 0, packet.payload);
    } else {
        flow.out.bytes += packet.payload_length;
    }
    touch(index, Idle::exchange);
    return {};
}

core::Result<std::uint32_t> PacketContacts::start(const Packet& packet, std::uint32_t hash,
                                                  Sender sender) {
    const bool source_is_client = sender == Sender::client;
    if (live_ >= limits_.flows) {
        std::uint32_t oldest = none;
        for (const List& list : lists_)
            if (list.oldest != none &&
                (oldest == none || flows_[list.oldest].last < flows_[oldest].last))
                oldest = list.oldest;
        if (oldest != none) {
            ++evicted_;
            if (auto ended = end(oldest); !ended) return ended.error();
        }
    }
    std::uint32_t index = 0;
    if (free_flows_.empty()) {
        index = static_cast<std::uint32_t>(flows_.size());
        flows_.emplace_back();
    } else {
        index = free_flows_.back();
        free_flows_.pop_back();
        flows_[index] = Flow{};
    }
    ++live_;
    Flow& flow = flows_[index];
    flow.client = source_is_client ? packet.source : packet.destination;
    flow.server = source_is_client ? packet.destination : packet.source;
    flow.client_port = source_is_client ? packet.source_port : packet.destination_port;
    flow.server_port = source_is_client ? packet.destination_port : packet.source_port;
    flow.transport = packet.transport;
    flow.icmp_type = packet.icmp_type;
    flow.first = flow.last = packet.at;
    insert_slot(index, hash);
    link(index, packet.transport == Transport::tcp ? Idle::transitory : Idle::exchange);
    return index;
}

core::Duration PacketContacts::idle_time(Idle idle) const {
    switch (idle) {
        case Idle::exchange:
            return limits_.udp_exchange;
        case Idle::transitory:
            return limits_.transitory;
        case Idle::established:
            return limits_.established;
    }
    return limits_.established;
}

// Until then the oldest of that list is not over: asked only where a list gets another oldest.
void PacketContacts::keep_watch(Idle idle) {
    const List& list = lists_[static_cast<std::size_t>(idle)];
    if (list.oldest == none) return;
    const core::Time last = flows_[list.oldest].last;
    const core::Duration time = idle_time(idle);
    quiet_until_ = std::min(quiet_until_, last > core::Time::max() - time ? last : last + time);
}

core::Result<void> PacketContacts::expire() {
    quiet_until_ = core::Time::max();
    for (const Idle idle : {Idle::exchange, Idle::transitory, Idle::established}) {
        List& list = lists_[static_cast<std::size_t>(idle)];
        const core::Duration time = idle_time(idle);
        while (list.oldest != none && now_ - flows_[list.oldest].last > time) {
            Flow& flow = flows_[list.oldest];
            if (flow.ending == Ending::unknown) flow.ending = Ending::idle;
            if (auto ended = end(list.oldest); !ended) return ended;
        }
        keep_watch(idle);
    }
    return {};
}

core::Result<void> PacketContacts::finish() {
    for (List& list : lists_)
        while (list.oldest != none)
            if (auto ended = end(list.oldest); !ended) return ended;
    return {};
}

core::Result<void> PacketContacts::end(std::uint32_t index) {
    Flow& flow = flows_[index];
    auto given = give(flow);
    release_payload(flow);
    erase_slot(index);
    unlink(flow);
    free_flows_.push_back(index);
    --live_;
    // Under a flood the next to go is the next oldest: have its place in the table at hand.
    if (const std::uint32_t next = lists_[static_cast<std::size_t>(flow.idle)].oldest; next != none)
        __builtin_prefetch(&slots_[flows_[next].hash & mask_]);
    return given;
}

core::Result<void> PacketContacts::give(Flow& flow) {
    if (!std::holds_alternative<event::Contact>(event_)) event_.emplace<event::Contact>();
    auto& contact = std::get<event::Contact>(event_);
    contact.sensor = sensor_;
    contact.epoch = 0;
    contact.sequence = ++events_;
    contact.seen_at = flow.first;
    contact.ended_at = std::max(flow.first, flow.last);
    contact.transport = flow.transport;
    contact.source = flow.client;
    contact.destination = flow.server;
    const bool icmp = flow.transport == Transport::icmp;
    contact.source_port = icmp ? std::uint16_t{0} : flow.client_port;
    contact.destination_port = icmp ? flow.icmp_type : flow.server_port;
    contact.ending = flow.ending;
    contact.bytes_in = flow.in.bytes;
    contact.bytes_out = flow.out.bytes;
    gather(flow, contact.first_bytes);
    contact.protocol = wire::guess_protocol(contact.first_bytes, flow.transport == Transport::tcp
                                                                     ? wire::Carrier::stream
                                                                     : wire::Carrier::datagram);
    if (icmp) contact.protocol.clear();
    // Hash and similarity are worked out by whoever writes or shows them: most contacts are only counted.
    contact.first_bytes_sha256.clear();
    contact.similarity = {};
    contact.stage = event::Stage::none;
    contact.decoded.clear();
    if (flow.transport == Transport::tcp && !flow.has_isn)
        contact.decoded.push_back({"capture", "midstream"});
    contact.labels.clear();
    contact.hornet.reset();
    contact.packets = flow.packets;
    contact.count = 1;
    contact.limit.clear();
    contact.origin = origin_;
    contact.simulated = false;

    if (flow.transport != Transport::tcp) {
        contact.handshake = Handshake::datagram;
        return sink_.take(event_);
    }
    bool completed = false;
    if (flow.has_server_isn)  // only who received the answer knows its number
        completed = flow.has_first_ack && flow.first_ack - (flow.server_isn + 1) < handshake_window;
    else if (flow.has_isn)
        completed = flow.has_first_ack && flow.server_spoke;
    else
        completed = flow.packets > 0 && flow.server_spoke;
    if (completed)
        contact.handshake = flow.in.bytes > 0 ? Handshake::sent_data : Handshake::completed;
    else
        contact.handshake = flow.has_isn ? Handshake::syn_only : Handshake::unknown;
    return sink_.take(event_);
}

// ---- The table of flows ----------------------------------------------------------------------------------------

std::uint32_t PacketContacts::place_of(const Packet& packet) const {
    // The sum is the same for both directions.
    const std::uint64_t ends =
        end_hash(packet.source, packet.source_port, limits_.hash_seed) +
        end_hash(packet.destination, packet.destination_port, limits_.hash_seed);
    const auto hash =
        static_cast<std::uint32_t>(mix(ends + static_cast<std::uint64_t>(packet.transport)) >> 32);
    __builtin_prefetch(&slots_[hash & mask_]);
    return hash;
}

std::uint32_t PacketContacts::find(const Packet& packet, std::uint32_t hash) const {
    for (std::size_t at = hash & mask_; slots_[at] != 0; at = (at + 1) & mask_) {
        if (static_cast<std::uint32_t>(slots_[at] >> 32) != hash) continue;
        const auto index = static_cast<std::uint32_t>(slots_[at]) - 1;
        const Flow& flow = flows_[index];
        if (flow.transport != packet.transport) continue;
        if (flow.client_port == packet.source_port && flow.server_port == packet.destination_port &&
            flow.client == packet.source && flow.server == packet.destination)
            return index;
        if (flow.client_port == packet.destination_port && flow.server_port == packet.source_port &&
            flow.client == packet.destination && flow.server == packet.source)
            return index;
    }
    return none;
}

void PacketContacts::insert_slot(std::uint32_t index, std::uint32_t hash) {
    flows_[index].hash = hash;
    std::size_t at = hash & mask_;
    while (slots_[at] != 0) at = (at + 1) & mask_;
    slots_[at] = (std::uint64_t{hash} << 32) | (index + 1);
}

void PacketContacts::erase_slot(std::uint32_t index) {
    std::size_t at = flows_[index].hash & mask_;
    while (static_cast<std::uint32_t>(slots_[at]) != index + 1) at = (at + 1) & mask_;
    // Moves later entries of the run back, so that no marks of removed ones are needed (Knuth 6.4, algorithm R).
    std::size_t hole = at;
    for (std::size_t next = (at + 1) & mask_; slots_[next] != 0; next = (next + 1) & mask_) {
        const std::size_t home = (slots_[next] >> 32) & mask_;
        if (((next - home) & mask_) >= ((next - hole) & mask_)) {
            slots_[hole] = slots_[next];
            hole = next;
        }
    }
    slots_[hole] = 0;
}

void PacketContacts::link(std::uint32_t index, Idle idle) {
    Flow& flow = flows_[index];
    flow.idle = idle;
    List& list = lists_[static_cast<std::size_t>(idle)];
    flow.older = list.newest;
    if (list.newest != none) flows_[list.newest].newer = index;
    list.newest = index;
    if (list.oldest != none) return;
    list.oldest = index;
    keep_watch(idle);
}

void PacketContacts::unlink(Flow& flow) {
    List& list = lists_[static_cast<std::size_t>(flow.idle)];
    if (flow.newer != none)
        flows_[flow.newer].older = flow.older;
    else
        list.newest = flow.older;
    if (flow.older != none) {
        flows_[flow.older].newer = flow.newer;
    } else {
        list.oldest = flow.newer;
        keep_watch(flow.idle);
    }
    flow.older = flow.newer = none;
}

void PacketContacts::touch(std::uint32_t index, Idle idle) {
    Flow& flow = flows_[index];
    if (flow.idle == idle && flow.newer == none) return;
    unlink(flow);
    link(index, idle);
}

// ---- Payload ---------------------------------------------------------------------------------------------------

PacketContacts::Block& PacketContacts::block(std::uint32_t index) {
    return slabs_[index / blocks_per_slab][index % blocks_per_slab];
}

std::uint32_t PacketContacts::block_for(Flow& flow, std::uint32_t number) {
    for (std::uint32_t at = flow.payload; at != none; at = block(at).next)
        if (block(at).number == number) return at;
    std::uint32_t fresh = free_block_;
    if (fresh != none) {
        free_block_ = block(fresh).next;
    } else {
        if ((blocks_ + 1) * sizeof(Block) > limits_.payload_bytes) return none;
        if (blocks_ % blocks_per_slab == 0)
            slabs_.push_back(std::make_unique<Block[]>(blocks_per_slab));
        fresh = static_cast<std::uint32_t>(blocks_++);
    }
    Block& added = block(fresh);
    added.present = 0;
    added.number = number;
    added.next = flow.payload;
    flow.payload = fresh;
    return fresh;
}

void PacketContacts::keep_payload(Flow& flow, std::uint32_t offset, core::Bytes payload) {
    if (offset >= limits_.first_bytes) {
        // A segment may begin before the window and reach into it.
        const std::uint32_t before = 0 - offset;
        if (before >= payload.size()) return;
        payload = payload.subspan(before);
        offset = 0;
    }
    payload = payload.first(std::min<std::size_t>(payload.size(), limits_.first_bytes - offset));
    while (!payload.empty()) {
        const std::uint32_t within = offset % block_bytes;
        const auto part =
            payload.first(std::min<std::size_t>(payload.size(), block_bytes - within));
        const std::uint32_t at = block_for(flow, offset / block_bytes);
        if (at == none) {
            ++payload_not_kept_;
            return;
        }
        Block& into = block(at);
        const std::uint64_t ones =
            part.size() == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << part.size()) - 1;
        const std::uint64_t wanted = ones << within;
        if ((into.present & wanted) == 0) {
            std::copy(part.begin(), part.end(), into.bytes + within);
        } else {
            for (std::size_t i = 0; i < part.size(); ++i)  // the first copy stays
                if ((into.present >> (within + i) & 1) == 0) into.bytes[within + i] = part[i];
        }
        into.present |= wanted;
        payload = payload.subspan(part.size());
        offset += static_cast<std::uint32_t>(part.size());
    }
}

void PacketContacts::gather(const Flow& flow, core::ByteVector& out) {
    out.clear();
    for (std::uint32_t number = 0; number * block_bytes < limits_.first_bytes; ++number) {
        std::uint32_t at = flow.payload;
        while (at != none && block(at).number != number) at = block(at).next;
        if (at == none) return;
        const Block& from = block(at);
        const auto length = static_cast<std::size_t>(std::countr_one(from.present));
        out.insert(out.end(), from.bytes, from.bytes + length);
        if (length < block_bytes) return;
    }
}

void PacketContacts::release_payload(Flow& flow) {
    while (flow.payload != none) {
        Block& released = block(flow.payload);
        const std::uint32_t next = released.next;
        released.next = free_block_;
        free_block_ = flow.payload;
        flow.payload = next;
    }
}

std::map<std::string, std::uint64_t> PacketContacts::counters() const {
    std::map<std::string, std::uint64_t> counts;
    const auto add = [&](const char* name, std::uint64_t value) {
        if (value > 0) counts[name] = value;
    };
    add("backscatter", backscatter_);
    add("evicted", evicted_);
    add("icmp_errors", icmp_errors_);
    add("midstream", midstream_);
    add("payload_not_kept", payload_not_kept_);
    add("retransmitted_syn", retransmitted_syn_);
    add("stray", stray_);
    add("unclear_direction", unclear_direction_);
    return counts;
}

}  // namespace hitme::sensor
