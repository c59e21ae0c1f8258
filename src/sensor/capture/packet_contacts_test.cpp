// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/packet_contacts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/random.h"
#include "support/kept_events.h"
#include "support/packet_writer.h"

namespace hitme::sensor {
namespace {

using event::Ending;
using event::Handshake;
using tests::ack;
using tests::fin;
using tests::KeptEvents;
using tests::psh;
using tests::rst;
using tests::syn;

constexpr std::string_view stranger = "192.0.2.1";
constexpr std::string_view decoy = "198.51.100.2";

struct Sent {
    bool from_stranger;
    tests::TcpPart part;
    int at_ms = 0;
};

Sent up(std::uint32_t sequence, std::uint32_t acknowledgement, unsigned flags,
        std::string_view payload = {}) {
    return {true, {50000, 445, sequence, acknowledgement, flags, payload}};
}
Sent down(std::uint32_t sequence, std::uint32_t acknowledgement, unsigned flags,
          std::string_view payload = {}) {
    return {false, {445, 50000, sequence, acknowledgement, flags, payload}};
}

class Table {
 public:
    explicit Table(const FlowLimits& limits = {}) : contacts(limits, "alpha", "pcap", kept) {}

    void raw(core::Bytes ip, int at_ms) {
        wire::CapturedPacket captured;
        captured.link = wire::LinkType::raw;
        captured.data = ip;
        captured.time_ns = 1'700'000'000'000'000'000 + std::int64_t{at_ms} * 1'000'000;
        Packet packet;
        ASSERT_EQ(decode_packet(captured, packet), "");
        ASSERT_TRUE(contacts.take(packet));
    }
    void send(const Sent& sent) {
        const auto segment = tests::tcp_bytes(sent.part);
        raw(tests::ip_bytes(sent.from_stranger ? stranger : decoy,
                            sent.from_stranger ? decoy : stranger, 6, segment),
            sent.at_ms);
    }
    void send_all(const std::vector<Sent>& all) {
        for (const auto& sent : all) send(sent);
        ASSERT_TRUE(contacts.finish());
    }
    const event::Contact& only() {
        EXPECT_EQ(kept.events.size(), 1u);
        return kept.contact(0);
    }

