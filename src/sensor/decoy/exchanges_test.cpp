// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/exchanges.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/text.h"

namespace hitme::sensor {
namespace {

using namespace std::chrono_literals;

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");
const Ticks start{1000s};

Instant at(core::Duration after) {
    return {noon + after, start + after};
}

Exchanges::Key key(std::uint16_t source_port) {
    return {core::Address::v4(0xC0000201), core::Address::v4(0x7F000001), source_port, 5060};
}

std::vector<event::Contact> drained(Exchanges& exchanges, Ticks now) {
    std::vector<event::Contact> out;
    exchanges.drain(now, [&](event::Contact& contact) { out.push_back(contact); });
    return out;
}

TEST(Exchanges, GatherTheDatagramsOfOneSourcePortUntilItIsSilent) {
    Limits limits;
    limits.first_bytes = 6;
    Exchanges exchanges{limits, 1};
    exchanges.add(key(1), core::as_bytes("abcd"), at(0s));
    exchanges.add(key(2), core::as_bytes("x"), at(100ms));
    exchanges.add(key(1), core::as_bytes("efgh"), at(1s));
    EXPECT_TRUE(drained(exchanges, start + 1900ms).empty());
    auto first = drained(exchanges, start + 2200ms);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].source_port, 2);
    auto second = drained(exchanges, start + 3s);
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].packets, 2u);
    EXPECT_EQ(second[0].bytes_in, 8u);
    EXPECT_EQ(core::as_text(second[0].first_bytes), "abcdef");
    EXPECT_EQ(second[0].seen_at, noon);
    EXPECT_EQ(second[0].ended_at, noon + 1s);
    EXPECT_EQ(second[0].handshake, event::Handshake::datagram);
}

TEST(Exchanges, EndWhenTheyLiveTooLongAlthoughNeverSilent) {
    Limits limits;
    limits.lifetime = 10s;
    Exchanges exchanges{limits, 1};
    for (int i = 0; i < 15; ++i) exchanges.add(key(1), core::as_bytes("x"), at(i * 1s));
    const auto first = drained(exchanges, start + 14s);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].packets, 10u);
    EXPECT_EQ(first[0].ending, event::Ending::limit);
    const auto second = drained(exchanges, start + 20s);
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].packets, 5u);
}

TEST(Exchanges, RefuseBeyondTheirTableAndKeepNoBytesBeyondTheirMemory) {
    Limits limits;
    limits.capture_memory_bytes = 3;
    Exchanges exchanges{limits, 1};
    EXPECT_TRUE(exchanges.add(key(0), core::as_bytes("abcd"), at(0s)));
    for (std::uint32_t i = 1; i < Exchanges::max_open; ++i)
        EXPECT_TRUE(exchanges.add(key(static_cast<std::uint16_t>(i)), {}, at(0s)));
    EXPECT_FALSE(exchanges.add(key(65535), {}, at(0s)));
    const auto all = drained(exchanges, Ticks::max());
    EXPECT_EQ(all.size(), Exchanges::max_open);
    EXPECT_EQ(all[0].bytes_in, 4u);
    EXPECT_TRUE(all[0].first_bytes.empty());
}

TEST(Exchanges, AreReportedEarlyOnceAndKeepTheirSequence) {
    Exchanges exchanges{Limits{}, 1};
    std::vector<std::size_t> bytes_seen;
    const auto report = [&](event::Contact& contact) {
        bytes_seen.push_back(contact.first_bytes.size());
        return std::uint64_t{7};
    };
    exchanges.add(key(1), core::as_bytes("ab"), at(0s));
    exchanges.report_early(start + 400ms, 500ms, report);
    EXPECT_TRUE(bytes_seen.empty());
    exchanges.report_early(start + 500ms, 500ms, report);
    exchanges.add(key(1), core::as_bytes("cd"), at(600ms));
    exchanges.report_early(start + 700ms, 500ms, report);
    EXPECT_EQ(bytes_seen, std::vector<std::size_t>{2});
    const auto over = drained(exchanges, start + 2600ms);
    ASSERT_EQ(over.size(), 1u);
    EXPECT_EQ(over[0].sequence, 7u);
    EXPECT_EQ(over[0].bytes_in, 4u);
}

