// SPDX-License-Identifier: Apache-2.0
// All that is said at one moment, and what is said of logs that are broken, empty or hostile: every finding is a refusal or true,
// and nothing that is not a number is written.
#include "console/judge/moment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <numbers>
#include <random>

#include "console/judge/questions.h"
#include "core/random.h"

namespace hitme::console {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2009-01-05T00:00:00Z");

core::Address address(std::uint32_t number) {
    return core::Address::v4(0xC6120000 + number);  // 198.18.0.0/15, for measuring (RFC 2544)
}

/// So many new hosts an hour, evenly spread, from `from` on; each is seen once.
void add(StreamBuilder& builder, core::Time from, int count_hours, int per_hour,
         std::uint32_t& next) {
    for (int hour = 0; hour < count_hours; ++hour)
        for (int i = 0; i < per_hour; ++i)
            builder.add(
                {from + hours{hour} + minutes{60} * i / per_hour, "a", address(next++), {}, ""});
}

std::string verdict_of(const Moment& moment, std::string_view question) {
    for (const auto& finding : moment.findings)
        if (finding.question == question) return finding.verdict;
    return "";
}

Moment at(const Stream& stream, core::Time now) {
    auto moment = judge_moment(stream, "tcp/445", now, runtime::Zone::utc());
    EXPECT_EQ(moment.findings.size(), 6u);  // and the ladder where payloads are read
    for (const auto& finding : moment.findings) {
        // What is kept must be readable, with every number a number.
        Finding named = finding;
        named.id = finding_id(finding.subject, finding.question, 1);
        const auto read = finding_of(finding_entry(named, now));
        EXPECT_TRUE(read) << read.error().context;
        EXPECT_FALSE(finding.verdict.empty());
        EXPECT_FALSE(finding.sentence.empty());
    }
    if (!moment.growth_chart.empty()) {
        EXPECT_TRUE(boost::json::parse(moment.growth_chart).is_object());
    }
    for (const char* name :
         {"growth", "onset", "dormancy", "attribution", "counts", "coordination"}) {
        JudgeWindow window;
        window.to = now;
        EXPECT_TRUE(boost::json::parse(judge(stream, *judgement_named(name), window)).is_object());
    }
    return moment;
}

TEST(Moment, FindsAStepAndJudgesFromItOn) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 0;
    add(builder, start, 15 * 24, 10, next);
    add(builder, start + days{13}, 48, 60, next);
    builder.uptime("a", {{start, start + days{15}}});
    const Stream stream = builder.take("step", {});
    const auto moment = at(stream, start + days{15});
    ASSERT_EQ(moment.events.size(), 1u);
    EXPECT_FALSE(moment.events[0].closed);
    EXPECT_EQ(verdict_of(moment, "onset"), "rise");
    for (const auto& finding : moment.findings) EXPECT_FALSE(finding.suspected) << finding.sentence;
    const auto& growth = moment.findings[1];
    EXPECT_LE(growth.window.from - (start + days{13}), hours{1});
    EXPECT_EQ(growth.coverage.share, 1.0);
    EXPECT_EQ(growth.data.hosts, next);
    const auto chart = boost::json::parse(moment.growth_chart).as_object();
    EXPECT_EQ(chart.at("bin_seconds").to_number<int>(), 3600);
    // Seven days of baseline and two of window, an hour each.
    EXPECT_NEAR(static_cast<double>(chart.at("bins").as_array().size()), 9 * 24, 2);
    EXPECT_FALSE(chart.at("onset").is_null());
    EXPECT_GE(chart.at("curves").as_array().size(), 2u);
    for (const auto& curve : chart.at("curves").as_array())
        for (const auto& point : curve.at("points").as_array()) {
            EXPECT_LE(point.at("low").to_number<double>(), point.at("mean").to_number<double>());
            EXPECT_GE(point.at("high").to_number<double>(), point.at("mean").to_number<double>());
        }
}

