// SPDX-License-Identifier: Apache-2.0
// Datagrams to conversations: what one UDP port sent to another, and what came back, watched (src/recognition).
//
// Sides     the sender of the first datagram is the source, as in packet_contacts: UDP has no handshake that would tell.
// Told      one WatchedConversation for each four-tuple, when it was silent for `udp_exchange` or at the end of the file: the
//           same exchanges as packet_contacts counts. Its watcher is chosen by the first datagram that has bytes.
// Order     that of the file: datagrams have no numbers.
// Cut       bytes of a datagram that the capture lacks count as missing; the watcher hears of them as a gap.
// Limits    ConversationLimits::flows. When the table is full the longest silent exchange is told early (`evicted`
//           counts). Nothing waits: a datagram is watched when it comes.
// Time      is that of the packets and may go back.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "recognition/conversation.h"
#include "sensor/capture/packet.h"
#include "sensor/capture/packet_conversations.h"

namespace hitme::sensor {

/// Makes what watches an exchange, by its first datagram that has bytes.
using MakeExchange = std::function<std::unique_ptr<recognition::Conversation>(core::Bytes first)>;

class PacketExchanges {
 public:
    /// Without `make` each exchange is watched by recognition::watch_datagrams().
    PacketExchanges(const ConversationLimits& limits, ConversationSink& sink,
                    MakeExchange make = {});
    ~PacketExchanges();

    /// Takes one packet, and passes over what is not UDP; gives exchanges that are over to the sink.
    /// Errors   the sink's.
    core::Result<void> take(const Packet& packet);
    /// Ends all exchanges.
    core::Result<void> finish();

    std::size_t exchanges() const { return exchanges_.size(); }
    std::uint64_t told() const { return told_; }
    /// evicted, when above 0.
    std::map<std::string, std::uint64_t> counters() const;

 private:
    struct Ends {
        core::Address source;
        core::Address destination;
        std::uint16_t source_port;
        std::uint16_t destination_port;
        friend bool operator==(const Ends&, const Ends&) = default;
    };
    struct EndsHash {
        std::uint64_t seed;
        std::size_t operator()(const Ends& ends) const;
    };
    struct Exchange;
    using Order = std::list<Exchange>;  // the longest silent one first

    Exchange& start(const Ends& ends, core::Time at);
    void hear(Exchange& exchange, recognition::Side side, const Packet& packet);
    core::Result<void> expire();
    core::Result<void> end(Order::iterator exchange);

    ConversationLimits limits_;
    ConversationSink& sink_;
    MakeExchange make_;
    Order order_;
    std::unordered_map<Ends, Order::iterator, EndsHash> exchanges_;
    core::Time now_;
    std::uint64_t told_ = 0;
    std::uint64_t evicted_ = 0;
};

}  // namespace hitme::sensor
