// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/onset.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
const core::Time t0{};
const core::Time rise = t0 + hours{175} + minutes{13};

/// Every 7.5 minutes until the rise, then every 90 seconds.
OnsetInput example() {
    OnsetInput input;
    input.from = t0;
    input.watch_from = t0 + hours{144};
    input.now = t0 + hours{190};
    for (core::Time at = t0 + minutes{2}; at < rise; at += std::chrono::seconds{450})
        input.new_hosts.push_back(at);
    for (core::Time at = rise; at < input.now; at += std::chrono::seconds{90})
        input.new_hosts.push_back(at);
    return input;
}

TEST(Onset, FindsTheMinuteOfAStep) {
    const auto finding = judge_onset(example());
    ASSERT_EQ(finding.refusal, OnsetRefusal::none);
    ASSERT_TRUE(finding.onset);
    EXPECT_LE(std::chrono::abs(*finding.onset - rise), minutes{5});
    EXPECT_LE(finding.ci95->low, rise);
    EXPECT_GE(finding.ci95->high, rise - minutes{1});
    EXPECT_EQ(finding.shape, OnsetShape::step);
    EXPECT_NEAR(*finding.baseline_per_h, 8, 0.1);
    EXPECT_NEAR(*finding.excess_per_h, 32, 2);
    EXPECT_EQ(*finding.judged_at, *finding.alarm_at + hours{2});
}

// 24 hosts in ten minutes, nine hours before the rise: an alarm of chance must not give the rise its date.
TEST(Onset, AChanceAlarmDoesNotDateTheRiseAfterIt) {
    auto input = example();
    const core::Time chance = rise - hours{9};
    for (int i = 0; i < 24; ++i) input.new_hosts.push_back(chance + std::chrono::seconds{25 * i});
    const auto finding = judge_onset(input);
    ASSERT_EQ(finding.refusal, OnsetRefusal::none);
    EXPECT_LE(*finding.alarm_at, chance + minutes{20});
    EXPECT_GE(*finding.dated_alarm_at, rise);
    EXPECT_LE(std::chrono::abs(*finding.onset - rise), minutes{5});
    // With the worm gone, the small one keeps its own date.
    std::erase_if(input.new_hosts, [&](core::Time at) { return at >= rise; });
    for (core::Time at = rise; at < input.now; at += std::chrono::seconds{450})
        input.new_hosts.push_back(at);
    const auto alone = judge_onset(input);
    EXPECT_EQ(alone.dated_alarm_at, alone.alarm_at);
    EXPECT_EQ(alone.alarm_at, finding.alarm_at);
}

// Growth raises one alarm after another; its date stays that of the first.
TEST(Onset, GrowthKeepsTheDateOfItsFirstAlarm) {
    auto input = example();
    std::erase_if(input.new_hosts, [&](core::Time at) { return at >= rise; });
    // Doubling every three hours from 4 an hour above the 8: the k-th host at 3 h x log2(1 + k ln 2 / 12).
    for (int k = 1; k < 2000; ++k) {
        const double after = 3 * std::log2(1 + k * std::log(2.0) / 12);
        const auto at = rise + std::chrono::seconds{static_cast<int>(after * 3600)};
        if (at < input.now) input.new_hosts.push_back(at);
    }
    for (core::Time at = rise; at < input.now; at += std::chrono::seconds{450})
        input.new_hosts.push_back(at);
    const auto finding = judge_onset(input);
    EXPECT_GE(finding.alarms, 2u);
    EXPECT_EQ(finding.dated_alarm_at, finding.alarm_at);
}

TEST(Onset, DoesNotMindTheOrder) {
    auto input = example();
    const auto ordered = judge_onset(input);
    std::reverse(input.new_hosts.begin(), input.new_hosts.end());
    EXPECT_EQ(judge_onset(input).onset, ordered.onset);
}

TEST(Onset, RefusesByName) {
    auto input = example();
    input.new_hosts.clear();
    EXPECT_EQ(judge_onset(input).refusal, OnsetRefusal::no_alarm);
    EXPECT_EQ(judge_onset({}).refusal, OnsetRefusal::no_alarm);
    input.new_hosts.push_back(t0 + hours{150});
    EXPECT_FALSE(judge_onset(input).alarm_at);

    input = example();
    input.sensor_changes = {rise};
    auto finding = judge_onset(input);
    EXPECT_EQ(finding.refusal, OnsetRefusal::sensor_change);
    EXPECT_TRUE(finding.alarm_at);
    EXPECT_FALSE(finding.onset);

    input = example();
    input.from = rise - hours{40};
    input.watch_from = rise - hours{12};
    finding = judge_onset(input);
    EXPECT_TRUE(finding.alarm_at);
    EXPECT_EQ(finding.refusal, OnsetRefusal::short_baseline);

    // Bursts of forty in every sixth hour: no such thing as a level and a daily cycle.
    input = example();
    for (int hour = 0; hour < 175; hour += 5) {
        for (int i = 0; i < 80; ++i)
            input.new_hosts.push_back(t0 + hours{hour} + std::chrono::seconds{i * 40});
    }
    for (int i = 0; i < 3000; ++i) input.new_hosts.push_back(rise + std::chrono::seconds{i});
    finding = judge_onset(input);
    EXPECT_TRUE(finding.alarm_at);
    EXPECT_EQ(finding.refusal, OnsetRefusal::unfit_baseline);
}