// Four an hour, then ten more within ten minutes: above the alarm's threshold and not above the confirming one
// (analytics/onset/signal_events_test.cpp has the arithmetic).
TEST(Moment, ABurstIsSuspectedOnly) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 0;
    add(builder, start, 15 * 24, 4, next);
    for (int i = 0; i < 7; ++i)
        builder.add(
            {start + days{14} + minutes{22} + minutes{1} * i, "a", address(next++), {}, ""});
    builder.uptime("a", {{start, start + days{15}}});
    const Stream stream = builder.take("burst", {});
    const auto moment = at(stream, start + days{14} + hours{2});
    ASSERT_EQ(moment.events.size(), 1u);
    EXPECT_FALSE(moment.events[0].confirmed);
    const auto& onset = moment.findings[0];
    EXPECT_TRUE(onset.verdict.starts_with("rise")) << onset.verdict;
    EXPECT_TRUE(onset.suspected);
    EXPECT_NE(onset.sentence.find("Suspected only: chance alone opens about 1.0 such rises in 30 "
                                  "days of one signal."),
              std::string::npos)
        << onset.sentence;
    for (const auto& finding : moment.findings) EXPECT_FALSE(speaks(finding)) << finding.sentence;
}

TEST(Moment, AQuietMonthIsSilent) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 0;
    add(builder, start, 30 * 24, 10, next);
    builder.uptime("a", {{start, start + days{30}}});
    const Stream stream = builder.take("quiet", {});
    const auto moment = at(stream, start + days{30});
    EXPECT_TRUE(moment.events.empty());
    EXPECT_EQ(verdict_of(moment, "onset"), "no_rise");
    EXPECT_EQ(verdict_of(moment, "growth"), "no_growth");
    for (const auto& finding : moment.findings) EXPECT_FALSE(speaks(finding)) << finding.verdict;
}

// Poisson counts with a daily swing of 30 %, as real quiet is. By the table of docs/methods/onset.md one signal opens
// 0.98 rises in 30 days by chance and confirms 0.05: some 20 and one in these 20 months.
TEST(Moment, QuietMonthsOfRealNoiseAreSilentButForTheStatedFew) {
    std::size_t opened = 0;
    std::size_t confirmed = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937 random{seed};
        StreamBuilder builder{std::nullopt, 1};
        std::uint32_t next = 0;
        const double level = 3 + 9 * (seed % 4);
        for (int hour = 0; hour < 30 * 24; ++hour) {
            const double swing = 1 + 0.3 * std::sin(hour * std::numbers::pi / 12);
            const int count = std::poisson_distribution<int>{level * swing}(random);
            std::vector<int> minute_of;
            for (int i = 0; i < count; ++i)
                minute_of.push_back(std::uniform_int_distribution<int>{0, 59}(random));
            std::ranges::sort(minute_of);
            for (const int minute : minute_of)
                builder.add({start + hours{hour} + minutes{minute}, "a", address(next++), {}, ""});
        }
        builder.uptime("a", {{start, start + days{30}}});
        const Stream stream = builder.take("quiet", {});
        JudgeWindow window;
        window.to = start + days{30};
        for (const auto& event : ask_events(stream, times_of(stream, window))) {
            ++opened;
            confirmed += event.confirmed ? 1u : 0u;
        }
    }
    EXPECT_LE(opened, 35u);
    EXPECT_LE(confirmed, 3u);
}

TEST(Moment, NothingIsWatchedInALogsFirstDay) {
    // analytics 2.2: every host is new then. Six hours at 5, then 40 an hour.
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 0;
    add(builder, start, 6, 5, next);
    add(builder, start + hours{6}, 16, 40, next);
    builder.uptime("a", {{start, start + hours{22}}});
    const Stream stream = builder.take("young", {});
    JudgeWindow window;
    window.to = start + hours{22};
    EXPECT_TRUE(ask_events(stream, times_of(stream, window)).empty());
    EXPECT_FALSE(ask_onset(stream, window, times_of(stream, window)).alarm_at);
}

TEST(Moment, OneSignalIsAskedWhatItsRiseIsLikeAndTheFleetIsNot) {
    StreamBuilder builder{event::Signal::parse("tcp/445"), 1, Taken::proved, Payloads::in_families};
    std::uint32_t next = 0;
    add(builder, start, 15 * 24, 10, next);
    add(builder, start + days{13}, 48, 60, next);
    builder.uptime("a", {{start, start + days{15}}});
    const Stream stream = builder.take("step", {});
    const auto moment = judge_moment(stream, "tcp/445", start + days{15}, runtime::Zone::utc(),
                                     [](auto, auto) { return std::string("consumer"); });
    EXPECT_EQ(moment.findings.size(), 7u);
    EXPECT_EQ(verdict_of(moment, "persistence"), "continued");
    EXPECT_EQ(verdict_of(moment, "agreement"), "not_enough_data");  // one class
    EXPECT_EQ(verdict_of(moment, "worm_ladder"), "L2");             // nobody sent anything
    EXPECT_EQ(
        judge_moment(stream, std::string(fleet_subject), start + days{15}, runtime::Zone::utc())
            .findings.size(),
        4u);
}