    KeptEvents kept;
    PacketContacts contacts;
};

TEST(PacketContacts, FollowsAConnectionFromSynToFin) {
    Table table;
    table.send_all({up(100, 0, syn), down(900, 101, syn | ack), up(101, 901, ack),
                    up(101, 901, psh | ack, "GET / HTTP/1.1\r\n\r\n"),
                    down(901, 119, psh | ack, "no"), up(119, 903, fin | ack),
                    down(903, 120, fin | ack), up(120, 904, ack)});
    const auto& contact = table.only();
    EXPECT_EQ(contact.source.to_string(), stranger);
    EXPECT_EQ(contact.source_port, 50000);
    EXPECT_EQ(contact.destination.to_string(), decoy);
    EXPECT_EQ(contact.destination_port, 445);
    EXPECT_EQ(contact.handshake, Handshake::sent_data);
    EXPECT_EQ(contact.ending, Ending::peer_closed);
    EXPECT_EQ(contact.bytes_in, 18u);
    EXPECT_EQ(contact.bytes_out, 2u);
    EXPECT_EQ(core::as_text(contact.first_bytes), "GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(contact.protocol, "http");
    EXPECT_EQ(contact.packets, 5u);             // the stranger's: SYN, ACK, data, FIN, ACK
    EXPECT_EQ(contact.first_bytes_sha256, "");  // worked out by whoever shows it
}

TEST(PacketContacts, TakesTheSameSynAgainForOneAttemptAndAnotherForANewOne) {
    Table table;
    table.send_all({up(100, 0, syn), up(100, 0, syn), up(100, 0, syn), up(7777, 0, syn)});
    ASSERT_EQ(table.kept.events.size(), 2u);
    EXPECT_EQ(table.kept.contact(0).packets, 3u);
    EXPECT_EQ(table.kept.contact(1).packets, 1u);
    EXPECT_EQ(table.kept.contact(0).handshake, Handshake::syn_only);
    EXPECT_EQ(table.contacts.counters().at("retransmitted_syn"), 2u);
}

TEST(PacketContacts, DoesNotCallAHalfOpenScanAHandshake) {
    Table table;  // nmap -sS: the answer is reset by the scanner's own system
    table.send_all({up(100, 0, syn), down(900, 101, syn | ack), up(101, 0, rst)});
    EXPECT_EQ(table.only().handshake, Handshake::syn_only);
    EXPECT_EQ(table.only().ending, Ending::reset);
}

TEST(PacketContacts, DoesNotBelieveAnAcknowledgementOfANumberThatWasNeverSent) {
    Table table;
    table.send_all({up(100, 0, syn), down(900, 101, syn | ack), up(101, 0x70000000, ack)});
    EXPECT_EQ(table.only().handshake, Handshake::syn_only);
}

TEST(PacketContacts, SaysOursWhereTheOtherSideRefused) {
    Table table;
    table.send_all({up(100, 0, syn), down(0, 101, rst | ack)});
    EXPECT_EQ(table.only().handshake, Handshake::syn_only);
    EXPECT_EQ(table.only().ending, Ending::ours);
}

TEST(PacketContacts, PutsThePayloadTogetherInAnySegmentationAndOrder) {
    const std::string payload = "\x16\x03\x01" + std::string(997, 'p');
    core::Random random{11};
    for (int round = 0; round < 300; ++round) {
        std::vector<Sent> parts;
        for (std::size_t at = 0; at < payload.size();) {
            const std::size_t length =
                std::min<std::size_t>(1 + random.below(97), payload.size() - at);
            parts.push_back(up(static_cast<std::uint32_t>(0xFFFFFF00 + at), 901, psh | ack,
                               std::string_view(payload).substr(at, length)));
            if (random.below(3) == 0) parts.push_back(parts.back());  // sent again
            at += length;
        }
        for (std::size_t i = parts.size(); i > 1; --i)
            std::swap(parts[i - 1], parts[random.below(i)]);
        Table table;
        table.send(up(0xFFFFFEFF, 0, syn));  // the numbers wrap within the payload
        table.send(down(900, 0xFFFFFF00, syn | ack));
        table.send_all(parts);
        ASSERT_EQ(core::as_text(table.only().first_bytes), payload) << round;
        ASSERT_EQ(table.only().bytes_in, payload.size()) << round;
    }
}

TEST(PacketContacts, KeepsTheFirstCopyOfOverlappingBytes) {
    Table table;
    table.send_all(
        {up(100, 0, syn), up(103, 1, psh | ack, "DEF"), up(101, 1, psh | ack, "abcdef")});
    EXPECT_EQ(core::as_text(table.only().first_bytes), "abDEFf");
}

TEST(PacketContacts, StopsAtAGapAndAtItsLimit) {
    FlowLimits limits;
    limits.first_bytes = 5;
    Table table(limits);
    table.send_all({up(100, 0, syn), up(101, 1, ack, "abc"), up(110, 1, ack, "later")});
    EXPECT_EQ(core::as_text(table.only().first_bytes), "abc");
    EXPECT_EQ(table.only().bytes_in, 8u);
    Table full(limits);
    full.send_all({up(100, 0, syn), up(101, 1, ack, "abcdefgh")});
    EXPECT_EQ(core::as_text(full.only().first_bytes), "abcde");
    EXPECT_EQ(full.only().bytes_in, 8u);
}

TEST(PacketContacts, CountsBackscatterAndMakesNoContactOfIt) {
    Table table;
    table.send(down(900, 101, syn | ack));
    table.send(down(901, 0, rst));
    const auto echo_reply = tests::Writer().u8(0).u8(0).be16(0).be16(5).be16(1).bytes();
    table.raw(tests::ip_bytes(decoy, stranger, 1, echo_reply), 0);
    const auto quoted =
        tests::ip_bytes(stranger, decoy, 6, tests::tcp_bytes({1, 2, 3, 4, syn, {}}));
    const auto error = tests::Writer().u8(3).u8(1).be16(0).be32(0).raw(quoted).bytes();
    table.raw(tests::ip_bytes("203.0.113.9", stranger, 1, error), 0);
    ASSERT_TRUE(table.contacts.finish());
    EXPECT_TRUE(table.kept.events.empty());
    EXPECT_EQ(table.contacts.counters(),
              (std::map<std::string, std::uint64_t>{{"backscatter", 4}}));
}

TEST(PacketContacts, TellsTheSidesOfAConnectionWhoseSynIsMissing) {
    Table table;
    table.send_all({down(900, 500, psh | ack, "reply"), up(500, 905, psh | ack, "SSH-2.0-x\r\n")});
    const auto& contact = table.only();
    EXPECT_EQ(contact.source.to_string(), stranger);
    EXPECT_EQ(contact.destination_port, 445);
    EXPECT_EQ(contact.handshake, Handshake::sent_data);
    EXPECT_EQ(table.contacts.counters().at("midstream"), 1u);
    Table one_side;
    one_side.send_all({up(500, 905, psh | ack, "data")});
    EXPECT_EQ(one_side.only().handshake, Handshake::unknown);
    Table unclear;
    unclear.send_all({{true, {50000, 50001, 5, 6, psh | ack, "data"}}});
    EXPECT_TRUE(unclear.kept.events.empty());
    EXPECT_EQ(unclear.contacts.counters().at("unclear_direction"), 1u);
}

TEST(PacketContacts, JoinsASynThatComesAfterItsData) {
    Table table;
    table.send_all({up(101, 901, psh | ack, "data"), down(900, 101, syn | ack), up(100, 0, syn)});
    EXPECT_EQ(table.only().handshake, Handshake::sent_data);
    EXPECT_EQ(core::as_text(table.only().first_bytes), "data");
    EXPECT_TRUE(table.contacts.counters().empty());
}

TEST(PacketContacts, EndsAUdpExchangeAfterItsSilence) {
    Table table;
    const auto query = tests::ip_bytes(stranger, decoy, 17, tests::udp_bytes(5000, 53, "query"));
    const auto reply = tests::ip_bytes(decoy, stranger, 17, tests::udp_bytes(53, 5000, "a reply"));
    table.raw(query, 0);
    table.raw(reply, 100);
    table.raw(query, 1500);
    table.raw(query, 4000);
    ASSERT_TRUE(table.contacts.finish());
    ASSERT_EQ(table.kept.events.size(), 2u);
    const auto& first = table.kept.contact(0);
    EXPECT_EQ(first.handshake, Handshake::datagram);
    EXPECT_EQ(first.packets, 2u);
    EXPECT_EQ(first.bytes_in, 10u);
    EXPECT_EQ(first.bytes_out, 7u);
    EXPECT_EQ(first.ending, Ending::idle);
    EXPECT_EQ(core::as_text(first.first_bytes), "query");
    EXPECT_EQ(*first.ended_at - first.seen_at, std::chrono::milliseconds{1500});
    EXPECT_EQ(table.kept.contact(1).packets, 1u);
}

TEST(PacketContacts, CountsPingsByTheirType) {
    Table table;
    for (int i = 0; i < 3; ++i)
        table.raw(tests::ip_bytes(
                      stranger, decoy, 1,
                      tests::Writer().u8(8).u8(0).be16(0).be16(5).be16(1).text("ping").bytes()),
                  i * 1000);
    ASSERT_TRUE(table.contacts.finish());
    const auto& contact = table.only();
    EXPECT_EQ(contact.transport, event::Transport::icmp);
    EXPECT_EQ(contact.destination_port, 8);
    EXPECT_EQ(contact.packets, 3u);
    EXPECT_EQ(contact.handshake, Handshake::datagram);
}

TEST(PacketContacts, GivesTheOldestAwayWhenTheTableIsFull) {
    FlowLimits limits;
    limits.flows = 100;
    Table table(limits);
    for (std::uint16_t port = 1; port <= 1000; ++port)
        table.send({true, {port, 445, 7, 0, syn, {}}, port});
    EXPECT_EQ(table.contacts.flows(), 100u);
    EXPECT_EQ(table.kept.events.size(), 900u);
    EXPECT_EQ(table.kept.contact(0).source_port, 1);
    EXPECT_EQ(table.kept.contact(899).source_port, 900);
    ASSERT_TRUE(table.contacts.finish());
    EXPECT_EQ(table.kept.events.size(), 1000u);
    EXPECT_EQ(table.contacts.counters().at("evicted"), 900u);
}

TEST(PacketContacts, GivesAnAttemptAwayAfterItsTime) {
    Table table;
    table.send({true, {1, 445, 7, 0, syn, {}}, 0});
    table.send({true, {2, 445, 7, 0, syn, {}}, 4 * 60 * 1000 + 1});
    ASSERT_EQ(table.kept.events.size(), 1u);
    EXPECT_EQ(table.kept.contact(0).ending, Ending::idle);
    ASSERT_TRUE(table.contacts.finish());
    EXPECT_EQ(table.kept.contact(1).ending, Ending::unknown);  // the file ends: nobody knows
}

TEST(PacketContacts, FindsEveryFlowAgainAfterManyComeAndGo) {
    FlowLimits limits;
    limits.flows = 64;
    limits.hash_seed = 3;
    Table table(limits);
    core::Random random{5};
    std::uint64_t attempts = 0;
    for (int i = 0; i < 20000; ++i) {
        const auto port = static_cast<std::uint16_t>(random.below(48) + 1);
        // A new sequence number each time: a flow that is not found would leave two in the table.
        table.send({true, {port, 445, static_cast<std::uint32_t>(i), 0, syn, {}}, i});
        ++attempts;
        ASSERT_LE(table.contacts.flows(), 48u);
    }
    ASSERT_TRUE(table.contacts.finish());
    EXPECT_EQ(table.kept.events.size(), attempts);
    EXPECT_TRUE(table.contacts.counters().empty());
}

}  // namespace
}  // namespace hitme::sensor
