// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/onset.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

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

}  // namespace
}  // namespace hitme::analytics