TEST(Moment, DataHasADigestThatNoOrderChanges) {
    StreamBuilder forwards{std::nullopt, 1};
    StreamBuilder backwards{std::nullopt, 2};
    for (std::uint32_t i = 0; i < 10; ++i) {
        forwards.add({start + minutes{i}, "a", address(i), {}, ""});
        backwards.add({start + minutes{9 - i}, "a", address(9 - i), {}, ""});
    }
    const auto one = data_of(forwards.take("x", {}), start, start + hours{1});
    const auto other = data_of(backwards.take("x", {}), start, start + hours{1});
    EXPECT_EQ(one, other);
    EXPECT_EQ(one.events, 10u);
    StreamBuilder less{std::nullopt, 1};
    for (std::uint32_t i = 1; i < 10; ++i) less.add({start + minutes{i}, "a", address(i), {}, ""});
    EXPECT_NE(data_of(less.take("x", {}), start, start + hours{1}).digest, one.digest);
}

TEST(Moment, CountsWhatAForecastSpokeOf) {
    StreamBuilder builder{std::nullopt, 1};
    for (std::uint32_t i = 0; i < 6; ++i)
        builder.add({start + minutes{i}, i < 4 ? "a" : "b", address(i % 5), {}, ""});
    builder.uptime("a", {{start, start + hours{1}}});
    builder.uptime("b", {{start, start + minutes{30}}});
    const Stream stream = builder.take("x", {});
    // Five addresses; the sixth sighting is the first one again.
    EXPECT_EQ(hosts_seen(stream, start, start + hours{1}, {}).hosts, 5);
    EXPECT_EQ(hosts_seen(stream, start, start + hours{1}, {}).exposure, 0.75);
    EXPECT_EQ(hosts_seen(stream, start, start + hours{1}, {"b"}).hosts, 4);
    EXPECT_EQ(hosts_seen(stream, start, start + hours{1}, {"b"}).exposure, 1);
    EXPECT_EQ(hosts_seen(stream, start, start, {}).hosts, 0);
}

TEST(BadInput, EmptyLog) {
    const auto moment = at(StreamBuilder{std::nullopt, 1}.take("none", {}), start);
    EXPECT_EQ(verdict_of(moment, "growth"), "insufficient_data");
    EXPECT_EQ(verdict_of(moment, "dormancy"), "insufficient_data");
    EXPECT_EQ(verdict_of(moment, "attribution"), "refused");
}

TEST(BadInput, OneBin) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 0;
    add(builder, start, 1, 100, next);
    EXPECT_EQ(verdict_of(at(builder.take("one", {}), start + hours{1}), "growth"),
              "insufficient_data");
}

TEST(BadInput, AllZero) {
    StreamBuilder builder{std::nullopt, 1};
    builder.uptime("a", {{start, start + days{20}}});
    const auto moment = at(builder.take("zero", {}), start + days{20});
    EXPECT_EQ(verdict_of(moment, "growth"), "insufficient_data");
    EXPECT_EQ(verdict_of(moment, "onset"), "no_rise");
}

TEST(BadInput, OneSource) {
    StreamBuilder builder{std::nullopt, 1};
    for (int i = 0; i < 20 * 24 * 60; ++i)
        builder.add({start + minutes{i}, "a", address(1), {}, ""});
    const auto moment = at(builder.take("one source", {}), start + days{20});
    EXPECT_FALSE(speaks(moment.findings[1])) << moment.findings[1].verdict;
    EXPECT_EQ(verdict_of(moment, "onset"), "no_rise");
}