TEST(Onset, AClockErrorWidensTheInterval) {
    auto input = example();
    const auto sure = judge_onset(input);
    input.clock_error = minutes{10};
    const auto unsure = judge_onset(input);
    EXPECT_NEAR(std::chrono::duration<double>(unsure.ci95->high - sure.ci95->high).count(), 600,
                60);
    EXPECT_NEAR(std::chrono::duration<double>(sure.ci95->low - unsure.ci95->low).count(), 600, 60);
}

TEST(Onset, LeavesFutureTimesOut) {
    auto input = example();
    const auto before = judge_onset(input);
    for (int i = 0; i < 1000; ++i) input.new_hosts.push_back(input.now + hours{i + 1});
    EXPECT_EQ(judge_onset(input).onset, before.onset);
}

// The nine published streams: an alarm wherever the oracle raised one, and the true onset in no fewer of the intervals than
// the oracle's (six: these streams are weak).
TEST(Onset, HoldsOnThePublishedStreams) {
    const auto folder = std::filesystem::path{HITME_SHARED_DIR} / "datasets/synthetic";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared data sets";
    std::stringstream text;
    text << std::ifstream{folder / "truth.json"}.rdbuf();
    const auto truth = boost::json::parse(text.str()).as_object();
    int streams = 0;
    int held = 0;
    int held_by_oracle = 0;
    for (const auto& [name, entry] : truth) {
        if (!name.starts_with("onset-")) continue;
        ++streams;
        SCOPED_TRACE(std::string{name});
        OnsetInput input;
        input.from = t0;
        input.watch_from = t0 + std::chrono::milliseconds{entry.at("watch_from_ms").as_int64()};
        input.now = t0 + std::chrono::milliseconds{entry.at("now_ms").as_int64()};
        gzFile file = gzopen((folder / (std::string{name} + ".csv.gz")).c_str(), "rb");
        char row[64];
        while (gzgets(file, row, sizeof row) != nullptr) {
            if (row[0] != 't')
                input.new_hosts.push_back(t0 + std::chrono::milliseconds{std::atoll(row)});
        }
        gzclose(file);
        const auto finding = judge_onset(input);
        ASSERT_TRUE(finding.alarm_at);
        if (!finding.ci95) continue;
        const double onset = entry.at("truth").at("tau").to_number<double>();
        const bool inside =
            seconds_of(finding.ci95->low) <= onset && onset <= seconds_of(finding.ci95->high);
        held += inside ? 1 : 0;
        const auto& oracle = entry.at("oracle").at("onset").at("ci95");
        const bool known =
            oracle.at(0).to_number<double>() <= onset && onset <= oracle.at(1).to_number<double>();
        held_by_oracle += known ? 1 : 0;
    }
    EXPECT_EQ(streams, 9);
    EXPECT_GE(held, held_by_oracle);
}

// After an alarm the monitor is silent for six hours, so no two alarms lie closer.
TEST(Onset, ListsEveryAlarmOfTheWatchedTime) {
    auto input = example();
    input.now = t0 + hours{300};
    const auto finding = judge_onset(input);
    ASSERT_EQ(finding.alarms_at.size(), finding.alarms);
    ASSERT_GE(finding.alarms, 2u);  // the rise goes on, and six hours later it is still one
    EXPECT_EQ(finding.alarms_at.front(), *finding.alarm_at);
    for (std::size_t i = 1; i < finding.alarms_at.size(); ++i)
        EXPECT_GE(finding.alarms_at[i] - finding.alarms_at[i - 1], hours{6});
    EXPECT_TRUE(judge_onset({}).alarms_at.empty());
}

