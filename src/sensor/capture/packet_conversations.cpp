// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/packet_conversations.h"

#include <algorithm>
#include <utility>

#include "recognition/opening.h"
#include "recognition/telling.h"
#include "sensor/capture/packet_contacts.h"
#include "wire/first_bytes.h"

namespace hitme::sensor {
namespace {

using recognition::Answered;
using recognition::Side;

// RFC 7323 section 2.3: the largest window is 2^30 bytes; what lies further off belongs to another connection.
constexpr std::uint64_t largest_window = std::uint64_t{1} << 30;
// Offsets begin here, so that bytes before the first ones seen have a place too.
constexpr std::uint64_t first_offset = std::uint64_t{1} << 32;
// What the table keeps for a piece besides its bytes.
constexpr std::size_t piece_cost = 96;
// A SYN that comes after the bytes of its connection (the file is not in order) lies no further before them.
constexpr std::uint64_t late_syn_distance = 1 << 20;

std::size_t index_of(Side side) {
    return static_cast<std::size_t>(side);
}
Side other(Side side) {
    return side == Side::client ? Side::server : Side::client;
}

}  // namespace

struct PacketConversations::Piece {
    core::ByteVector bytes;
    std::uint32_t missing = 0;  ///< sent behind `bytes` and not captured
    core::Time at;
    std::uint64_t arrival = 0;
    std::uint32_t acknowledgement = 0;
    bool acknowledges = false;
    std::uint64_t length() const { return bytes.size() + missing; }
};

// One direction. Offsets are 64 bits wide: first_offset is where the first sequence number seen stands.
struct PacketConversations::Stream {
    bool begun = false;
    bool from_syn = false;
    std::uint32_t base = 0;  ///< sequence number that stands at first_offset
    std::uint64_t next = first_offset;
    std::uint64_t fin = 0;  ///< offset of the FIN; 0: not seen
    std::uint64_t delivered = 0;
    std::uint64_t missing = 0;
    std::map<std::uint64_t, Piece> held;

    void begin(std::uint32_t sequence) {
        if (begun) return;
        begun = true;
        base = sequence;
    }
    std::uint64_t offset_of(std::uint32_t sequence) const {
        const auto at_next = static_cast<std::uint32_t>(base + (next - first_offset));
        const auto ahead = static_cast<std::int32_t>(sequence - at_next);
        return next + static_cast<std::uint64_t>(static_cast<std::int64_t>(ahead));
    }
};

struct PacketConversations::Flow {
    Ends ends{};
    core::Address client;
    core::Address server;
    std::uint16_t client_port = 0;
    std::uint16_t server_port = 0;
    core::Time first;
    core::Time last;
    core::Time last_syn;
    Stream streams[2];
    std::unique_ptr<recognition::Conversation> conversation;
    std::vector<recognition::SynSeen> syns;
    std::uint32_t syn_count = 0;
    std::uint32_t isn = 0;
    bool has_isn = false;
    bool settled = false;
    bool answered = false;
    bool client_acknowledged = false;
    bool client_reset = false;
    bool over = false;
    std::uint32_t packets = 0;
    std::uint64_t arrivals = 0;
    std::uint32_t stuck_packets = 0;
    std::size_t held = 0;
    std::list<Flow*>::iterator place;

