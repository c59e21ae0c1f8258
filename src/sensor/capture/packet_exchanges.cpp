// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/packet_exchanges.h"

#include <algorithm>
#include <utility>

#include "recognition/telling.h"
#include "recognition/watchers.h"

namespace hitme::sensor {

using recognition::Side;

struct PacketExchanges::Exchange {
    Ends ends;
    core::Time first;
    core::Time last;
    std::uint64_t bytes[2] = {0, 0};  // by Side
    std::uint64_t missing[2] = {0, 0};
    std::unique_ptr<recognition::Conversation> conversation;
};

std::size_t PacketExchanges::EndsHash::operator()(const Ends& ends) const {
    const core::AddressHash address;
    std::uint64_t mixed = address(ends.source) ^ seed;
    mixed = mixed * 0x9E3779B97F4A7C15u + address(ends.destination);
    mixed = mixed * 0x9E3779B97F4A7C15u + (std::uint64_t{ends.source_port} << 16) +
            ends.destination_port;
    return static_cast<std::size_t>(mixed ^ (mixed >> 29));
}

PacketExchanges::PacketExchanges(const ConversationLimits& limits, ConversationSink& sink,
                                 MakeExchange make)
    : limits_(limits),
      sink_(sink),
      make_(std::move(make)),
      exchanges_(0, EndsHash{limits.hash_seed}) {
    if (!make_) make_ = recognition::watch_datagrams;
}

PacketExchanges::~PacketExchanges() = default;

core::Result<void> PacketExchanges::take(const Packet& packet) {
    if (packet.kind != PacketKind::udp) return {};
    now_ = std::max(now_, packet.at);
    if (auto expired = expire(); !expired) return expired;
    Side side = Side::client;
    const Ends there{packet.source, packet.destination, packet.source_port,
                     packet.destination_port};
    auto found = exchanges_.find(there);
    if (found == exchanges_.end()) {
        const Ends back{packet.destination, packet.source, packet.destination_port,
                        packet.source_port};
        found = exchanges_.find(back);
        if (found != exchanges_.end()) side = Side::server;
    }
    // The longest silent one need not stand in front where the file is not sorted.
    if (found != exchanges_.end() && packet.at - found->second->last > limits_.udp_exchange) {
        if (auto ended = end(found->second); !ended) return ended;
        found = exchanges_.end();
    }
    if (found != exchanges_.end()) {
        const auto exchange = found->second;
        exchange->last = std::max(exchange->last, packet.at);
        exchange->first = std::min(exchange->first, packet.at);
        order_.splice(order_.end(), order_, exchange);
        hear(*exchange, side, packet);
        return {};
    }
    while (!order_.empty() && exchanges_.size() >= limits_.flows) {
        ++evicted_;
        if (auto ended = end(order_.begin()); !ended) return ended;
    }
    hear(start(there, packet.at), Side::client, packet);
    return {};
}

PacketExchanges::Exchange& PacketExchanges::start(const Ends& ends, core::Time at) {
    Exchange& exchange = order_.emplace_back();
    exchange.ends = ends;
    exchange.first = exchange.last = at;
    exchanges_.emplace(ends, std::prev(order_.end()));
    return exchange;
}

void PacketExchanges::hear(Exchange& exchange, Side side, const Packet& packet) {
    const auto index = static_cast<std::size_t>(side);
    const std::uint64_t missing = packet.payload_length - packet.payload.size();
    exchange.bytes[index] += packet.payload.size();
    exchange.missing[index] += missing;
    if (packet.payload_length == 0) return;
    if (exchange.conversation == nullptr) exchange.conversation = make_(packet.payload);
    if (!packet.payload.empty()) {
        if (side == Side::client)
            exchange.conversation->client(packet.payload, packet.at);
        else
            exchange.conversation->server(packet.payload, packet.at);
    }
    if (missing > 0) exchange.conversation->gap(side, missing);
}

core::Result<void> PacketExchanges::expire() {
    while (!order_.empty() && now_ - order_.front().last > limits_.udp_exchange)
        if (auto ended = end(order_.begin()); !ended) return ended;
    return {};
}

core::Result<void> PacketExchanges::end(Order::iterator exchange) {
    WatchedConversation told;
    told.transport = event::Transport::udp;
    told.started_at = exchange->first;
    told.ended_at = exchange->last;
    told.source = exchange->ends.source;
    told.source_port = exchange->ends.source_port;
    told.destination = exchange->ends.destination;
    told.destination_port = exchange->ends.destination_port;
    told.bytes_in = exchange->bytes[0];
    told.bytes_out = exchange->bytes[1];
    told.missing_in = exchange->missing[0];
    told.missing_out = exchange->missing[1];
    // Datagrams without bytes are told as well: who sends them looks whether the port answers.
    if (exchange->conversation == nullptr) exchange->conversation = make_({});
    exchange->conversation->finish();
    told.story = exchange->conversation->story();
    recognition::tell_not_captured(told.story, told.missing_in, false);
    exchanges_.erase(exchange->ends);
    order_.erase(exchange);
    ++told_;
    return sink_.take(told);
}

core::Result<void> PacketExchanges::finish() {
    while (!order_.empty())
        if (auto ended = end(order_.begin()); !ended) return ended;
    return {};
}

std::map<std::string, std::uint64_t> PacketExchanges::counters() const {
    std::map<std::string, std::uint64_t> counts;
    if (evicted_ > 0) counts["evicted"] = evicted_;
    return counts;
}

}  // namespace hitme::sensor
