// SPDX-License-Identifier: Apache-2.0
#include "analytics/new_hosts.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <gtest/gtest.h>
#include "core/random.h"

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::uint32_t tcp_445 = (1u << 16) | 445;
constexpr std::uint32_t tcp_139 = (1u << 16) | 139;
const core::Time t0 = *core::parse_time("2008-11-06T14:25:00Z");

core::Address address(const char* text) {
    return *core::Address::parse(text);
}

struct SeenOnce {
    std::uint32_t signal;
    core::Address source;
    core::Time at;
};

/// Signal and instant to number of new hosts, without zeroes.
using Counts = std::map<std::pair<std::uint32_t, core::Time>, int>;

NewHosts::Settings reports() {
    NewHosts::Settings settings;
    settings.horizon = NewHosts::keep_all;
    settings.secret = 7;
    return settings;
}

Counts counted(const std::vector<SeenOnce>& sightings, NewHosts& hosts) {
    Counts counts;
    for (const SeenOnce& sighting : sightings) {
        const auto seen = hosts.observe(sighting.signal, sighting.source, sighting.at,
                                        [&](core::Time at, int difference) {
                                            counts[{sighting.signal, at}] += difference;
                                        });
        EXPECT_EQ(seen, NewHosts::Seen::counted);
    }
    std::erase_if(counts, [](const auto& entry) { return entry.second == 0; });
    return counts;
}

Counts counted(const std::vector<SeenOnce>& sightings) {
    NewHosts hosts(reports());
    return counted(sightings, hosts);
}

/// The definition, read aloud: new at t iff no event of the source lies in [t - 24 h, t). O(n^2).
Counts by_definition(const std::vector<SeenOnce>& sightings) {
    std::set<std::tuple<std::uint32_t, core::Address, core::Time>> news;
    for (const SeenOnce& one : sightings) {
        const bool seen = std::any_of(sightings.begin(), sightings.end(), [&](const auto& other) {
            return other.signal == one.signal &&
                   other.source.source_key() == one.source.source_key() &&
                   other.at >= one.at - hours{24} && other.at < one.at;
        });
        if (!seen) news.insert({one.signal, one.source.source_key(), one.at});
    }
    Counts counts;
    for (const auto& [signal, source, at] : news) ++counts[{signal, at}];
    return counts;
}

struct EdgeCase {
    const char* name;
    std::vector<nanoseconds> seen;      ///< arrival order, from t0
    std::vector<nanoseconds> expected;  ///< where the source is new
};

TEST(NewHosts, AgreesWithTheTableOfEdgeCases) {
    constexpr nanoseconds day = hours{24};
    constexpr nanoseconds start{0};
    const EdgeCase cases[] = {
        {"a first sighting is new", {start}, {start}},
        {"a duplicate is the same sighting", {start, start}, {start}},
        {"a second before 24 h: seen", {start, day - seconds{1}}, {start}},
        {"a nanosecond before 24 h: seen", {start, day - nanoseconds{1}}, {start}},
        {"exactly 24 h: seen", {start, day}, {start}},
        {"a nanosecond after 24 h: new",
         {start, day + nanoseconds{1}},
         {start, day + nanoseconds{1}}},
        {"a second after 24 h: new", {start, day + seconds{1}}, {start, day + seconds{1}}},
        {"every sighting renews", {start, hours{20}, hours{40}, hours{60}}, {start}},
        {"renewed to the last nanosecond", {start, day, 2 * day, 3 * day}, {start}},
        {"new again after each silence",
         {start, hours{25}, hours{50}},
         {start, hours{25}, hours{50}}},
        {"three days later, twice", {start, 3 * day, 3 * day + seconds{1}}, {start, 3 * day}},
        {"late event before the first moves the start", {hours{10}, start}, {start}},
        {"late event exactly 24 h before joins", {day, start}, {start}},
        {"late event more than 24 h before: both new", {hours{25}, start}, {start, hours{25}}},
        {"late event bridges two episodes", {start, hours{40}, hours{20}}, {start}},
        {"late event bridges at both limits", {start, 2 * day, day}, {start}},
        {"late event joins the earlier only", {start, hours{60}, hours{20}}, {start, hours{60}}},
        {"late event joins the later only", {start, hours{60}, hours{40}}, {start, hours{40}}},
        {"late event joins neither", {start, hours{90}, hours{45}}, {start, hours{45}, hours{90}}},
        {"late event inside an earlier episode",
         {start, hours{20}, hours{90}, hours{10}},
         {start, hours{90}}},
        {"late event bridges two earlier episodes",
         {start, hours{40}, hours{90}, hours{20}},
         {start, hours{90}}},
        {"late duplicate of an earlier start", {start, hours{90}, start}, {start, hours{90}}},
        {"arrival backwards", {hours{72}, hours{48}, day, start}, {start}},
    };
    for (const EdgeCase& edge : cases) {
        std::vector<SeenOnce> sightings;
        for (const nanoseconds at : edge.seen)
            sightings.push_back({tcp_445, address("192.0.2.1"), t0 + at});
        Counts expected;
        for (const nanoseconds at : edge.expected) expected[{tcp_445, t0 + at}] = 1;
        EXPECT_EQ(counted(sightings), expected) << edge.name;
        EXPECT_EQ(by_definition(sightings), expected) << edge.name;
    }
}

