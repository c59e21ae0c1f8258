// SPDX-License-Identifier: Apache-2.0
#include "console/judge/sentences.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using std::chrono::hours;

const core::Time friday = *core::parse_time("2009-01-23T14:25:00Z");

TEST(Sentences, TellAnOnsetInTheReadersZone) {
    analytics::OnsetFinding finding;
    finding.refusal = analytics::OnsetRefusal::none;
    finding.alarm_at = friday + hours{3};
    finding.onset = friday;
    finding.ci95 = analytics::OnsetInterval{friday - hours{1}, friday + hours{1}};
    finding.shape = analytics::OnsetShape::step;
    finding.baseline_per_h = 6.74;
    finding.excess_per_h = 12.2;
    EXPECT_EQ(
        sentence_of(finding, *runtime::Zone::find("America/New_York")),
        "Visible onset: Fri 2009-01-23 9:25 AM EST (95 %: Fri 2009-01-23 8:25 AM EST to Fri "
        "2009-01-23 10:25 AM EST), shape: step. Alarm at Fri 2009-01-23 12:25 PM EST. New hosts "
        "an hour before: 6.7; above that since: 12.");
}

TEST(Sentences, AnOnsetSaysNoShapeOfGrowthWhichIsTheGrowthFindings) {
    analytics::OnsetFinding finding;
    finding.refusal = analytics::OnsetRefusal::none;
    finding.alarm_at = finding.onset = friday;
    finding.ci95 = analytics::OnsetInterval{friday - hours{1}, friday + hours{1}};
    for (const auto shape : {analytics::OnsetShape::ramp, analytics::OnsetShape::exponential}) {
        finding.shape = shape;
        const auto text = sentence_of(finding, runtime::Zone::utc());
        EXPECT_NE(text.find("3:25 PM UTC). Alarm"), std::string::npos) << text;
        EXPECT_EQ(text.find("shape"), std::string::npos) << text;
    }
}

TEST(Sentences, SayWhyThereIsNoOnset) {
    analytics::OnsetFinding finding;
    finding.threshold = 8.5;
    EXPECT_EQ(sentence_of(finding, runtime::Zone::utc()),
              "No rise of new hosts stands out (threshold 8.5).");
    finding.alarm_at = friday;
    finding.refusal = analytics::OnsetRefusal::short_baseline;
    EXPECT_NE(sentence_of(finding, runtime::Zone::utc())
                  .find("cannot be said: less than 72 h were watched before it."),
              std::string::npos);
}

TEST(Sentences, TellAForecastWithItsRivalsAndItsRefusal) {
    analytics::Forecast forecast;
    forecast.at = friday;
    forecast.bin = hours{1};
    forecast.hosts = {93, 110, 134, 159, 228};
    forecast.if_linear.q500 = 120;
    forecast.if_exponential.q500 = 300;
    const std::string text = sentence_of(forecast, runtime::Zone::utc());
    EXPECT_NE(text.find("134 hosts in 1.0 h (95 %: 93 to 228); 120 if it stays linear, 300 if "
                        "exponential. Assumes present conditions, full sensors."),
              std::string::npos)
        << text;
    forecast.refused = analytics::ForecastRefusal::window_under_a_day;
    EXPECT_NE(sentence_of(forecast, runtime::Zone::utc()).find("refused, window under a day."),
              std::string::npos);
}

TEST(Sentences, TellCountsWithTheirWindow) {
    StreamCounts counts;
    counts.from = friday;
    counts.to = friday + hours{6};
    counts.new_hosts = 95;
    counts.hosts = 190;
    // R: 360 / 95; 360 / qgamma(c(.975, .025), c(96, 95)) = 3.10 and 4.68
    EXPECT_EQ(sentence_of(counts), "95 new hosts, every 3.8 min (3.1-4.7), of 190 seen in 6.0 h.");
}

TEST(Sentences, TellNoIntervalOfOneContact) {
    StreamCounts counts;
    counts.from = friday;
    counts.to = friday + core::Duration{1};  // a log that ends with its only contact
    counts.new_hosts = 1;
    counts.hosts = 1;
    EXPECT_EQ(sentence_of(counts),
              "1 new host, at one moment, which is no interval, of 1 seen then.");
    counts.to = friday + hours{24};
    counts.hosts = 3;
    EXPECT_EQ(sentence_of(counts),
              "1 new host, once in 24 h, too few for an interval, of 3 seen in 24 h.");
}

TEST(Sentences, TellTheVerifiedCountsFirst) {
    StreamCounts counts;
    counts.from = friday;
    counts.to = friday + hours{6};
    counts.new_hosts = 300'095;
    counts.hosts = 300'190;
    counts.proved = {190, 95};
    // 21,600 s / 300,000 = 0.072 s
    EXPECT_EQ(sentence_of(counts),
              "Of verified sources: 95 new hosts, every 3.8 min (3.1-4.7), of 190 seen in 6.0 h. "
              "Of unverified sources, whose addresses may be forged: 300000 new hosts, every 0.072 "
              "s (0.072-0.072), of 300000 seen in 6.0 h.");
}

TEST(Sentences, TellGroupsOrThatThereAreNone) {
    EXPECT_EQ(sentence_of(std::span<const analytics::Group>{}, runtime::Zone::utc()),
              "No group of sources began together beyond chance.");
    analytics::Group group;
    group.members = {1, 2, 3, 4, 5};
    group.fingerprint = "192.0.2.0/24";
    group.started = friday;
    const std::vector<analytics::Group> groups{group};
    EXPECT_EQ(sentence_of(groups, runtime::Zone::utc()),
              "1 group of sources began together beyond chance; the surest: 5 of 192.0.2.0/24 from "
              "Fri 2009-01-23 2:25 PM UTC on.");
}

}  // namespace
}  // namespace hitme::console
