// SPDX-License-Identifier: Apache-2.0
#include "recognition/logon_counter.h"

#include <gtest/gtest.h>

#include <vector>

namespace hitme::recognition {
namespace {

using std::chrono::milliseconds;

core::Time at(int ms) {
    return core::from_nanoseconds(1'700'000'000'000'000'000) + milliseconds{ms};
}
FailedLogon refused(int ms, std::uint64_t account, std::uint64_t credential,
                    Persistence persistence = Persistence::tries_once) {
    return {at(ms), account, credential, persistence, 0, true};
}
/// The answer to a challenge: another one each time.
FailedLogon answered(int ms, std::uint64_t account, std::uint64_t credential) {
    return {at(ms), account, credential, Persistence::tries_once, 0, false};
}
constexpr std::uint64_t seed = 0x1234;
const core::Address source = *core::Address::parse("192.0.2.1");

/// Each refusal is a conversation of its own; the index of the first one that reached the threshold, -1 for none.
int first_reached(LogonCounter& counter, const std::vector<FailedLogon>& all) {
    for (std::size_t i = 0; i < all.size(); ++i)
        if (counter.add(source, "smb1", {&all[i], 1})) return static_cast<int>(i);
    return -1;
}

TEST(LogonCounter, FiveDifferentCredentialsInAMinuteAreGuessing) {
    LogonCounter counter{seed};
    EXPECT_EQ(first_reached(counter, {refused(0, 1, 1), refused(9000, 1, 2), refused(20000, 1, 3),
                                      refused(30000, 1, 4), refused(59000, 1, 5)}),
              4);
}

TEST(LogonCounter, FourOrTheSameOneAgainAreNot) {
    LogonCounter counter{seed};
    EXPECT_EQ(first_reached(counter, {refused(0, 1, 1), refused(1, 1, 2), refused(2, 1, 3),
                                      refused(3, 1, 4), refused(4, 1, 4), refused(5, 1, 1)}),
              -1);
}

TEST(LogonCounter, FiveOverMoreThanAMinuteAreNot) {
    LogonCounter counter{seed};
    EXPECT_EQ(first_reached(counter, {refused(0, 1, 1), refused(20000, 1, 2), refused(40000, 1, 3),
                                      refused(60000, 1, 4), refused(80001, 1, 5)}),
              -1);
}

TEST(LogonCounter, AWindowsClientThatRepeatsOneCredentialIsNot) {
    // The times of the ten refusals in probe-petya-failed-auth-and-implant-ping.pcap, ms: two, then eight.
    LogonCounter counter{seed};
    std::vector<FailedLogon> all;
    std::uint64_t response = 0;
    for (const int ms : {687, 694, 1749, 1767, 1843, 1844, 1879, 1880, 2009, 2040})
        all.push_back(refused(ms, 7, ++response, Persistence::repeats_by_itself));
    EXPECT_EQ(first_reached(counter, all), -1);
}

TEST(LogonCounter, AListOfPasswordsThroughAWindowsClientStillIs) {
    // smb.md 1.10: Conficker, 511 logons a host with gaps near 1.4 ms; one in eight counts.
    LogonCounter counter{seed};
    std::vector<FailedLogon> all;
    for (int i = 0; i < 511; ++i)
        all.push_back(
            refused(i * 14 / 10, 7, static_cast<std::uint64_t>(i), Persistence::repeats_by_itself));
    EXPECT_EQ(first_reached(counter, all), 32);  // the first of the fifth group of eight
}

TEST(LogonCounter, ALongListThroughAWindowsClientIsOnceMoreThanGuessing) {
    // As above: of 511 logons 1.4 ms apart, a connection each, the fortieth is the first of a burst.
    LogonCounter counter{seed};
    int first = -1;
    for (int i = 0; i < 511 && first < 0; ++i) {
        const FailedLogon logon =
            refused(i * 14 / 10, 7, static_cast<std::uint64_t>(i), Persistence::repeats_by_itself);
        const auto guessing = counter.add(source, "smb1", {&logon, 1});
        if (guessing && guessing->lone_windows >= GuessingLimits{}.burst) first = i;
    }
    EXPECT_EQ(first, 39);
    Story story;
    add_guessing(story, {6, 6, 1, false, at(0), at(55), 40});
    ASSERT_EQ(story.labels.size(), 2u);
    EXPECT_EQ(story.labels[1].rule, "logon.windows_burst@1");
    EXPECT_EQ(story.labels[1].grade, event::Grade::consistent);
}

TEST(LogonCounter, ToolsAndRefusalsInOneConversationAreNoBurst) {
    LogonCounter tool{seed};
    LogonCounter one{seed};
    std::vector<FailedLogon> together;
    for (int i = 0; i < 100; ++i) {
        const FailedLogon logon = refused(i * 7, 7, static_cast<std::uint64_t>(i));
        if (const auto guessing = tool.add(source, "smb1", {&logon, 1})) {
            EXPECT_EQ(guessing->lone_windows, 0u);
        }
        together.push_back(
            refused(i * 200, 7, static_cast<std::uint64_t>(i), Persistence::repeats_by_itself));
    }
    const auto guessing = one.add(source, "smb1", together);
    ASSERT_TRUE(guessing);
    EXPECT_EQ(guessing->lone_windows, 0u);
}

// smb.md 1.10: "3 distinct users with one response pattern = spray".
TEST(LogonCounter, ThreeAccountsWithOneResponseAreSpraying) {
    const auto with = [](int ms, std::uint64_t account, std::uint64_t response,
                         Persistence persistence = Persistence::tries_once) {
        return FailedLogon{at(ms), account, account * 100 + response, persistence, response};
    };
    LogonCounter counter{seed};
    EXPECT_EQ(first_reached(counter, {with(0, 1, 9), with(10, 2, 9), with(20, 3, 9)}), 2);
    LogonCounter different{seed};
    EXPECT_EQ(first_reached(different, {with(0, 1, 7), with(10, 2, 8), with(20, 3, 9)}), -1);
    // The same one again is no third account, and no response is none.
    LogonCounter again{seed};
    EXPECT_EQ(first_reached(again, {with(0, 1, 9), with(10, 2, 9), with(20, 2, 9)}), -1);
    LogonCounter none{seed};
    EXPECT_EQ(first_reached(none, {with(0, 1, 0), with(10, 2, 0), with(20, 3, 0)}), -1);
    LogonCounter windows{seed};
    const auto own = Persistence::repeats_by_itself;
    EXPECT_EQ(
        first_reached(windows, {with(0, 1, 9, own), with(10, 2, 9, own), with(20, 3, 9, own)}), -1);
    LogonCounter told{seed};
    const std::vector<FailedLogon> all{with(0, 1, 9), with(10, 2, 9), with(20, 3, 9)};
    const auto guessing = told.add(source, "smb1", all);
    ASSERT_TRUE(guessing);
    EXPECT_EQ(guessing->same_response, 3u);
    Story story;
    add_guessing(story, *guessing);
    EXPECT_EQ(story.labels[0].name, "password spraying");
    EXPECT_EQ(story.labels[0].grade, event::Grade::likely);
    EXPECT_EQ(story.labels[0].evidence[0].value,
              "3 credentials of 3 accounts refused within 20 ms, one response for 3 of them");
    // Two that share one are fewer than make a spray: whether the rest differ cannot be told.
    Story pair;
    Guessing five;
    five.credentials = 5;
    five.accounts = 2;
    five.from = at(0);
    five.to = at(20);
    five.same_response = 2;
    five.known_to_differ = 2;
    add_guessing(pair, five);
    EXPECT_EQ(pair.labels[0].grade, event::Grade::consistent);
}

TEST(LogonCounter, CountsEachSourceAloneAndAnIpv6NetworkAsOne) {
    LogonCounter counter{seed};
    for (int i = 0; i < 8; ++i) {
        const FailedLogon logon = refused(i, 1, static_cast<std::uint64_t>(i));
        const auto other = core::Address::v4(0xC0000200u + static_cast<std::uint32_t>(i));
        EXPECT_FALSE(counter.add(other, "smb1", {&logon, 1}));
    }
    bool reached = false;
    for (int i = 0; i < 8; ++i) {
        const FailedLogon logon = refused(i, 1, static_cast<std::uint64_t>(i));
        const auto neighbour = *core::Address::parse("2001:db8::" + std::to_string(i + 1));
        reached = counter.add(neighbour, "smb1", {&logon, 1}).has_value();
    }
    EXPECT_TRUE(reached);
}

TEST(LogonCounter, TakesAConversationThatIsOlderThanTheLast) {
    LogonCounter counter{seed};
    EXPECT_EQ(first_reached(counter, {refused(4000, 1, 1), refused(3000, 1, 2), refused(2000, 1, 3),
                                      refused(1000, 1, 4), refused(4500, 1, 5)}),
              4);
}

TEST(LogonCounter, ForgetsTheLongestSilentSource) {
    GuessingLimits limits;
    limits.max_sources = 2;
    LogonCounter counter(seed, limits);
    for (std::uint32_t i = 0; i < 50; ++i) {
        const FailedLogon logon = refused(0, 1, 1);
        counter.add(core::Address::v4(0xC0000200u + i), "smb1", {&logon, 1});
        EXPECT_LE(counter.sources(), 2u);
    }
}

TEST(LogonCounter, SaysWhatWasCounted) {
    Story story;
    story.sentence = "logged on as root";
    story.stage = event::Stage::probe;
    add_guessing(story, {12, 12, 1, false, at(0), at(540)});
    EXPECT_EQ(story.stage, event::Stage::brute_force);
    ASSERT_EQ(story.labels.size(), 1u);
    EXPECT_EQ(story.labels[0].name, "password guessing");
    EXPECT_EQ(story.labels[0].attack_ids, std::vector<std::string>{"T1110.001"});
    EXPECT_EQ(story.sentence,
              "logged on as root; one of 12 credentials of 1 account refused within 540 ms: "
              "password guessing, likely");
    Story many;
    add_guessing(many, {12, 12, 12, true, at(0), at(540)});
    EXPECT_EQ(many.labels[0].name, "password spraying");
    EXPECT_EQ(many.labels[0].attack_ids, std::vector<std::string>{"T1110.003"});
}

// A job with a stale password, seven times: under a challenge it looks like seven passwords.
TEST(LogonCounter, SaysThatAnswersToChallengesMayBeOnePassword) {
    LogonCounter counter{seed};
    std::vector<FailedLogon> all;
    for (int i = 0; i < 7; ++i) all.push_back(answered(i * 50, 1, static_cast<std::uint64_t>(i)));
    const auto guessing = counter.add(source, "vnc", all);
    ASSERT_TRUE(guessing);
    EXPECT_EQ(guessing->credentials, 7u);
    EXPECT_EQ(guessing->known_to_differ, 1u);
    Story story;
    add_guessing(story, *guessing);
    ASSERT_EQ(story.labels.size(), 1u);
    EXPECT_EQ(story.labels[0].grade, event::Grade::consistent);
    EXPECT_EQ(
        story.sentence,
        "one of 7 logons of 1 account refused within 300 ms (whether with different passwords "
        "cannot be told): password guessing, consistent");
}

TEST(LogonCounter, KnowsThatAnswersOfDifferentAccountsDiffer) {
    LogonCounter counter{seed};
    std::vector<FailedLogon> all;
    for (int i = 0; i < 6; ++i)
        all.push_back(
            answered(i * 50, static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(i)));
    const auto guessing = counter.add(source, "smb2", all);
    ASSERT_TRUE(guessing);
    EXPECT_EQ(guessing->known_to_differ, 6u);
    EXPECT_TRUE(guessing->sprays);
}

// T1110.003 is few passwords against many accounts, at one service.
TEST(LogonCounter, CallsALongListForAFewAccountsNoSpraying) {
    LogonCounter list{seed};
    std::vector<FailedLogon> all;
    for (int i = 0; i < 35; ++i)
        all.push_back(refused(i, static_cast<std::uint64_t>(i % 3), static_cast<std::uint64_t>(i)));
    const auto guessing = list.add(source, "mssql", all);
    ASSERT_TRUE(guessing);
    EXPECT_EQ(guessing->accounts, 3u);
    EXPECT_FALSE(guessing->sprays);
}

TEST(LogonCounter, CallsOneAccountOfSeveralServicesNoSpraying) {
    LogonCounter counter{seed};
    std::optional<Guessing> guessing;
    std::uint64_t account = 0;
    for (const char* protocol : {"ftp", "redis", "mqtt", "vnc"}) {
        ++account;  // "admin", "default", ... as each protocol names its own
        for (std::uint64_t i = 0; i < 3; ++i) {
            const FailedLogon logon =
                refused(static_cast<int>(account * 10 + i), account, account * 10 + i);
            guessing = counter.add(source, protocol, {&logon, 1});
        }
    }
    ASSERT_TRUE(guessing);
    EXPECT_EQ(guessing->accounts, 4u);
    EXPECT_FALSE(guessing->sprays);
}

// The dialects of SMB are one.
TEST(LogonCounter, CountsSprayingOverTheDialectsOfSmb) {
    LogonCounter counter{seed};
    std::optional<Guessing> guessing;
    for (std::uint64_t i = 0; i < 6; ++i) {
        const FailedLogon logon = answered(static_cast<int>(i), i, i);
        guessing = counter.add(source, i % 2 == 0 ? "smb1" : "smb3", {&logon, 1});
    }
    ASSERT_TRUE(guessing);
    EXPECT_TRUE(guessing->sprays);
}

}  // namespace
}  // namespace hitme::recognition