TEST(BadInput, DuplicatesAndDisorderChangeNoVerdict) {
    StreamBuilder plain{std::nullopt, 1};
    StreamBuilder broken{std::nullopt, 1};
    std::vector<StreamBuilder::Row> rows;
    std::uint32_t next = 0;
    for (int hour = 0; hour < 12 * 24; ++hour)
        for (int i = 0; i < 10; ++i)
            rows.push_back({start + hours{hour} + minutes{6 * i}, "a", address(next++), {}, ""});
    for (const auto& row : rows) plain.add(row);
    core::Random random{3};
    for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random.below(i)]);
    for (const auto& row : rows) {
        broken.add(row);
        broken.add(row);
    }
    const auto one = at(plain.take("x", {}), start + days{12});
    const auto other = at(broken.take("x", {}), start + days{12});
    for (std::size_t i = 0; i < one.findings.size(); ++i) {
        EXPECT_EQ(one.findings[i].verdict, other.findings[i].verdict);
        EXPECT_EQ(one.findings[i].numbers, other.findings[i].numbers);
        EXPECT_EQ(one.findings[i].data.hosts, other.findings[i].data.hosts);
    }
}

TEST(BadInput, TimesInTheFutureAreNotLookedAt) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 0;
    add(builder, start, 12 * 24, 10, next);
    const auto plain = at(builder.snapshot("x", start, start + days{12}), start + days{12});
    builder.add({start + days{4000}, "a", address(next++), {}, ""});
    builder.add({start + days{80000}, "b", address(next++), {}, ""});
    const auto other = at(builder.snapshot("x", start, start + days{12}), start + days{12});
    for (std::size_t i = 0; i < plain.findings.size(); ++i)
        EXPECT_EQ(finding_body(plain.findings[i]), finding_body(other.findings[i]));
    // And a clock of 1970 in the log makes no half century of minutes.
    builder.add({core::Time{}, "a", address(next++), {}, ""});
    at(builder.take("x", {}), start + days{12});
}

TEST(BadInput, ASensorWithoutHeartbeat) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 0;
    add(builder, start, 12 * 24, 10, next);
    for (int hour = 0; hour < 12 * 24; ++hour)
        builder.add({start + hours{hour}, "mute", address(next++), {}, ""});
    builder.uptime("a", {{start, start + days{12}}});
    const auto moment = at(builder.take("x", {}), start + days{12});
    EXPECT_EQ(verdict_of(moment, "growth"), "no_growth");
    EXPECT_EQ(moment.findings[1].coverage.excluded_sensors, std::vector<std::string>{"mute"});
}

