// SPDX-License-Identifier: Apache-2.0
// Packets to conversations: both sides of each TCP connection put together and watched (src/recognition).
//
// Order    by sequence number, whatever the segmentation and the order of the file; of copies the first one stays. Between
//          the sides by acknowledgement: what answers comes after what it answers. Bytes that were not captured become a
//          gap(), once `wait_packets` further packets of the connection or `held_per_flow` bytes did not fill it.
// Start    a SYN without ACK; the same four-tuple within `same_attempt` is the same attempt as long as no payload came.
//          A connection whose SYN is not in the file begins with its first bytes ("midstream"): the sides are told by
//          port as packet_contacts does, else by what the bytes look like, else the first to speak is the client.
// Told     one WatchedConversation for each connection or attempt, when it is over or at the end of the file; without
//          payload its story is that of a scan. Connections of which only acknowledgements are seen are not told.
// Limits   ConversationLimits. When a table is full the longest silent conversation is told early (`evicted` counts);
//          when too much is held out of order, gaps are declared early.
// Time     is that of the packets and may go back.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "recognition/conversation.h"
#include "recognition/scan_shape.h"
#include "recognition/story.h"
#include "sensor/capture/packet.h"

namespace hitme::sensor {

struct WatchedConversation {
    core::Time started_at;
    core::Time ended_at;
    core::Address source;
    std::uint16_t source_port = 0;
    core::Address destination;
    std::uint16_t destination_port = 0;
    event::Transport transport = event::Transport::tcp;
    std::uint64_t bytes_in = 0;  ///< of the source
    std::uint64_t bytes_out = 0;
    std::uint64_t missing_in = 0;  ///< not captured
    std::uint64_t missing_out = 0;
    bool midstream = false;
    recognition::Story story;
};

class ConversationSink {
 public:
    virtual ~ConversationSink() = default;
    /// Takes one conversation; may move out of it. An error stops the reader.
    virtual core::Result<void> take(WatchedConversation& conversation) = 0;
};

struct ConversationLimits {
    std::size_t flows = 1 << 14;            ///< ours: at 4 KiB a usual conversation 64 MiB
    std::size_t held_bytes = 32 << 20;      ///< out of order, all connections together
    std::size_t held_per_flow = 512 << 10;  ///< ours: more than most windows
    std::uint32_t wait_packets = 256;       ///< of a connection, for a hole to be filled
    std::uint32_t settle_packets =
        32;  ///< before a connection without its SYNs is believed to begin
    core::Duration same_attempt = std::chrono::seconds{60};  ///< smb.md 1.3
    core::Duration transitory = std::chrono::minutes{4};     ///< RFC 5382 section 5
    core::Duration established = std::chrono::minutes{124};  ///< RFC 5382 section 5
    core::Duration udp_exchange = std::chrono::seconds{2};   ///< ours, as FlowLimits has it
    std::uint64_t hash_seed = 0;
};

/// Makes what watches a conversation; `expected` is the protocol that its port lets expect, or empty.
using MakeConversation =
    std::function<std::unique_ptr<recognition::Conversation>(std::string_view expected)>;

class PacketConversations {
 public:
    /// Without `make` each conversation is a recognition::Opening.
    PacketConversations(const ConversationLimits& limits, ConversationSink& sink,
                        MakeConversation make = {});
    ~PacketConversations();

    /// Takes one packet; gives conversations that are over to the sink. Errors   the sink's.
    core::Result<void> take(const Packet& packet);
    /// Ends all conversations.
    core::Result<void> finish();

    std::size_t flows() const { return flows_.size(); }
    std::size_t held_bytes() const { return held_bytes_; }
    std::uint64_t told() const { return told_; }
    /// backscatter, evicted, stray; those above 0.
    std::map<std::string, std::uint64_t> counters() const;

 private:
    struct Ends {
        core::Address low;
        core::Address high;
        std::uint16_t low_port;
        std::uint16_t high_port;
        friend bool operator==(const Ends&, const Ends&) = default;
    };
    struct EndsHash {
        std::uint64_t seed;
        std::size_t operator()(const Ends& ends) const;
    };
    struct Flow;
    struct Stream;
    struct Piece;
    using Table = std::unordered_map<Ends, std::unique_ptr<Flow>, EndsHash>;

    static Ends ends_of(const Packet& packet);
    Flow& start(const Ends& ends, const Packet& packet, recognition::Side sender);
    void take_syn(Flow& flow, const Packet& packet);
    void take_payload(Flow& flow, const Packet& packet, recognition::Side side);
    void keep(Flow& flow, recognition::Side side, std::uint64_t offset, const Packet& packet);
    void settle(Flow& flow);
    void pump(Flow& flow);
    bool deliver_next(Flow& flow);
    void force(Flow& flow);
    bool may_follow(const Flow& flow, const Piece& piece, recognition::Side side) const;
    void deliver(Flow& flow, recognition::Side side, core::Bytes bytes, std::uint32_t missing,
                 core::Time at);
    core::Result<void> expire(core::Time now);
    core::Result<void> end(Flow& flow);
    core::Result<void> end_oldest();

    ConversationLimits limits_;
    ConversationSink& sink_;
    MakeConversation make_;
    Table flows_;
    std::list<Flow*> silent_first_;
    std::size_t held_bytes_ = 0;
    core::Time now_;
    std::uint64_t told_ = 0;
    std::uint64_t backscatter_ = 0;
    std::uint64_t evicted_ = 0;
    std::uint64_t stray_ = 0;
};

}  // namespace hitme::sensor
