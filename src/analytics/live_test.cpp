// SPDX-License-Identifier: Apache-2.0
#include "analytics/live.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const core::Time start = *core::parse_time("2026-03-01T00:00:00Z");
constexpr LiveKey smb{1 << 16 | 445, 0, Proof::proved};
constexpr LiveKey smb_syn{1 << 16 | 445, 0, Proof::unproved};

core::Address v4(std::uint32_t value) {
    return core::Address::v4(value);
}

struct Heard {
    std::vector<std::string> bins;
    std::vector<std::string> alarms;
    std::uint64_t new_hosts = 0;
    Live::Sink sink() {
        return {[this](const LiveBin& bin) {
                    const auto& c = bin.counts;
                    std::string text = core::format_rfc3339(bin.from);
                    for (const auto count : {std::uint64_t{bin.key.signal}, c.events, c.hosts,
                                             c.hourly_hosts, c.new_hosts, c.first_ever})
                        text += " " + std::to_string(count);
                    bins.push_back(text + (bin.warm_up ? " warm" : ""));
                    new_hosts += c.new_hosts;
                },
                [this](const LiveAlarm& alarm) {
                    char score[64];
                    std::snprintf(score, sizeof score, " %a %a", alarm.alarm.at, alarm.alarm.score);
                    alarms.push_back(std::to_string(alarm.key.signal) + score +
                                     (alarm.withheld ? " withheld" : ""));
                }};
    }
};

LiveSettings settings() {
    LiveSettings made;
    made.from = start;
    made.secret = 77;
    return made;
}