TEST(BadInput, CountsThatWouldMakeNaN) {
    // A huge burst between nothing and nothing: means near 0, ratios near infinity.
    StreamBuilder builder{std::nullopt, 1};
    for (std::uint32_t i = 0; i < 50'000; ++i)
        builder.add({start + days{11} + std::chrono::milliseconds{i}, "a", address(i), {}, ""});
    builder.uptime("a", {{start, start + days{12}}});
    // One minute's burst is no growth of any shape, and nothing said of it may be infinite (at() reads every number).
    const auto burst = at(builder.take("x", {}), start + days{12});
    for (const char* shape : {"linear", "exponential", "logistic"})
        EXPECT_NE(verdict_of(burst, "growth"), shape);
    // A window of no width, and one that ends before it begins.
    StreamBuilder small{std::nullopt, 1};
    small.add({start, "a", address(1), {}, ""});
    EXPECT_EQ(verdict_of(at(small.take("x", {}), start), "growth"), "insufficient_data");
    StreamBuilder before{std::nullopt, 1};
    before.add({start, "a", address(1), {}, ""});
    EXPECT_EQ(verdict_of(at(before.take("x", {}), start - days{10}), "growth"),
              "insufficient_data");
}

TEST(BadInput, AFloodOfForgedSourcesLeavesTheVerifiedVerdictsAsTheyAre) {
    StreamBuilder quiet{event::Signal::parse("tcp/445"), 1};
    StreamBuilder flooded{event::Signal::parse("tcp/445"), 1};
    event::Contact contact;
    contact.sensor = "a";
    contact.transport = event::Transport::tcp;
    contact.destination_port = 445;
    contact.handshake = event::Handshake::completed;
    std::uint32_t next = 0;
    for (int hour = 0; hour < 12 * 24; ++hour)
        for (int i = 0; i < 10; ++i) {
            contact.seen_at = start + hours{hour} + minutes{6 * i};
            contact.source = address(next++);
            quiet.add(event::Event{contact});
            flooded.add(event::Event{contact});
        }
    core::Random random{20081106};
    event::Event forged{contact};
    auto& drawn = std::get<event::Contact>(forged);
    drawn.handshake = event::Handshake::syn_only;
    for (int i = 0; i < 10'000'000; ++i) {
        drawn.seen_at = start + days{11} + std::chrono::milliseconds{i};
        drawn.source = core::Address::v4(static_cast<std::uint32_t>(random.next()));
        flooded.add(forged);
    }
    const auto one = at(quiet.take("x", {}), start + days{12});
    const auto other = at(flooded.take("x", {}), start + days{12});
    EXPECT_EQ(other.findings[1].data.unverified_contacts, 10'000'000u);
    for (std::size_t i = 0; i < one.findings.size(); ++i) {
        EXPECT_EQ(one.findings[i].verdict, other.findings[i].verdict);
        EXPECT_EQ(one.findings[i].numbers, other.findings[i].numbers);
    }
}

/// Ten hosts an hour for twelve days and sixty in the last two of them, each seen once, on one signal; of networks that are routed.
void add_contacts(StreamBuilder& builder, event::Contact contact) {
    std::uint32_t next = 0;
    for (int hour = 0; hour < 12 * 24; ++hour) {
        const int count = hour >= 10 * 24 ? 60 : 10;
        for (int i = 0; i < count; ++i) {
            contact.seen_at = start + hours{hour} + minutes{60} * i / count;
            contact.source = core::Address::v4(0x3D000000 + 251 * next++);
            builder.add(event::Event{contact});
        }
    }
}

event::Contact contact_on(event::Transport transport, std::uint16_t port,
                          event::Handshake handshake) {
    event::Contact contact;
    contact.sensor = "a";
    contact.transport = transport;
    contact.destination_port = port;
    contact.handshake = handshake;
    return contact;
}

TEST(BadInput, UnprovedSourcesAreJudgedTheSameAndLabelledInEachSentence) {
    StreamBuilder proved{event::Signal::parse("tcp/445"), 1};
    StreamBuilder unproved{event::Signal::parse("udp/1434"), 1};
    add_contacts(proved, contact_on(event::Transport::tcp, 445, event::Handshake::completed));
    add_contacts(unproved, contact_on(event::Transport::udp, 1434, event::Handshake::datagram));
    const auto one = at(proved.take("x", {}), start + days{12});
    const auto other = at(unproved.take("x", {}), start + days{12});
    ASSERT_EQ(one.findings.size(), other.findings.size());
    EXPECT_EQ(verdict_of(other, "onset"), "rise");
    EXPECT_EQ(one.events.size(), other.events.size());
    for (std::size_t i = 0; i < one.findings.size(); ++i) {
        EXPECT_EQ(other.findings[i].verdict, one.findings[i].verdict);
        EXPECT_EQ(other.findings[i].sentence, "Of unverified sources: " + one.findings[i].sentence);
        for (const auto& more : other.findings[i].more)
            EXPECT_TRUE(more.starts_with("Of unverified sources: ")) << more;
    }
}

// The flood comes as datagrams on a signal of its own: what is said of it is refused, and the proved signal beside it stays.
TEST(BadInput, AFloodOfForgedDatagramsIsWithheldInEveryFinding) {
    StreamBuilder alone{event::Signal::parse("tcp/445"), 1};
    StreamBuilder beside{event::Signal::parse("tcp/445"), 1};
    StreamBuilder flooded{event::Signal::parse("udp/1434"), 1, Taken::proved,
                          Payloads::in_families};
    const auto proved = contact_on(event::Transport::tcp, 445, event::Handshake::completed);
    const auto datagram = contact_on(event::Transport::udp, 1434, event::Handshake::datagram);
    add_contacts(alone, proved);
    add_contacts(beside, proved);
    add_contacts(flooded, datagram);
    core::Random random{4};
    event::Event forged{datagram};
    auto& drawn = std::get<event::Contact>(forged);
    for (int i = 0; i < 300'000; ++i) {
        drawn.seen_at = start + days{11} + std::chrono::milliseconds{100} * i;
        drawn.source = core::Address::v4(static_cast<std::uint32_t>(random.next()));
        flooded.add(forged);
        beside.add(forged);
    }
    const auto before = at(alone.take("x", {}), start + days{12});
    const auto after = at(beside.take("x", {}), start + days{12});
    for (std::size_t i = 0; i < before.findings.size(); ++i)
        EXPECT_EQ(finding_body(before.findings[i]), finding_body(after.findings[i]));

    const Stream stream = flooded.take("udp/1434", {});
    const auto moment = judge_moment(stream, "udp/1434", start + days{12}, runtime::Zone::utc());
    EXPECT_TRUE(moment.events.empty());
    EXPECT_TRUE(moment.growth_chart.empty());
    ASSERT_EQ(moment.findings.size(), 7u);
    for (const auto& finding : moment.findings) {
        EXPECT_EQ(finding.sentence, "Of unverified sources: withheld: forged sources.");
        EXPECT_TRUE(finding.verdict == "refused" || finding.verdict == "insufficient_data")
            << finding.question << ": " << finding.verdict;
        EXPECT_TRUE(finding.more.empty());
        EXPECT_FALSE(speaks(finding)) << finding.question;
        EXPECT_FALSE(tells_of_a_rise(finding)) << finding.question;
    }
    JudgeWindow window;
    window.to = start + days{12};
    for (const auto& line : judge_all(stream, window))
        for (const auto& sentence : sentences_of(line))
            EXPECT_TRUE(sentence.starts_with("Of unverified sources: ")) << sentence;
    const auto growth =
        boost::json::parse(judge(stream, *judgement_named("growth"), window)).as_object();
    EXPECT_EQ(growth.at("reasons").at(0).as_string(), "forged_sources");
    EXPECT_EQ(growth.at("proof").as_string(), "unverified");
    for (const auto& forecast : growth.at("forecast").as_array())
        EXPECT_EQ(forecast.at("refused").as_string(), "forged_sources");
}

// New hosts at an even pace for ten days, 40 an hour, that come back for a day each; nothing for eight hours, and no heartbeat that
// would say why. What follows is the old pace.
TEST(BadInput, EightHoursOfSilenceWithoutHeartbeatsAreNoSurgeEither) {
    for (const int silent_day : {7, 8, 9}) {
        StreamBuilder builder{std::nullopt, 1};
        const core::Time from = start + days{silent_day} + hours{6};
        const core::Time to = from + hours{8};
        core::Random random{static_cast<std::uint64_t>(silent_day)};
        for (std::uint32_t host = 0; host < 40 * 240; ++host) {
            core::Time when = start + minutes{60} * host / 40;
            const core::Time gone = when + days{1};
            while (when < std::min(gone, start + days{10})) {
                if (when < from || when >= to) builder.add({when, "a", address(host), {}, ""});
                when += minutes{120 + random.below(120)};
            }
        }
        const auto moment = at(builder.take("x", {}), start + days{10});
        EXPECT_TRUE(moment.events.empty()) << silent_day;
        EXPECT_EQ(verdict_of(moment, "onset"), "no_rise") << silent_day;
        EXPECT_FALSE(speaks(moment.findings[1])) << silent_day << ' ' << moment.findings[1].verdict;
        EXPECT_NE(verdict_of(moment, "dormancy"), "scan_then_sleep") << silent_day;
    }
}

TEST(BadInput, EightHoursWithoutAnySensorAreNeitherSleepNorTaperingNorASurge) {
    StreamBuilder builder{std::nullopt, 1};
    // 300 hosts that come back every three hours for 14 days; nobody listened for eight hours of the last day but one.
    const core::Time from = start + days{12} + hours{6};
    const core::Time to = from + hours{8};
    core::Random random{5};
    for (std::uint32_t host = 0; host < 300; ++host) {
        core::Time when = start + minutes{random.below(600)};
        while (when < start + days{14}) {
            if (when < from || when >= to) builder.add({when, "a", address(host), {}, ""});
            when += minutes{120 + random.below(120)};
        }
    }
    builder.uptime("a", {{start, from}, {to, start + days{14}}});
    const auto moment = at(builder.take("x", {}), start + days{14});
    EXPECT_TRUE(moment.events.empty());
    EXPECT_EQ(verdict_of(moment, "onset"), "no_rise");
    EXPECT_NE(verdict_of(moment, "growth"), "tapering");
    EXPECT_FALSE(speaks(moment.findings[1])) << moment.findings[1].verdict;
    EXPECT_NE(verdict_of(moment, "dormancy"), "scan_then_sleep");
    EXPECT_NE(verdict_of(moment, "dormancy"), "daily_off");
    EXPECT_NEAR(*moment.findings[1].coverage.share, 40.0 / 48, 0.01);
}

}  // namespace
}  // namespace hitme::console
