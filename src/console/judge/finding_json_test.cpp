// SPDX-License-Identifier: Apache-2.0
#include "console/judge/finding_json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace hitme::console {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2009-01-24T00:00:00Z");

Stream stream_of(const std::vector<std::pair<core::Duration, const char*>>& rows) {
    StreamBuilder builder{std::nullopt, 1};
    for (const auto& [after, source] : rows)
        builder.add({start + after, "a", core::Address::parse(source), {}, {}});
    return builder.take("story", {});
}

TEST(CountStream, CountsByTheDefinitions) {
    // One host in two hours, one new in the second; the first was there a day and a half before.
    const Stream stream = stream_of({{hours{0}, "192.0.2.1"},
                                     {hours{36}, "192.0.2.1"},
                                     {hours{37}, "192.0.2.1"},
                                     {hours{37} + minutes{1}, "192.0.2.1"},
                                     {hours{37} + minutes{2}, "192.0.2.2"},
                                     {hours{40}, "192.0.2.3"}});
    const auto counts = count_stream(stream, start + hours{36}, start + hours{40});
    EXPECT_EQ(counts.events, 4u);
    EXPECT_EQ(counts.hosts, 2u);
    EXPECT_EQ(counts.hourly_hosts, 3u);
    EXPECT_EQ(counts.new_hosts, 2u);
    EXPECT_EQ(counts.first_ever, 1u);
    EXPECT_EQ(counts.cumulative, 2u);
    EXPECT_EQ(counts.cumulative_since, start);
    ASSERT_EQ(counts.top.size(), 2u);
    EXPECT_EQ(counts.top[0].source.to_string(), "192.0.2.1");
    EXPECT_EQ(counts.top[0].events, 3u);
    // The log began 40 h before the end: warm after 24 of them. 192.0.2.3 comes after the window.
    EXPECT_EQ(counts.warm_at, start + hours{24});
    EXPECT_EQ(counts.new_hosts_after_warm_up, 2u);
    EXPECT_EQ(counts.active, 2u);
    EXPECT_EQ(counts.retired, 0u);
    ASSERT_EQ(counts.bins.size(), 4u);
    EXPECT_EQ(counts.bins[0].new_hosts, 1u);
    EXPECT_EQ(counts.bins[0].first_ever, 0u) << "it was seen 36 h earlier";
    EXPECT_EQ(counts.bins[1].events, 3u);
    EXPECT_EQ(counts.bins[1].hosts, 2u);
    EXPECT_EQ(counts.bins[1].new_hosts, 1u);
    EXPECT_EQ(counts.bins[1].first_ever, 1u);
    EXPECT_EQ(counts.bins[3].events, 0u);

    const auto json = boost::json::parse(counts_json(stream, counts, "s")).as_object();
    EXPECT_TRUE(json.at("proved").is_null());
    EXPECT_NEAR(json.at("repeat_share").as_double(), 1 - 2.0 / 3, 1e-9);
    // 4 h for 2 hosts; R: 240 / qgamma(c(.975, .025), c(3, 2)) = 33.22 and 990.9.
    const auto& interval = json.at("new_host_interval_min").as_object();
    EXPECT_NEAR(interval.at("value").to_number<double>(), 120, 1e-9);
    EXPECT_NEAR(interval.at("ci95").as_array()[0].to_number<double>(), 33.22, 0.05);
    EXPECT_NEAR(interval.at("ci95").as_array()[1].to_number<double>(), 990.9, 0.5);
}