std::vector<std::string> told(const event::Contact& contact, const std::string& name) {
    std::vector<std::string> values;
    for (const event::Decoded& each : contact.decoded)
        if (each.name == name) values.push_back(each.value);
    return values;
}

TEST(Exchanges, AreToldDatagramByDatagram) {
    // What nmap 7.93 -sU sends to 53 within a millisecond: QUERY TXT CHAOS "version.bind", here twice (RFC 1035, 4.1).
    const auto question =
        *core::from_hex("0006010000010000000000000776657273696f6e0462696e640000100003");
    Exchanges exchanges{Limits{}, 1};
    std::vector<std::string> early;
    exchanges.add(key(1), question, at(0s));
    exchanges.report_early(start + 500ms, 500ms, [&](event::Contact& contact) {
        early = told(contact, "operation");
        return std::uint64_t{7};
    });
    exchanges.add(key(1), question, at(600ms));
    const auto over = drained(exchanges, start + 3s);
    ASSERT_EQ(over.size(), 1u);
    EXPECT_EQ(early, (std::vector<std::string>{"dns QUERY TXT version.bind"}));
    EXPECT_EQ(told(over[0], "operation"), (std::vector<std::string>{"dns QUERY TXT version.bind",
                                                                    "dns QUERY TXT version.bind"}));
    EXPECT_TRUE(told(over[0], "malformed").empty());
    EXPECT_EQ(over[0].protocol, "dns");
    EXPECT_EQ(over[0].first_bytes.size(), 2 * question.size());
}

TEST(Exchanges, ThatLivedTooLongAreToldToo) {
    Limits limits;
    limits.lifetime = 1s;
    Exchanges exchanges{limits, 1};
    exchanges.add(key(1), core::as_bytes("M-SEARCH * HTTP/1.1\r\n\r\n"), at(0s));
    exchanges.add(key(1), core::as_bytes("x"), at(1s));
    const auto over = drained(exchanges, start + 1s);
    ASSERT_EQ(over.size(), 1u);
    EXPECT_EQ(told(over[0], "story"),
              (std::vector<std::string>{"sent 23 bytes that look like ssdp"}));
}

TEST(Exchanges, TellAFewOfManyDatagramsAndSayThatMoreCame) {
    Exchanges exchanges{Limits{}, 1};
    for (std::size_t i = 0; i < Exchanges::max_told + 6; ++i)
        exchanges.add(key(1), core::as_bytes("x"), at(0s));
    const auto over = drained(exchanges, start + 3s);
    ASSERT_EQ(over.size(), 1u);
    EXPECT_EQ(over[0].packets, Exchanges::max_told + 6);
    EXPECT_EQ(told(over[0], "gap"), (std::vector<std::string>{"6 bytes"}));
}

TEST(Exchanges, GiveTheirMemoryBackWhoeverTakesTheContact) {
    Limits limits;
    limits.capture_memory_bytes = 4;
    Exchanges exchanges{limits, 1};
    for (int i = 0; i < 3; ++i) {
        exchanges.add(key(1), core::as_bytes("abcd"), at(i * 10s));
        std::vector<event::Contact> taken;
        exchanges.drain(start + i * 10s + 3s,
                        [&](event::Contact& contact) { taken.push_back(std::move(contact)); });
        ASSERT_EQ(taken.size(), 1u);
        EXPECT_EQ(core::as_text(taken[0].first_bytes), "abcd") << "exchange " << i;
    }
}

TEST(Exchanges, EndNoEarlierThanTheyBeganWhenTheWallClockIsSetBack) {
    Exchanges exchanges{Limits{}, 1};
    exchanges.add(key(1), core::as_bytes("x"), at(0s));
    exchanges.add(key(1), core::as_bytes("x"), {noon - 3600s, start + 1s});
    const auto over = drained(exchanges, start + 3s);
    ASSERT_EQ(over.size(), 1u);
    EXPECT_EQ(over[0].ended_at, noon + 1s);
}

}  // namespace
}  // namespace hitme::sensor
