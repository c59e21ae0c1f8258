// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/packet_conversations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/random.h"
#include "support/packet_writer.h"

namespace hitme::sensor {
namespace {

using recognition::Side;
using tests::ack;
using tests::fin;
using tests::psh;
using tests::rst;
using tests::syn;

constexpr std::string_view stranger = "192.0.2.1";
constexpr std::string_view decoy = "198.51.100.2";

class KeptConversations final : public ConversationSink {
 public:
    core::Result<void> take(WatchedConversation& conversation) override {
        all.push_back(std::move(conversation));
        return {};
    }
    std::vector<WatchedConversation> all;
};

/// Writes down what it hears: "C:abc S:def C[gap 4] ...".
class Heard final : public recognition::Conversation {
 public:
    explicit Heard(std::string& into) : into_(into) {}
    void client(core::Bytes bytes, core::Time) override { say('C', bytes); }
    void server(core::Bytes bytes, core::Time) override { say('S', bytes); }
    void gap(Side side, std::uint64_t length) override {
        into_ += std::string(side == Side::client ? " C" : " S") + "[gap " +
                 std::to_string(length) + "]";
        speaker_ = 0;
    }
    void finish() override { into_ += " end"; }
    recognition::Story story() const override { return {}; }
    std::size_t memory() const override { return 0; }

 private:
    void say(char who, core::Bytes bytes) {
        if (speaker_ != who) into_ += std::string(" ") + who + ":";
        speaker_ = who;
        into_ += core::as_text(bytes);
    }
    std::string& into_;
    char speaker_ = 0;
};

struct Sent {
    bool from_stranger;
    tests::TcpPart part;
    int at_ms = 0;
    std::string_view other_stranger = {};
};

Sent up(std::uint32_t sequence, std::uint32_t acknowledgement, unsigned flags,
        std::string_view payload = {}) {
    return {true, {50000, 445, sequence, acknowledgement, flags, payload}};
}
Sent down(std::uint32_t sequence, std::uint32_t acknowledgement, unsigned flags,
          std::string_view payload = {}) {
    return {false, {445, 50000, sequence, acknowledgement, flags, payload}};
}
Sent at(int ms, Sent sent) {
    sent.at_ms = ms;
    return sent;
}

class Table {
 public:
    explicit Table(const ConversationLimits& limits = {})
        : conversations(limits, kept, [this](std::string_view expected_by_port) {
              expected.emplace_back(expected_by_port);
              return std::make_unique<Heard>(heard);
          }) {}

    void send(const Sent& sent, std::size_t captured = 65535) {
        const auto segment = tests::tcp_bytes(sent.part);
        const std::string_view who = sent.other_stranger.empty() ? stranger : sent.other_stranger;
        auto ip = tests::ip_bytes(sent.from_stranger ? who : decoy,
                                  sent.from_stranger ? decoy : who, 6, segment);
        ip.resize(std::min(ip.size(), captured));
        wire::CapturedPacket packet;
        packet.link = wire::LinkType::raw;
        packet.data = ip;
        packet.time_ns = 1'700'000'000'000'000'000 + std::int64_t{sent.at_ms} * 1'000'000;
        Packet decoded;
        ASSERT_EQ(decode_packet(packet, decoded), "");
        ASSERT_TRUE(conversations.take(decoded));
    }
    std::string all(const std::vector<Sent>& packets) {
        for (const Sent& sent : packets) send(sent);
        EXPECT_TRUE(conversations.finish());
        return heard;
    }