TEST(CountStream, SaysWhoIsStillThere) {
    // A day is 24 h and exactly 24 h is seen; seven days without a sighting is retired.
    const Stream stream = stream_of({{hours{0}, "192.0.2.1"},
                                     {hours{24 * 7}, "192.0.2.2"},
                                     {hours{24 * 13}, "192.0.2.3"},
                                     {hours{24 * 13 + 23}, "192.0.2.4"}});
    const auto counts = count_stream(stream, start, start + hours{24 * 14});
    EXPECT_EQ(counts.cumulative, 4u);
    EXPECT_EQ(counts.active, 2u);
    EXPECT_EQ(counts.retired, 1u);
    const auto json = boost::json::parse(counts_json(stream, counts, "s")).as_object();
    EXPECT_EQ(json.at("bin_h").to_number<int>(), 1);
    EXPECT_EQ(json.at("bins").as_array().size(), 24u * 14);
    EXPECT_TRUE(json.at("bins").as_array()[23].at("warming_up").as_bool());
    EXPECT_FALSE(json.at("bins").as_array()[24].at("warming_up").as_bool());
    EXPECT_DOUBLE_EQ(json.at("top").as_array()[0].at("share").as_double(), 0.25);
    // Three months are days.
    EXPECT_EQ(count_stream(stream, start, start + hours{24 * 92}).bins.size(), 92u);
}

TEST(CountStream, OfNothingIsNothing) {
    const Stream stream = stream_of({});
    const auto json =
        boost::json::parse(counts_json(stream, count_stream(stream, start, start + hours{1}), {}));
    EXPECT_EQ(json.at("events").to_number<int>(), 0);
    EXPECT_TRUE(json.at("repeat_share").is_null());
    EXPECT_TRUE(json.at("cumulative_since").is_null());
}

TEST(FindingJson, GivesTimesOnTheStreamsOwnScaleToo) {
    StreamBuilder builder{std::nullopt, 1};
    const Stream stream = builder.take("s", start);
    analytics::OnsetFinding finding;
    finding.refusal = analytics::OnsetRefusal::none;
    finding.onset = start + minutes{90};
    finding.ci95 = analytics::OnsetInterval{start + minutes{60}, start + minutes{120}};
    const auto json = boost::json::parse(onset_json(stream, finding, "Since then.")).as_object();
    EXPECT_EQ(json.at("onset").as_string(), "2009-01-24T01:30:00Z");
    // Whole numbers, whatever their size: a reader of integers must not meet 5.4e+06.
    ASSERT_TRUE(json.at("onset_ms").is_int64());
    EXPECT_EQ(json.at("onset_ms").as_int64(), 5'400'000);
    EXPECT_EQ(json.at("ci95_ms").as_array()[1].to_number<double>(), 7'200'000);
    EXPECT_EQ(json.at("sentence").as_string(), "Since then.");
    EXPECT_TRUE(json.at("refusal").is_null());
    EXPECT_TRUE(json.at("shape").is_null());
    EXPECT_TRUE(json.at("alarm_at_ms").is_null());
}

TEST(FindingJson, WritesWhatIsUnboundedAsNull) {
    const Stream stream = stream_of({{hours{0}, "192.0.2.1"}, {hours{1}, "192.0.2.2"}});
    analytics::GrowthFinding finding;
    finding.loud_sources = {1};
    finding.verdict = analytics::GrowthVerdict::exponential;
    finding.doubling_h = {12.5, 9.0, std::nullopt};
    finding.excluded_sensors = {0, 9};
    const auto json = boost::json::parse(growth_json(stream, finding, {}, {})).as_object();
    EXPECT_EQ(json.at("verdict").as_string(), "exponential");
    EXPECT_EQ(json.at("doubling_h").to_number<double>(), 12.5);
    EXPECT_EQ(json.at("ci95").as_array()[0].to_number<double>(), 9.0);
    EXPECT_TRUE(json.at("ci95").as_array()[1].is_null());
    EXPECT_EQ(json.at("excluded_sensors").as_array()[1].as_string(), "9");
    EXPECT_EQ(json.at("loud_sources").as_array()[0].as_string(), "192.0.2.2");
    EXPECT_EQ(json.at("probabilities").as_object().size(), 5u);
    EXPECT_EQ(json.at("method").as_string(), "growth/1");
}

}  // namespace
}  // namespace hitme::console