TEST(NewHosts, AnotherSensorOnTheSamePortRenewsBecauseTheScopeIsTheFleet) {
    // The sensor is no part of the key: t0 at one, t0 + 20 h at another, t0 + 40 h at the first
    // again.
    const auto source = address("192.0.2.1");
    EXPECT_EQ(counted({{tcp_445, source, t0},
                       {tcp_445, source, t0 + hours{20}},
                       {tcp_445, source, t0 + hours{40}}}),
              (Counts{{{tcp_445, t0}, 1}}));
}

TEST(NewHosts, AnotherPortRenewsOnlyTheAnyPortVariant) {
    const auto source = address("192.0.2.1");
    const std::vector<SeenOnce> by_port = {{tcp_445, source, t0},
                                           {tcp_139, source, t0 + hours{13}},
                                           {tcp_445, source, t0 + hours{25}}};
    std::vector<SeenOnce> any_port = by_port;
    for (SeenOnce& sighting : any_port) sighting.signal = any_signal;
    EXPECT_EQ(counted(by_port), (Counts{{{tcp_445, t0}, 1},
                                        {{tcp_139, t0 + hours{13}}, 1},
                                        {{tcp_445, t0 + hours{25}}, 1}}));
    EXPECT_EQ(counted(any_port), (Counts{{{any_signal, t0}, 1}}));
}

TEST(NewHosts, TwoAddressesOfOneSlash64AreOneSource) {
    EXPECT_EQ(counted({{tcp_445, address("2001:db8::1"), t0},
                       {tcp_445, address("2001:db8::ffff:2"), t0 + hours{1}},
                       {tcp_445, address("2001:db8:0:1::1"), t0 + hours{1}}}),
              (Counts{{{tcp_445, t0}, 1}, {{tcp_445, t0 + hours{1}}, 1}}));
}

TEST(NewHosts, AnIpv4SourceAndItsMappedFormAreOneSource) {
    EXPECT_EQ(counted({{tcp_445, address("192.0.2.1"), t0},
                       {tcp_445, address("::ffff:192.0.2.1"), t0 + hours{1}}}),
              (Counts{{{tcp_445, t0}, 1}}));
}

TEST(NewHosts, AcceptsTheEarliestAndTheLatestInstant) {
    const auto least = core::Time::min();
    const auto most = core::Time::max();
    NewHosts hosts(reports());
    int sum = 0;
    const auto add = [&](core::Time, int difference) { sum += difference; };
    for (const core::Time at : {t0, least, most, least + nanoseconds{1}, most})
        EXPECT_EQ(hosts.observe(tcp_445, address("192.0.2.1"), at, add), NewHosts::Seen::counted);
    EXPECT_EQ(sum, 3);
}

std::vector<SeenOnce> random_sightings(core::Random& random, std::size_t count) {
    std::vector<SeenOnce> sightings;
    for (std::size_t i = 0; i < count; ++i) {
        const auto k = static_cast<std::uint32_t>(random.below(6));
        std::uint8_t bytes[16] = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, static_cast<std::uint8_t>(k)};
        bytes[15] = static_cast<std::uint8_t>(random.below(256));
        // On a grid of six hours, so that exact limits and duplicates are common; a jitter in half
        // of the cases.
        const auto at = t0 + hours{6 * static_cast<int>(random.below(60))} +
                        nanoseconds{static_cast<int>(random.below(2))};
        sightings.push_back(
            {random.below(3) == 0 ? tcp_139 : tcp_445,
             k % 2 == 0 ? core::Address::v4(0xC0000200u + k) : core::Address::v6(bytes), at});
    }
    return sightings;
}

void shuffle(std::vector<SeenOnce>& sightings, core::Random& random) {
    for (std::size_t i = sightings.size(); i > 1; --i)
        std::swap(sightings[i - 1], sightings[random.below(i)]);
}

