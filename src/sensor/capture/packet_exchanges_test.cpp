// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/packet_exchanges.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "sensor/capture/conversation_file.h"
#include "support/packet_writer.h"

namespace hitme::sensor {
namespace {

using namespace std::string_view_literals;

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

class Table {
 public:
    explicit Table(const ConversationLimits& limits = {}) : exchanges(limits, kept) {}

    void send(std::string_view from, std::uint16_t from_port, std::string_view to,
              std::uint16_t to_port, std::string_view payload, int at_ms = 0,
              std::size_t captured = 65535) {
        auto ip = tests::ip_bytes(from, to, 17, tests::udp_bytes(from_port, to_port, payload));
        ip.resize(std::min(ip.size(), captured));
        wire::CapturedPacket packet;
        packet.link = wire::LinkType::raw;
        packet.data = ip;
        packet.time_ns = 1'700'000'000'000'000'000 + std::int64_t{at_ms} * 1'000'000;
        Packet decoded;
        ASSERT_EQ(decode_packet(packet, decoded), "");
        ASSERT_TRUE(exchanges.take(decoded));
    }
    void up(std::uint16_t port, std::string_view payload, int at_ms = 0) {
        send(stranger, 40000, decoy, port, payload, at_ms);
    }
    void down(std::uint16_t port, std::string_view payload, int at_ms = 0) {
        send(decoy, port, stranger, 40000, payload, at_ms);
    }
    const std::vector<WatchedConversation>& told() {
        EXPECT_TRUE(exchanges.finish());
        return kept.all;
    }

    KeptConversations kept;
    PacketExchanges exchanges;
};

// RFC 3261 section 24.1, shortened.
std::string sip_register(std::string_view user) {
    const std::string who = "<sip:" + std::string(user) + "@198.51.100.2>";
    return "REGISTER sip:198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP "
           "192.0.2.1:40000;branch=z9hG4bKnashds7\r\n"
           "Max-Forwards: 70\r\nTo: " +
           who + "\r\nFrom: " + who +
           ";tag=456248\r\nCall-ID: 843817637684230@998sdasdh09\r\nCSeq: 1826 REGISTER\r\n"
           "User-Agent: friendly-scanner\r\nContact: <sip:bob@192.0.2.1>\r\nContent-Length: "
           "0\r\n\r\n";
}

TEST(PacketExchanges, TellsASipScanAndItsAnswersOnAnyPort) {
    Table table;
    for (const char* user : {"100", "101", "102"}) {
        table.up(15060, sip_register(user));
        table.down(15060, "SIP/2.0 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    }
    ASSERT_EQ(table.told().size(), 1u);
    const auto& told = table.kept.all[0];
    EXPECT_EQ(told.transport, event::Transport::udp);
    EXPECT_EQ(told.source.to_string(), stranger);
    EXPECT_EQ(told.source_port, 40000);
    EXPECT_EQ(told.destination_port, 15060);
    EXPECT_EQ(told.bytes_in, 3 * sip_register("100").size());
    EXPECT_EQ(told.bytes_out, 3 * 47u);  // the answer: 24 + 2, 17 + 2, 2 bytes
    EXPECT_FALSE(told.midstream);
    const auto& story = told.story;
    EXPECT_EQ(story.protocol, "sip");
    EXPECT_EQ(story.stage, event::Stage::enumeration);  // a third user
    ASSERT_EQ(story.operations.size(), 3u);
    EXPECT_EQ(story.operations[2].name, "REGISTER");
    EXPECT_EQ(story.operations[2].outcome, "401");
    ASSERT_EQ(story.labels.size(), 1u);
    EXPECT_EQ(story.labels[0].name, "SIP scanner friendly-scanner");
    EXPECT_TRUE(story.malformed.empty());
}

TEST(PacketExchanges, TellsDnsWithItsResponseCode) {
    // RFC 1035 section 4.1: version.bind, TXT (16), class CHAOS (3).
    const auto question =
        "\x07version\x04"
        "bind\0\0\x10\0\x03"sv;
    const auto asked = "\x12\x34\x01\0\0\x01\0\0\0\0\0\0"sv;
    const auto refused = "\x12\x34\x81\x05\0\x01\0\0\0\0\0\0"sv;  // QR, RD; RCODE 5: REFUSED
    Table table;
    table.up(53, std::string(asked) + std::string(question));
    table.down(53, std::string(refused) + std::string(question));
    ASSERT_EQ(table.told().size(), 1u);
    const auto& story = table.kept.all[0].story;
    EXPECT_EQ(story.protocol, "dns");
    EXPECT_EQ(story.stage, event::Stage::enumeration);
    ASSERT_EQ(story.operations.size(), 1u);
    EXPECT_EQ(story.operations[0].arguments, "TXT version.bind");
    EXPECT_EQ(story.operations[0].outcome, "REFUSED");
}

TEST(PacketExchanges, TellsNtp) {
    // RFC 5905 section 7.3: LI 0, version 4, mode 3 (client); the rest may be zero.
    Table table;
    table.up(123, "\x23" + std::string(47, '\0'));
    table.down(123, "\x24" + std::string(47, '\0'));
    ASSERT_EQ(table.told().size(), 1u);
    EXPECT_EQ(table.kept.all[0].story.protocol, "ntp");
    EXPECT_EQ(table.kept.all[0].story.stage, event::Stage::probe);
    EXPECT_EQ(table.kept.all[0].bytes_out, 48u);
}

TEST(PacketExchanges, SaysOfOtherDatagramsWhatTheyLookLike) {
    Table table;
    table.up(1900,
             "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\n"
             "MX: 1\r\nST: ssdp:all\r\n\r\n");
    table.up(5060, "garbage");
    table.up(7, "");
    const auto& all = table.told();
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].story.protocol, "ssdp");
    EXPECT_EQ(all[0].story.stage, event::Stage::probe);
    EXPECT_EQ(all[1].story.protocol, "");  // no port makes it SIP
    EXPECT_EQ(all[1].story.sentence, "sent 7 bytes of a protocol that is not known");
    EXPECT_EQ(all[2].story.stage, event::Stage::scan);
    EXPECT_EQ(all[2].story.sentence, "sent datagrams without bytes");
}

TEST(PacketExchanges, AnExchangeEndsWithTwoSecondsOfSilence) {
    Table table;
    table.up(9, "a", 0);
    table.up(9, "b", 2000);
    table.up(9, "c", 4001);
    const auto& all = table.told();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].bytes_in, 2u);
    EXPECT_EQ(all[0].ended_at - all[0].started_at, std::chrono::seconds{2});
    EXPECT_EQ(all[1].bytes_in, 1u);
}