// A log of `days` with daily returning hosts: in order of receipt, up to 20 minutes late.
std::vector<LiveSighting> made_log(std::uint64_t seed, int days, int events) {
    std::mt19937_64 random{seed};
    std::vector<LiveSighting> log;
    for (int i = 0; i < events; ++i) {
        LiveSighting one;
        one.at = start + seconds{random() % static_cast<std::uint64_t>(days * 86'400)};
        one.received = one.at + seconds{random() % 1'200};
        one.key = random() % 3 == 0 ? LiveKey{1 << 16 | 22, 0, Proof::proved} : smb;
        one.source =
            random() % 8 == 0
                ? *core::Address::parse("2001:db8:" + std::to_string(random() % 40) + "::1")
                : v4(static_cast<std::uint32_t>(random() % 400));
        log.push_back(one);
    }
    std::ranges::stable_sort(log, {}, &LiveSighting::received);
    return log;
}

// The definitions of analytics 2.2, worked out the slow way from a log in order of event time.
TEST(Live, CountsAreThoseOfTheDefinitions) {
    const auto log = made_log(1, 4, 6'000);
    Heard heard;
    Live live{settings(), heard.sink()};
    for (const auto& one : log) live.observe(one);
    live.advance(start + hours{24 * 4 + 2});
    EXPECT_EQ(live.totals().late, 0u);

    auto ordered = log;
    std::ranges::stable_sort(ordered, {}, &LiveSighting::at);
    std::map<core::Address, core::Time> last;
    std::map<core::Address, std::uint64_t> events;
    std::set<std::pair<core::Time, core::Address>> in_bin;
    std::set<std::pair<core::Time, core::Address>> in_hour;
    std::uint64_t new_hosts = 0;
    for (const auto& one : ordered) {
        if (!(one.key == smb)) continue;
        const auto source = one.source.source_key();
        const auto seen = last.find(source);
        if (seen == last.end() || one.at - seen->second > hours{24}) ++new_hosts;
        last[source] = one.at;
        ++events[source];
        in_bin.emplace(core::bin_of(one.at, live_bin), source);
        in_hour.emplace(core::bin_of(one.at, hours{1}), source);
    }
    const auto counts = live.counts(smb, start, start + hours{24 * 4});
    ASSERT_TRUE(counts);
    std::uint64_t all = 0;
    for (const auto& [source, count] : events) all += count;
    EXPECT_EQ(counts->events, all);
    EXPECT_EQ(counts->new_hosts, new_hosts);
    EXPECT_EQ(counts->first_ever, last.size());
    EXPECT_EQ(counts->hosts, in_bin.size());
    EXPECT_EQ(counts->hourly_hosts, in_hour.size());
    const auto state = live.state(smb);
    ASSERT_TRUE(state);
    EXPECT_FALSE(state->sketched);
    EXPECT_EQ(state->cumulative, static_cast<double>(last.size()));
    // Active: a sighting in the 288 bins before the last closed one's end.
    std::uint64_t active = 0;
    for (const auto& [source, at] : last) active += at >= live.closed_until() - hours{24} ? 1u : 0u;
    EXPECT_EQ(state->active, active);
    const auto top = live.top(smb, 5);
    ASSERT_EQ(top.size(), 5u);
    std::uint64_t most = 0;
    for (const auto& [source, count] : events) most = std::max(most, count);
    EXPECT_EQ(top[0].count, most);
    EXPECT_EQ(events[top[4].source.source_key()], top[4].count);
}

TEST(Live, ExactlyADayAgoIsSeen) {
    for (const auto& [gap, expected] :
         {std::pair{core::Duration{hours{24}}, 1}, std::pair{hours{24} + core::Duration{1}, 2}}) {
        Live live{settings()};
        live.observe({start, start, smb, v4(9)});
        live.observe({start + gap, start + gap, smb, v4(9)});
        live.advance(start + hours{30});
        EXPECT_EQ(live.counts(smb, start, start + hours{30})->new_hosts,
                  static_cast<std::uint64_t>(expected));
    }
}

TEST(Live, LateAndEarlyAreCountedAndInNoBin) {
    Live live{settings()};
    const auto now = start + hours{5};
    live.observe({now, now, smb, v4(1)});
    live.observe({now - minutes{36}, now, smb, v4(2)});      // its bin closed at the half hour
    live.observe({now - minutes{29}, now, smb, v4(3)});      // still open
    live.observe({now + minutes{61}, now, smb, v4(4)});      // a wrong clock
    live.observe({now, now + hours{24 * 365}, smb, v4(5)});  // ours jumped
    EXPECT_EQ(live.totals().late, 1u);
    EXPECT_EQ(live.totals().early, 2u);
    EXPECT_EQ(live.totals().taken, 2u);
    live.advance(now + hours{3});
    EXPECT_EQ(live.counts(smb, start, now + hours{3})->events, 2u);
}

TEST(Live, GoesOnFromItsStateBitForBit) {
    const auto log = made_log(5, 5, 8'000);
    Heard whole;
    Live straight{settings(), whole.sink()};
    straight.listening(start + hours{30}, 0.5);
    straight.listening(start + hours{40}, 1);
    for (const auto& one : log) straight.observe(one);
    straight.advance(start + hours{24 * 6});

    for (const std::size_t cut : {std::size_t{0}, log.size() / 3, log.size() - 1}) {
        Heard parts;
        Live before{settings(), parts.sink()};
        before.listening(start + hours{30}, 0.5);
        before.listening(start + hours{40}, 1);
        for (std::size_t i = 0; i < cut; ++i) before.observe(log[i]);
        core::ByteVector state;
        core::Writer out{state};
        before.save(out, cut);
        auto loaded = Live::load(state, parts.sink());
        ASSERT_TRUE(loaded) << loaded.error().field;
        EXPECT_EQ(loaded->log_position, cut);
        Live& after = loaded->live;
        for (std::size_t i = loaded->log_position; i < log.size(); ++i) after.observe(log[i]);
        after.advance(start + hours{24 * 6});
        EXPECT_EQ(parts.bins, whole.bins);
        EXPECT_EQ(parts.alarms, whole.alarms);
        EXPECT_EQ(after.totals(), straight.totals());
        EXPECT_EQ(after.top(smb, 100), straight.top(smb, 100));
        EXPECT_EQ(after.state(smb)->active, straight.state(smb)->active);
        EXPECT_EQ(after.state(smb)->cumulative, straight.state(smb)->cumulative);
    }
    // Every cut of a state is an error.
    Live small{settings()};
    small.observe({start, start, smb, v4(1)});
    core::ByteVector state;
    core::Writer out{state};
    small.save(out, 1);
    for (std::size_t length = 0; length < state.size(); length += length < 300 ? 1 : 997)
        EXPECT_FALSE(Live::load(core::Bytes{state}.first(length)));
    state[8] = 9;
    EXPECT_EQ(Live::load(state).error().fault, core::Fault::unsupported);
}

// Ten new hosts an hour for five days, then sixty: an alarm within two hours of the step, none before.
TEST(Live, RaisesOneAlarmForAStep) {
    std::mt19937_64 random{3};
    Heard heard;
    Live live{settings(), heard.sink()};
    std::vector<LiveSighting> log;
    std::uint32_t source = 1;
    std::exponential_distribution<double> gap{1};
    const double step = 5 * 24;
    for (double hour = 0; hour < step + 6;) {
        hour += gap(random) / (hour < step ? 10 : 60);
        const auto at = start + core::Duration{static_cast<std::int64_t>(hour * 3.6e12)};
        live.observe({at, at, smb, v4(source++)});
    }
    ASSERT_EQ(heard.alarms.size(), 1u);
    const double at = std::strtod(heard.alarms[0].c_str() + heard.alarms[0].find(' '), nullptr);
    const double rise = seconds_of(start) + step * 3'600;
    EXPECT_GT(at, rise);
    EXPECT_LT(at, rise + 7'200);
}

// Eight hours without any sensor: neither a surge of new hosts nor an alarm when they come back, for hosts that are seen
// every ten hours are not new by the rule.
TEST(Live, AnOutageOfEverySensorMakesNoNewHosts) {
    Heard heard;
    Live live{settings(), heard.sink()};
    live.listening(start + hours{96}, 0);
    live.listening(start + hours{104}, 1);
    std::uint32_t newcomer = 100'000;
    for (int minute = 0; minute < 6 * 1'440; ++minute) {
        const auto at = start + minutes{minute};
        if (at >= start + hours{96} && at < start + hours{104}) continue;
        live.observe({at, at, smb, v4(static_cast<std::uint32_t>(minute % 600))});
        if (minute % 6 == 0) live.observe({at, at, smb, v4(newcomer++)});
    }
    live.advance(start + hours{24 * 6 + 1});
    EXPECT_TRUE(heard.alarms.empty());
    const auto after = live.counts(smb, start + hours{104}, start + hours{112});
    EXPECT_EQ(after->new_hosts, 80u);  // ten newcomers an hour, as ever
}

// A flood of random forged sources: what stands on proved ones is the same to the last bit, and what is said of the unproved
// is withheld. bench_judge_live does it with ten million.
TEST(Live, AFloodOfForgedSourcesMovesNothingThatIsProved) {
    const auto log = made_log(8, 4, 3'000);
    const auto run = [&](std::uint64_t flood, Heard& heard) {
        std::mt19937_64 random{4};
        Live live{settings(), heard.sink()};
        std::uint64_t sent = 0;
        for (std::size_t i = 0; i < log.size(); ++i) {
            live.observe(log[i]);
            while (sent < flood * i / log.size()) {
                live.observe({log[i].received, log[i].received, smb_syn,
                              v4(static_cast<std::uint32_t>(random()))});
                ++sent;
            }
        }
        live.advance(start + hours{24 * 4 + 2});
        return live;
    };
    Heard quiet;
    Heard flooded;
    const Live without = run(0, quiet);
    const Live with = run(1'000'000, flooded);
    const auto until = start + hours{24 * 5};
    EXPECT_EQ(*with.counts(smb, start, until), *without.counts(smb, start, until));
    EXPECT_EQ(with.state(smb)->active, without.state(smb)->active);
    EXPECT_EQ(with.top(smb, 50), without.top(smb, 50));
    EXPECT_FALSE(with.state(smb)->withheld);
    const auto forged = with.state(smb_syn);
    ASSERT_TRUE(forged);
    EXPECT_TRUE(forged->withheld);
    EXPECT_NEAR(forged->spoofed_share, 1, 0.05);  // 13.8 % of the space is reserved
    for (const auto& alarm : flooded.alarms) EXPECT_TRUE(alarm.ends_with("withheld")) << alarm;
}

TEST(Live, PastItsLimitsItEstimatesAndSaysSo) {
    auto small = settings();
    small.most_pairs = 110'000;
    small.most_signals = 2;
    Live live{small};
    std::uint32_t source = 0;
    for (int minute = 0; minute < 3 * 1'440; ++minute)
        for (int i = 0; i < 50; ++i) {
            const auto at = start + minutes{minute};
            live.observe({at, at, smb, v4(source++)});
        }
    live.observe({start + hours{72}, start + hours{72}, smb_syn, v4(1)});
    live.observe({start + hours{72}, start + hours{72}, {22, 0, Proof::proved}, v4(1)});
    live.advance(start + hours{73});
    EXPECT_EQ(live.totals().over_signals, 1u);
    const auto state = live.state(smb);
    EXPECT_TRUE(state->sketched);
    EXPECT_NEAR(state->cumulative / source, 1, 0.025);
    EXPECT_LT(live.pairs(), 2 * small.most_pairs + 1);
    EXPECT_EQ(live.counts(smb, start, start + hours{73})->new_hosts, source);
}

}  // namespace
}  // namespace hitme::analytics