/// Times at which a source was new by the 24-hour rule, of one TCP port of the published log: plainly, by a map.
std::vector<core::Time> new_hosts_of_marx(const std::string& path, const std::string& port) {
    std::vector<std::pair<core::Time, std::string>> sightings;
    gzFile file = gzopen(path.c_str(), "rb");
    char row[256];
    while (gzgets(file, row, sizeof row) != nullptr) {
        std::vector<std::string> cells;
        std::istringstream line(row);
        for (std::string cell; std::getline(line, cell, ',');) cells.push_back(cell);
        if (cells.size() < 7 || cells[3] != "TCP") continue;
        cells[6].erase(cells[6].find_last_not_of("\r\n") + 1);
        const auto at = core::parse_time(cells[0]);
        if (cells[6] == port && at) sightings.emplace_back(*at, cells[2]);
    }
    gzclose(file);
    std::ranges::sort(sightings);
    std::map<std::string, core::Time> last;
    std::vector<core::Time> fresh;
    for (const auto& [at, source] : sightings) {
        const auto [known, first] = last.try_emplace(source, at);
        if (first || at - known->second > hours{24}) fresh.push_back(at);
        known->second = at;
    }
    return fresh;
}

// The four cases of the real log: an alarm where the oracle raised one and none on its two quiet fortnights; the onset's
// interval meets the oracle's, and the shape is its shape.
TEST(Onset, AgreesWithTheOracleOnTheRealLog) {
    const auto folder = std::filesystem::path{HITME_SHARED_DIR} / "datasets";
    const auto log = folder / "marx/marx-until-2013-06-15.csv.gz";
    if (!std::filesystem::exists(log)) GTEST_SKIP() << "no shared data sets";
    std::stringstream text;
    text << std::ifstream{folder / "expected.json"}.rdbuf();
    const auto published = boost::json::parse(text.str());
    const auto& cases = published.at("marx_until_2013_06_15").at("onset").as_object();
    ASSERT_EQ(cases.size(), 4u);
    const auto time_in = [](const boost::json::value& value) {
        return *core::parse_time(std::string_view{value.as_string()});
    };
    int refused = 0;
    for (const auto& [name, expected] : cases) {
        SCOPED_TRACE(std::string{name});
        OnsetInput input;
        const std::string port{name.substr(4, name.find('_', 4) - 4)};
        input.new_hosts = new_hosts_of_marx(log.string(), port);
        ASSERT_GT(input.new_hosts.size(), 500u);
        // The log's first day is all new hosts.
        input.from = *core::parse_time("2013-03-05 00:00:00");
        input.watch_from = time_in(expected.at("watched").at(0));
        input.now = time_in(expected.at("watched").at(1));
        const auto finding = judge_onset(input);
        if (expected.at("alarm").is_null()) {
            EXPECT_EQ(finding.alarms, 0u);
            continue;
        }
        ASSERT_TRUE(finding.alarm_at);
        const auto low = time_in(expected.at("ci95").at(0));
        const auto high = time_in(expected.at("ci95").at(1));
        // Both say what was known two hours after their own alarm, which is minutes apart.
        EXPECT_LE(std::chrono::abs(*finding.alarm_at - time_in(expected.at("alarm"))), hours{1});
        if (finding.refusal == OnsetRefusal::unfit_baseline) {
            // The oracle refuses nothing; analytics methods 2.4 do: the last clean day was not clean.
            ++refused;
            std::vector<double> times;
            for (const auto at : input.new_hosts)
                if (at >= input.from) times.push_back(seconds_of(at));
            const double alarm = seconds_of(*finding.alarm_at);
            const double base_end = alarm - 36 * hour_seconds;
            const auto fit =
                fit_intensity(count_in_bins(times, seconds_of(input.from), base_end, 300));
            const auto posterior =
                onset_posterior(times, base_end, alarm, alarm + 2 * hour_seconds, fit);
            EXPECT_LE(posterior.low, seconds_of(high));
            EXPECT_GE(posterior.high, seconds_of(low));
            continue;
        }
        ASSERT_TRUE(finding.ci95) << name_of(finding.refusal);
        EXPECT_LE(finding.ci95->low, high);
        EXPECT_GE(finding.ci95->high, low);
        EXPECT_LE(std::chrono::abs(*finding.onset - time_in(expected.at("onset"))), minutes{15});
        EXPECT_EQ(name_of(*finding.shape), std::string_view{expected.at("shape").as_string()});
    }
    EXPECT_LE(refused, 1);
}

TEST(Onset, AnAlarmInTheFirstHoursHasNoBaseline) {
    OnsetInput input;
    input.from = *core::parse_time("2013-03-05T00:00:00Z");
    input.watch_from = input.from - hours{6};
    input.now = input.from + hours{6};
    for (int i = 0; i < 600; ++i)
        input.new_hosts.push_back(input.from + std::chrono::seconds{10 * i});
    const auto finding = judge_onset(input);
    if (finding.alarm_at) {
        EXPECT_EQ(finding.refusal, OnsetRefusal::short_baseline);
    }
}

}  // namespace
}  // namespace hitme::analytics