    Stream& of(Side side) { return streams[index_of(side)]; }
    const Stream& of(Side side) const { return streams[index_of(side)]; }
    bool has_payload() const {
        return conversation != nullptr || !streams[0].held.empty() || !streams[1].held.empty();
    }
    bool is_client(const Packet& packet) const {
        return packet.source == client && packet.source_port == client_port;
    }
};

std::size_t PacketConversations::EndsHash::operator()(const Ends& ends) const {
    const core::AddressHash address;
    std::uint64_t mixed = address(ends.low) ^ seed;
    mixed = mixed * 0x9E3779B97F4A7C15u + address(ends.high);
    mixed = mixed * 0x9E3779B97F4A7C15u + (std::uint64_t{ends.low_port} << 16) + ends.high_port;
    return static_cast<std::size_t>(mixed ^ (mixed >> 29));
}

PacketConversations::PacketConversations(const ConversationLimits& limits, ConversationSink& sink,
                                         MakeConversation make)
    : limits_(limits), sink_(sink), make_(std::move(make)), flows_(0, EndsHash{limits.hash_seed}) {
    if (!make_)
        make_ = [](std::string_view expected) {
            return std::make_unique<recognition::Opening>(expected);
        };
}

PacketConversations::~PacketConversations() = default;

PacketConversations::Ends PacketConversations::ends_of(const Packet& packet) {
    const auto source = std::pair(packet.source, packet.source_port);
    const auto destination = std::pair(packet.destination, packet.destination_port);
    const auto& low = std::min(source, destination);
    const auto& high = std::max(source, destination);
    return {low.first, high.first, low.second, high.second};
}

core::Result<void> PacketConversations::take(const Packet& packet) {
    if (packet.kind != PacketKind::tcp) return {};
    now_ = std::max(now_, packet.at);
    if (auto expired = expire(now_); !expired) return expired;
    const Ends ends = ends_of(packet);
    auto found = flows_.find(ends);
    Flow* flow = found == flows_.end() ? nullptr : found->second.get();

    if (packet.syn && !packet.ack && !packet.rst) {
        if (flow != nullptr) {
            const bool same_side = flow->is_client(packet);
            const bool again = same_side && flow->has_isn && flow->isn == packet.sequence;
            const bool same_attempt = same_side && flow->has_isn && !flow->has_payload() &&
                                      !flow->client_acknowledged &&
                                      packet.at - flow->last_syn <= limits_.same_attempt &&
                                      flow->last_syn - packet.at <= limits_.same_attempt;
            const Stream& stream = flow->of(Side::client);
            // The file is not in order: this is the SYN of what looked like midstream.
            const bool late =
                same_side && !flow->has_isn &&
                (stream.begun ? (stream.held.empty() ? stream.next : stream.held.begin()->first) -
                                        stream.offset_of(packet.sequence + 1) <
                                    late_syn_distance
                              : !flow->settled);
            const bool simultaneous =  // RFC 9293 section 3.5
                !same_side && !flow->answered && !flow->has_payload();
            if (simultaneous) return {};
            if (!again && !same_attempt && !late) {
                if (auto ended = end(*flow); !ended) return ended;
                flow = nullptr;
            }
        }
        if (flow == nullptr) {
            while (flows_.size() >= limits_.flows) {
                ++evicted_;
                if (auto ended = end_oldest(); !ended) return ended;
            }
            flow = &start(ends, packet, Side::client);
        }
        take_syn(*flow, packet);
        pump(*flow);
        return {};
    }

    if (flow == nullptr) {
        if (packet.rst || (packet.payload_length == 0 && !packet.syn)) {
            ++stray_;
            return {};
        }
        while (flows_.size() >= limits_.flows) {
            ++evicted_;
            if (auto ended = end_oldest(); !ended) return ended;
        }
        Side sender = Side::client;
        const ServerEnd server = server_of(packet);
        if (packet.syn)
            sender = Side::server;  // the answer to a SYN that was not captured
        else if (server == ServerEnd::source)
            sender = Side::server;
        else if (server == ServerEnd::unclear &&
                 !recognition::guess_server_protocol(packet.payload, {}).empty() &&
                 wire::guess_protocol(packet.payload, wire::Carrier::stream).empty())
            sender = Side::server;
        flow = &start(ends, packet, sender);
    }

    const Side side = flow->is_client(packet) ? Side::client : Side::server;
    ++flow->packets;
    flow->last = std::max(flow->last, packet.at);
    flow->first = std::min(flow->first, packet.at);
    silent_first_.splice(silent_first_.end(), silent_first_, flow->place);
    Stream& stream = flow->of(side);
    if (packet.rst) {
        if (side == Side::client) flow->client_reset = true;
        flow->over = true;
        return {};
    }
    if (packet.syn && side == Side::server) {
        flow->answered = true;
        if (!stream.begun) {
            stream.begin(packet.sequence + 1);
            stream.from_syn = true;
        } else if (!flow->settled) {
            stream.next = stream.offset_of(packet.sequence + 1);
            stream.from_syn = true;
        }
    }
    if (side == Side::client && packet.ack) flow->client_acknowledged = true;
    if (packet.payload_length > 0) take_payload(*flow, packet, side);
    if (packet.fin && stream.begun) {
        const std::uint32_t at = packet.sequence + packet.payload_length + (packet.syn ? 1 : 0);
        const std::uint64_t offset = stream.offset_of(at);
        if (stream.fin == 0) stream.fin = offset;
        if (flow->of(other(side)).fin != 0) flow->over = true;
    }
    pump(*flow);
    return {};
}

PacketConversations::Flow& PacketConversations::start(const Ends& ends, const Packet& packet,
                                                      Side sender) {
    auto flow = std::make_unique<Flow>();
    flow->ends = ends;
    const bool source_is_client = sender == Side::client;
    flow->client = source_is_client ? packet.source : packet.destination;
    flow->server = source_is_client ? packet.destination : packet.source;
    flow->client_port = source_is_client ? packet.source_port : packet.destination_port;
    flow->server_port = source_is_client ? packet.destination_port : packet.source_port;
    flow->first = flow->last = packet.at;
    flow->place = silent_first_.insert(silent_first_.end(), flow.get());
    return *(flows_[ends] = std::move(flow));
}

void PacketConversations::take_syn(Flow& flow, const Packet& packet) {
    ++flow.packets;
    ++flow.syn_count;
    flow.last = std::max(flow.last, packet.at);
    flow.first = std::min(flow.first, packet.at);
    silent_first_.splice(silent_first_.end(), silent_first_, flow.place);
    if (flow.syns.size() < recognition::max_syns) {
        recognition::SynSeen syn;
        syn.at = packet.at;
        syn.sequence = packet.sequence;
        syn.window = packet.window;
        syn.identification = packet.identification;
        syn.hop_limit = packet.hop_limit;
        if (const auto options = wire::decode_tcp_options(packet.tcp_options))
            syn.options = *options;
        flow.syns.push_back(syn);
    }
    flow.last_syn = packet.at;
    Stream& stream = flow.of(Side::client);
    if (flow.has_isn && flow.isn != packet.sequence) {  // the same attempt with another number
        flow.isn = packet.sequence;
        stream.base = packet.sequence + 1;
        return;
    }
    if (flow.has_isn) return;
    flow.has_isn = true;
    flow.isn = packet.sequence;
    if (!stream.begun) {
        stream.begin(packet.sequence + 1);
        stream.from_syn = true;
    } else if (!flow.settled) {
        stream.next = stream.offset_of(packet.sequence + 1);
        stream.from_syn = true;
    }
    if (packet.payload_length > 0) {  // RFC 9293 section 3.4: data on a SYN
        Packet data = packet;
        data.sequence = packet.sequence + 1;
        data.syn = false;
        take_payload(flow, data, Side::client);
    }
}

void PacketConversations::take_payload(Flow& flow, const Packet& packet, Side side) {
    Stream& stream = flow.of(side);
    const std::uint32_t sequence = packet.sequence + (packet.syn ? 1 : 0);
    stream.begin(sequence);
    const std::uint64_t offset = stream.offset_of(sequence);
    // The common case: the next bytes, and nothing waits. They are not copied.
    if (flow.settled && flow.held == 0 && offset <= stream.next &&
        packet.payload_length == packet.payload.size() &&
        offset + packet.payload_length > stream.next) {
        Piece measured;
        measured.acknowledges = packet.ack;
        measured.acknowledgement = packet.acknowledgement;
        if (may_follow(flow, measured, side)) {
            const auto known = static_cast<std::size_t>(stream.next - offset);
            deliver(flow, side, packet.payload.subspan(known), 0, packet.at);
            return;
        }
    }
    keep(flow, side, offset, packet);
}

// Only what no earlier piece covers is kept: the first copy stays.
void PacketConversations::keep(Flow& flow, Side side, std::uint64_t offset, const Packet& packet) {
    Stream& stream = flow.of(side);
    const std::uint64_t end = offset + packet.payload_length;
    const std::uint64_t lowest =
        flow.settled || stream.from_syn ? stream.next : first_offset - late_syn_distance;
    std::uint64_t at = std::max(offset, lowest);
    if (end <= at || (at > stream.next && at - stream.next > largest_window)) return;
    ++flow.arrivals;
    auto next = stream.held.upper_bound(at);
    if (next != stream.held.begin()) {
        const auto& before = *std::prev(next);
        at = std::max(at, before.first + before.second.length());
    }
    while (at < end) {
        const std::uint64_t until = next == stream.held.end() ? end : std::min(end, next->first);
        if (at < until) {
            Piece piece;
            const std::uint64_t captured =
                std::min<std::uint64_t>(packet.payload.size(), std::max(until, offset) - offset);
            const std::uint64_t from = std::min<std::uint64_t>(at - offset, captured);
            const auto bytes = packet.payload.subspan(static_cast<std::size_t>(from),
                                                      static_cast<std::size_t>(captured - from));
            piece.bytes.assign(bytes.begin(), bytes.end());
            piece.missing = static_cast<std::uint32_t>(until - at - bytes.size());
            piece.at = packet.at;
            piece.arrival = flow.arrivals;
            piece.acknowledges = packet.ack;
            piece.acknowledgement = packet.acknowledgement;
            const std::size_t cost = bytes.size() + piece_cost;
            flow.held += cost;
            held_bytes_ += cost;
            stream.held.emplace(at, std::move(piece));
        }
        if (next == stream.held.end()) break;
        at = std::max(at, next->first + next->second.length());
        ++next;
    }
}

// Where a connection begins whose SYNs were not both seen: at the lowest bytes that came.
void PacketConversations::settle(Flow& flow) {
    flow.settled = true;
    for (Stream& stream : flow.streams)
        if (!stream.from_syn && !stream.held.empty()) stream.next = stream.held.begin()->first;
}

bool PacketConversations::may_follow(const Flow& flow, const Piece& piece, Side side) const {
    const Stream& answered = flow.of(other(side));
    if (!piece.acknowledges || !answered.begun) return true;
    std::uint64_t needed = answered.offset_of(piece.acknowledgement);
    if (answered.fin != 0) needed = std::min(needed, answered.fin);
    return needed <= answered.next || needed - answered.next > largest_window;
}

bool PacketConversations::deliver_next(Flow& flow) {
    Side chosen = Side::client;
    const Piece* best = nullptr;
    for (const Side side : {Side::client, Side::server}) {
        const Stream& stream = flow.of(side);
        if (stream.held.empty() || stream.held.begin()->first > stream.next) continue;
        const Piece& piece = stream.held.begin()->second;
        if (!may_follow(flow, piece, side)) continue;
        if (best != nullptr &&
            std::pair(best->at, best->arrival) <= std::pair(piece.at, piece.arrival))
            continue;
        best = &piece;
        chosen = side;
    }
    if (best == nullptr) return false;
    Stream& stream = flow.of(chosen);
    auto node = stream.held.extract(stream.held.begin());
    const Piece& piece = node.mapped();
    const std::size_t cost = piece.bytes.size() + piece_cost;
    flow.held -= cost;
    held_bytes_ -= cost;
    deliver(flow, chosen, piece.bytes, piece.missing, piece.at);
    return true;
}

// The piece that waited longest goes on: without what it answers, or behind a hole.
void PacketConversations::force(Flow& flow) {
    Side chosen = Side::client;
    const Piece* best = nullptr;
    for (const Side side : {Side::client, Side::server}) {
        const Stream& stream = flow.of(side);
        if (stream.held.empty()) continue;
        const Piece& piece = stream.held.begin()->second;
        if (best == nullptr || piece.arrival < best->arrival) {
            best = &piece;
            chosen = side;
        }
    }
    if (best == nullptr) return;
    Stream& stream = flow.of(chosen);
    auto node = stream.held.extract(stream.held.begin());
    const Piece& piece = node.mapped();
    const std::size_t cost = piece.bytes.size() + piece_cost;
    flow.held -= cost;
    held_bytes_ -= cost;
    if (node.key() > stream.next) {
        const std::uint64_t hole = node.key() - stream.next;
        stream.missing += hole;
        stream.next = node.key();
        if (flow.conversation == nullptr) deliver(flow, chosen, {}, 0, piece.at);
        flow.conversation->gap(chosen, hole);
    }
    deliver(flow, chosen, piece.bytes, piece.missing, piece.at);
}

void PacketConversations::pump(Flow& flow) {
    if (!flow.settled) {
        const bool both = flow.of(Side::client).from_syn && flow.of(Side::server).from_syn;
        if (!both && flow.packets < limits_.settle_packets && flow.held < limits_.held_per_flow &&
            held_bytes_ < limits_.held_bytes && !flow.over)
            return;
        settle(flow);
    }
    if (flow.held == 0) {
        flow.stuck_packets = 0;
        return;
    }
    bool moved = false;
    while (deliver_next(flow)) moved = true;
    flow.stuck_packets = moved || flow.held == 0 ? 0 : flow.stuck_packets + 1;
    while (flow.held > 0 &&
           (flow.stuck_packets > limits_.wait_packets || flow.held > limits_.held_per_flow ||
            held_bytes_ > limits_.held_bytes)) {
        force(flow);
        while (deliver_next(flow)) {
        }
        flow.stuck_packets = 0;
    }
}

void PacketConversations::deliver(Flow& flow, Side side, core::Bytes bytes, std::uint32_t missing,
                                  core::Time at) {
    if (flow.conversation == nullptr) {
        // By the port only where the beginning was not seen: garbage on 445 is not SMB.
        const std::string_view usual = recognition::usual_protocol(flow.server_port);
        const bool smb = usual == "smb1";
        flow.conversation = make_(smb && flow.has_isn ? std::string_view{} : usual);
        if (flow.conversation) flow.conversation->between(flow.client, flow.server);
    }
    Stream& stream = flow.of(side);
    stream.next += bytes.size() + missing;
    stream.delivered += bytes.size();
    stream.missing += missing;
    if (!bytes.empty()) {
        if (side == Side::client)
            flow.conversation->client(bytes, at);
        else
            flow.conversation->server(bytes, at);
    }
    if (missing > 0) flow.conversation->gap(side, missing);
}

core::Result<void> PacketConversations::expire(core::Time now) {
    while (!silent_first_.empty()) {
        Flow& flow = *silent_first_.front();
        const core::Duration idle = flow.over || (flow.has_isn && !flow.client_acknowledged)
                                        ? limits_.transitory
                                        : limits_.established;
        if (now - flow.last <= idle) return {};
        if (auto ended = end(flow); !ended) return ended;
    }
    return {};
}

core::Result<void> PacketConversations::end_oldest() {
    return silent_first_.empty() ? core::Result<void>{} : end(*silent_first_.front());
}

core::Result<void> PacketConversations::end(Flow& flow) {
    if (!flow.settled) settle(flow);
    while (flow.held > 0)
        if (!deliver_next(flow)) force(flow);

    WatchedConversation told;
    told.started_at = flow.first;
    told.ended_at = flow.last;
    told.source = flow.client;
    told.source_port = flow.client_port;
    told.destination = flow.server;
    told.destination_port = flow.server_port;
    told.bytes_in = flow.of(Side::client).delivered;
    told.bytes_out = flow.of(Side::server).delivered;
    told.missing_in = flow.of(Side::client).missing;
    told.missing_out = flow.of(Side::server).missing;
    told.midstream = !flow.has_isn;

    recognition::Attempt attempt;
    attempt.source = flow.client;
    attempt.destination = flow.server;
    attempt.destination_port = flow.server_port;
    attempt.syns = std::move(flow.syns);
    attempt.syn_count = flow.syn_count;
    if (flow.client_acknowledged)
        attempt.answered = Answered::completed;
    else if (flow.answered)
        attempt.answered = flow.client_reset ? Answered::reset : Answered::ignored;

    const bool tell = flow.has_isn || flow.conversation != nullptr;
    if (flow.conversation != nullptr) {
        flow.conversation->finish();
        told.story = flow.conversation->story();
        recognition::tell_not_captured(told.story, told.missing_in, told.midstream);
        recognition::add_syn_facts(attempt, told.story);
    } else if (tell) {
        told.story = recognition::story_of_attempt(attempt);
    } else {
        ++backscatter_;
    }
    silent_first_.erase(flow.place);
    const Ends ends = flow.ends;
    flows_.erase(ends);
    if (!tell) return {};
    ++told_;
    return sink_.take(told);
}

core::Result<void> PacketConversations::finish() {
    while (!silent_first_.empty())
        if (auto ended = end_oldest(); !ended) return ended;
    return {};
}

std::map<std::string, std::uint64_t> PacketConversations::counters() const {
    std::map<std::string, std::uint64_t> counts;
    const auto add = [&](const char* name, std::uint64_t value) {
        if (value > 0) counts[name] = value;
    };
    add("backscatter", backscatter_);
    add("evicted", evicted_);
    add("stray", stray_);
    return counts;
}

}  // namespace hitme::sensor