    KeptConversations kept;
    std::string heard;
    std::vector<std::string> expected;
    PacketConversations conversations;
};

TEST(PacketConversations, HearsBothSidesInTurn) {
    Table table;
    EXPECT_EQ(table.all({up(100, 0, syn), down(900, 101, syn | ack), up(101, 901, ack),
                         up(101, 901, psh | ack, "hello"), down(901, 106, psh | ack, "who?"),
                         up(106, 905, psh | ack, "me"), up(108, 905, fin | ack),
                         down(905, 109, fin | ack), up(109, 906, ack)}),
              " C:hello S:who? C:me end");
    ASSERT_EQ(table.kept.all.size(), 1u);
    const auto& told = table.kept.all[0];
    EXPECT_EQ(told.source.to_string(), stranger);
    EXPECT_EQ(told.source_port, 50000);
    EXPECT_EQ(told.destination_port, 445);
    EXPECT_EQ(told.bytes_in, 7u);
    EXPECT_EQ(told.bytes_out, 4u);
    EXPECT_EQ(told.missing_in + told.missing_out, 0u);
    EXPECT_FALSE(told.midstream);
}

TEST(PacketConversations, PutsAnyOrderAndSegmentationTogetherAndTheFirstCopyStays) {
    const std::string asked = "the question of the client";
    const std::string answered = "and what the server says";
    core::Random random{17};
    for (int round = 0; round < 300; ++round) {
        std::vector<Sent> packets{up(100, 0, syn), down(0xFFFFFFF0, 101, syn | ack)};
        const auto cut = [&](const std::string& text, bool client, std::uint32_t first,
                             std::uint32_t acknowledged) {
            for (std::size_t start = 0; start < text.size();) {
                const std::size_t length =
                    std::min<std::size_t>(1 + random.below(7), text.size() - start);
                const auto piece = std::string_view(text).substr(start, length);
                const auto sequence = static_cast<std::uint32_t>(first + start);
                packets.push_back(client ? up(sequence, acknowledged, psh | ack, piece)
                                         : down(sequence, acknowledged, psh | ack, piece));
                if (random.below(3) == 0) packets.push_back(packets.back());
                start += length;
            }
        };
        cut(asked, true, 101, 0xFFFFFFF1);
        cut(answered, false, 0xFFFFFFF1, 101 + static_cast<std::uint32_t>(asked.size()));
        for (std::size_t i = packets.size(); i > 1; --i)
            std::swap(packets[i - 1], packets[random.below(i)]);
        Table table;
        EXPECT_EQ(table.all(packets), " C:" + asked + " S:" + answered + " end") << round;
    }
}

TEST(PacketConversations, KeepsTheFirstOfTwoCopiesThatDiffer) {
    Table table;
    EXPECT_EQ(table.all({up(100, 0, syn), down(900, 101, syn | ack), up(104, 901, psh | ack, "DEF"),
                         up(101, 901, psh | ack, "abcdefgh")}),
              " C:abcDEFgh end");
}

TEST(PacketConversations, SaysWhatIsMissing) {
    Table table;
    EXPECT_EQ(table.all({up(100, 0, syn), down(900, 101, syn | ack), up(101, 901, psh | ack, "ab"),
                         up(107, 901, psh | ack, "cd")}),
              " C:ab C[gap 4] C:cd end");
    EXPECT_EQ(table.kept.all[0].missing_in, 4u);
}

TEST(PacketConversations, SaysThatAPacketWasCutByTheCapture) {
    Table table;
    table.send(up(100, 0, syn));
    table.send(down(900, 101, syn | ack));
    table.send(up(101, 901, psh | ack, "abcdefgh"), 20 + 20 + 3);
    table.send(up(109, 901, psh | ack, "ij"));
    ASSERT_TRUE(table.conversations.finish());
    EXPECT_EQ(table.heard, " C:abc C[gap 5] C:ij end");
}

TEST(PacketConversations, WaitsForAHoleOnlySoLong) {
    ConversationLimits limits;
    limits.wait_packets = 3;
    Table table(limits);
    table.send(up(100, 0, syn));
    table.send(down(900, 101, syn | ack));
    table.send(up(103, 901, psh | ack, "cd"));
    for (std::uint32_t i = 0; i < 5; ++i) table.send(down(901, 101, ack));
    EXPECT_EQ(table.heard, " C[gap 2] C:cd");
}

TEST(PacketConversations, HoldsNoMoreThanItsLimit) {
    ConversationLimits limits;
    limits.held_per_flow = 2000;
    limits.held_bytes = 10'000;
    Table table(limits);
    table.send(up(100, 0, syn));
    table.send(down(900, 101, syn | ack));
    const std::string filler(100, 'x');
    for (std::uint32_t i = 0; i < 200; ++i) {
        table.send(up(200 + i * 200, 901, psh | ack, filler));
        EXPECT_LE(table.conversations.held_bytes(), 2200u);
    }
}

TEST(PacketConversations, FollowsAConnectionWhoseBeginningIsNotInTheFile) {
    Table table;
    EXPECT_EQ(table.all({down(905, 105, psh | ack, "later"), up(101, 900, psh | ack, "ask."),
                         down(900, 105, psh | ack, "first"), up(105, 910, psh | ack, "bye")}),
              " C:ask. S:firstlater C:bye end");
    EXPECT_TRUE(table.kept.all[0].midstream);
    EXPECT_EQ(table.expected, std::vector<std::string>{"smb1"});
}

TEST(PacketConversations, DoesNotExpectSmbFromGarbageWhoseBeginningWasSeen) {
    Table table;
    table.all({up(100, 0, syn), down(900, 101, syn | ack), up(101, 901, psh | ack, "x")});
    EXPECT_EQ(table.expected, std::vector<std::string>{""});
}

TEST(PacketConversations, CountsARepeatedSynAsOneAttempt) {
    Table table;
    EXPECT_EQ(table.all({up(100, 0, syn), at(3000, up(100, 0, syn)), at(9000, up(100, 0, syn)),
                         at(9500, up(777, 0, syn))}),
              "");
    ASSERT_EQ(table.kept.all.size(), 1u);
    EXPECT_EQ(table.kept.all[0].story.stage, event::Stage::scan);
    EXPECT_EQ(table.kept.all[0].story.stages[0].why, "4 SYN, no answer was seen");
}

TEST(PacketConversations, TakesTheSamePortsAMinuteLaterForANewAttempt) {
    Table table;
    table.all({up(100, 0, syn), at(61'000, up(5000, 0, syn))});
    EXPECT_EQ(table.kept.all.size(), 2u);
}

TEST(PacketConversations, ANewSynAfterPayloadIsANewConversation) {
    Table table;
    EXPECT_EQ(
        table.all({up(100, 0, syn), down(900, 101, syn | ack), up(101, 901, psh | ack, "one"),
                   up(5000, 0, syn), down(800, 5001, syn | ack), up(5001, 801, psh | ack, "two")}),
        " C:one end C:two end");
    EXPECT_EQ(table.kept.all.size(), 2u);
}

TEST(PacketConversations, TellsHowAnAttemptWithoutPayloadEnded) {
    Table half_open;
    half_open.all({up(100, 0, syn), down(900, 101, syn | ack), up(101, 0, rst)});
    EXPECT_EQ(half_open.kept.all[0].story.stages[0].why, "1 SYN, reset when answered");
    Table connected;
    connected.all(
        {up(100, 0, syn), down(900, 101, syn | ack), up(101, 901, ack), up(101, 901, fin | ack)});
    EXPECT_EQ(connected.kept.all[0].story.stages[0].why, "1 SYN, connected and sent nothing");
}

TEST(PacketConversations, DoesNotTellOfAnswersToForgedAddresses) {
    Table table;
    table.all({down(900, 101, syn | ack), down(1, 101, rst)});
    EXPECT_TRUE(table.kept.all.empty());
    EXPECT_EQ(table.conversations.counters().at("backscatter"), 1u);
}

TEST(PacketConversations, EndsTheLongestSilentOneWhenItIsFull) {
    ConversationLimits limits;
    limits.flows = 3;
    Table table(limits);
    for (std::uint16_t i = 0; i < 10; ++i) {
        Sent sent = up(100, 0, syn);
        sent.part.source_port = static_cast<std::uint16_t>(1000 + i);
        table.send(sent);
        EXPECT_LE(table.conversations.flows(), 3u);
    }
    ASSERT_TRUE(table.conversations.finish());
    EXPECT_EQ(table.kept.all.size(), 10u);
    EXPECT_EQ(table.kept.all[0].source_port, 1000);
    EXPECT_EQ(table.conversations.counters().at("evicted"), 7u);
}

TEST(PacketConversations, EndsWhatIsSilentForTooLong) {
    Table table;
    table.send(up(100, 0, syn));
    Sent other = at(5 * 60 * 1000, up(100, 0, syn));
    other.part.source_port = 50001;
    table.send(other);
    EXPECT_EQ(table.kept.all.size(), 1u);
}

}  // namespace
}  // namespace hitme::sensor