TEST(PacketExchanges, TimesMayGoBackAndOtherPortsAreOtherExchanges) {
    Table table;
    table.up(9, "a", 1000);
    table.up(9, "b", 0);
    table.send(stranger, 40001, decoy, 9, "c", 500);
    const auto& all = table.told();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].bytes_in, 2u);
    EXPECT_EQ(all[0].ended_at - all[0].started_at, std::chrono::seconds{1});
}

TEST(PacketExchanges, WorksOverIpv6AndCountsWhatWasCutOff) {
    Table table;
    // 40 bytes of IPv6, 8 of UDP: four bytes of the payload were captured.
    table.send("2001:db8::1", 40000, "2001:db8::2", 9999, "0123456789", 0, 52);
    ASSERT_EQ(table.told().size(), 1u);
    EXPECT_EQ(table.kept.all[0].bytes_in, 4u);
    EXPECT_EQ(table.kept.all[0].missing_in, 6u);
}

TEST(PacketExchanges, KeepsToItsLimitAndTellsTheLongestSilentEarly) {
    ConversationLimits limits;
    limits.flows = 2;
    Table table(limits);
    table.up(1, "a", 0);
    table.up(2, "b", 1);
    table.up(1, "c", 2);
    table.up(3, "d", 3);
    EXPECT_EQ(table.exchanges.exchanges(), 2u);
    ASSERT_EQ(table.kept.all.size(), 1u);
    EXPECT_EQ(table.kept.all[0].destination_port, 2);
    EXPECT_EQ(table.exchanges.counters().at("evicted"), 1u);
    EXPECT_EQ(table.told().size(), 3u);
}

// The README of the captures: this file carries browser mailslot datagrams (NetBIOS, port 138) beside its connections.
TEST(PacketExchanges, TheCapturesTellTheirDatagramsBesideTheirConnections) {
    const std::string folder = HITME_SHARED_DIR "/captures/public";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no ../shared/captures here";
    std::size_t datagrams = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.path().string().ends_with(".pcap")) continue;
        KeptConversations kept;
        ASSERT_TRUE(read_conversations(entry.path().string(), {}, kept)) << entry.path();
        for (const WatchedConversation& told : kept.all) {
            if (told.transport != event::Transport::udp) continue;
            ++datagrams;
            EXPECT_LE(told.story.stage, event::Stage::enumeration) << entry.path();
            EXPECT_FALSE(told.story.sentence.empty()) << entry.path();
            EXPECT_TRUE(told.story.labels.empty()) << entry.path();
        }
    }
    EXPECT_GT(datagrams, 0u);
}

}  // namespace
}  // namespace hitme::sensor