TEST(NewHosts, GivesTheDefinitionsCountsInEveryOrderOfArrival) {
    core::Random random(20081123);
    for (int round = 0; round < 300; ++round) {
        auto sightings = random_sightings(random, 1 + random.below(90));
        const Counts expected = by_definition(sightings);
        for (int order = 0; order < 4; ++order) {
            shuffle(sightings, random);
            ASSERT_EQ(counted(sightings), expected) << "round " << round;
        }
    }
}

TEST(NewHosts, ARestartFromTheLogChangesNothing) {
    core::Random random(5);
    const auto log = random_sightings(random, 400);
    NewHosts whole(reports());
    NewHosts again(reports());
    const Counts before = counted(log, whole);
    // The first half was in memory when the collector stopped; the rebuilt one reads the whole log
    // again.
    counted({log.begin(), log.begin() + 200}, again);
    again = NewHosts(reports());
    EXPECT_EQ(counted(log, again), before);
    EXPECT_EQ(again.live(), whole.live());
}

TEST(NewHosts, EpisodesStartWhereTheSourceWasNew) {
    core::Random random(6);
    const auto sightings = random_sightings(random, 500);
    NewHosts hosts(reports());
    const Counts counts = counted(sightings, hosts);
    Counts starts;
    hosts.for_each_source([&](std::uint32_t signal, const core::Address& source, auto episodes) {
        EXPECT_EQ(source, source.source_key());
        for (std::size_t i = 0; i < episodes.size(); ++i) {
            EXPECT_LE(episodes[i].first, episodes[i].last);
            if (i > 0) {
                EXPECT_GT(episodes[i].first - episodes[i - 1].last, hours{24});
            }
            ++starts[{signal, episodes[i].first}];
        }
    });
    EXPECT_EQ(starts, counts);
}

TEST(NewHosts, AnEventBeyondTheHorizonIsLateAndChangesNothing) {
    NewHosts hosts(NewHosts::Settings{});  // 48 h
    int changes = 0;
    const auto count = [&](core::Time, int) { ++changes; };
    using Seen = NewHosts::Seen;
    const auto now = t0 + hours{48};
    EXPECT_EQ(hosts.observe(tcp_445, address("192.0.2.1"), now, count), Seen::counted);
    EXPECT_EQ(hosts.observe(tcp_445, address("192.0.2.2"), t0, count), Seen::counted);
    EXPECT_EQ(hosts.observe(tcp_445, address("192.0.2.3"), t0 - nanoseconds{1}, count), Seen::late);
    EXPECT_EQ(changes, 2);
    EXPECT_EQ(hosts.live(), 2u);
}

TEST(NewHosts, ShuffledArrivalWithinTheHorizonGivesTheSortedResultWhileEntriesAreDropped) {
    // Thirty days of passing sources, delivered up to 48 h late: most entries are dropped on the
    // way.
    core::Random random(9);
    std::vector<std::pair<core::Time, SeenOnce>> arrivals;
    for (int i = 0; i < 60000; ++i) {
        const auto at = t0 + seconds{static_cast<int>(random.below(30 * 86400))};
        // Sources drift with time, each active for some three days.
        const auto drift = static_cast<std::uint32_t>((at - t0) / hours{1}) * 20;
        const auto source =
            core::Address::v4(0x0A000000u + drift + static_cast<std::uint32_t>(random.below(1500)));
        const auto delay = seconds{static_cast<int>(random.below(48 * 3600))};
        arrivals.push_back({at + delay, {tcp_445, source, at}});
    }
    std::vector<SeenOnce> sorted;
    for (const auto& arrival : arrivals) sorted.push_back(arrival.second);
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& left, const auto& right) { return left.at < right.at; });
    std::sort(arrivals.begin(), arrivals.end(),
              [](const auto& left, const auto& right) { return left.first < right.first; });
    std::vector<SeenOnce> delivered;
    for (const auto& arrival : arrivals) delivered.push_back(arrival.second);

    NewHosts all(reports());
    NewHosts dropping(NewHosts::Settings{});
    const Counts expected = counted(sorted, all);
    EXPECT_EQ(counted(delivered, dropping), expected);
    EXPECT_LT(dropping.live(), all.live() / 2);
}

TEST(NewHosts, HoldsAnIpv4SourceInLessThan32Bytes) {
    for (const std::uint32_t sources : {50000u, 70000u, 200000u}) {
        NewHosts hosts(NewHosts::Settings{});
        for (std::uint32_t i = 0; i < sources; ++i)
            hosts.observe(tcp_445, core::Address::v4(i * 83), t0, [](core::Time, int) {});
        EXPECT_EQ(hosts.live(), sources);
        EXPECT_LT(hosts.memory_bytes(), sources * 32u) << sources;
    }
}

}  // namespace
}  // namespace hitme::analytics
