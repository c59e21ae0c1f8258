// SPDX-License-Identifier: Apache-2.0
#include "analytics/population/population.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

// Moore et al. 2004 as recomputed in the analytics methods, 1.1: at 10 probes/s a /8 sees a host with 95 % in 77 s, a /16 in
// 5.5 h, a /24 in 58 days. 2.1: 0.002 sightings an hour on 256 addresses.
TEST(Population, KnowsWhatATelescopeSees) {
    EXPECT_NEAR(*hours_until_seen(sightings_per_hour(10, 1 << 24), 0.95) * 3600, 77, 0.5);
    EXPECT_NEAR(*hours_until_seen(sightings_per_hour(10, 1 << 16), 0.95), 5.5, 0.05);
    EXPECT_NEAR(*hours_until_seen(sightings_per_hour(10, 256), 0.95) / 24, 58, 0.5);
    EXPECT_NEAR(sightings_per_hour(10, 256), 0.002, 0.0002);
    EXPECT_NEAR(chance_of_sighting(sightings_per_hour(10, 1 << 24), 77.0 / 3600), 0.95, 0.001);
    // C-33: N = 20 and r = 5/s, a revisit every 11,900 h: 2^32 / (3600 x 5 x 20) = 11,930.5.
    EXPECT_NEAR(1 / sightings_per_hour(5, 20), 11930.46, 0.01);
    // A quarter of the space scanned: four times as often.
    EXPECT_DOUBLE_EQ(sightings_per_hour(5, 20, 0.25), 4 * sightings_per_hour(5, 20));
    EXPECT_EQ(sightings_per_hour(0, 20), 0);
    EXPECT_FALSE(hours_until_seen(0, 0.95));
    EXPECT_FALSE(hours_until_seen(1, 1));
    EXPECT_EQ(chance_of_sighting(1, -1), 0);
}

// C-31: 1 new host / 300 s and N = 20: 2^32 / (300 x 20) = 715,827.88 probes/s worldwide, a quarter of it at q = 1/4.
TEST(Population, CountsTheProbesOfTheWorld) {
    PopulationInput input;
    input.sightings = 288;
    input.exposure = hours{24};
    input.addresses = 20;
    auto finding = estimate_population(input);
    ASSERT_TRUE(finding.probes_per_second_worldwide);
    EXPECT_NEAR(finding.probes_per_second_worldwide->value, 4294967296.0 / 6000, 1e-6);
    EXPECT_EQ(finding.refusal, PopulationRefusal::no_scan_rate);
    EXPECT_FALSE(finding.hosts);
    EXPECT_TRUE(finding.sensitivity.empty());
    EXPECT_EQ(finding.sentence.substr(0, 26), "716,000 probes/s worldwide");
    EXPECT_NE(finding.sentence.find("not estimated"), std::string::npos);
    input.share_scanned = 0.25;
    finding = estimate_population(input);
    EXPECT_NEAR(finding.probes_per_second_worldwide->value, 4294967296.0 / 24000, 1e-6);
    EXPECT_EQ(finding.sentence.substr(0, 7), "179,000");
}

// By hand: 715,827.88 / 5 = 143,165.6 hosts; at 2/s 357,913.9, at 10/s 71,582.8. Garwood for 288: rate from 255.69 to
// 323.26 in 24 h (gamma quantiles by Wilson and Hilferty: k (1 - 1/9k -+ 1.96/(3 sqrt k))^3 of 288 and 289), so low = 2^32/20 x 255.69/86400 / 10.
TEST(Population, PutsARangeOnTheHosts) {
    PopulationInput input;
    input.sightings = 288;
    input.exposure = hours{24};
    input.addresses = 20;
    input.probes_per_second = {{2, 5, 10}};
    const auto finding = estimate_population(input);
    ASSERT_TRUE(finding.hosts);
    EXPECT_NEAR(finding.hosts->value, 143165.6, 0.1);
    EXPECT_NEAR(finding.hosts->low, 4294967296.0 / 20 * 255.69 / 86400 / 10, 20);
    EXPECT_NEAR(finding.hosts->high, 4294967296.0 / 20 * 323.26 / 86400 / 2, 100);
    ASSERT_EQ(finding.sensitivity.size(), 9u);
    EXPECT_NEAR(finding.sensitivity[0].hosts, 357913.9, 0.1);
    EXPECT_NEAR(finding.sensitivity[2].hosts, 71582.8, 0.1);
    EXPECT_EQ(finding.sensitivity[8].share_scanned, 0.25);
    EXPECT_NEAR(finding.sensitivity[8].hosts, 71582.8 / 4, 0.1);
    EXPECT_NE(finding.assumptions[1].find("NAT"), std::string::npos);
    EXPECT_NE(finding.sentence.find("143,000 addresses"), std::string::npos);
}

TEST(Population, RefusesByName) {
    PopulationInput input;
    EXPECT_EQ(estimate_population(input).refusal, PopulationRefusal::no_exposure);
    input.exposure = hours{1};
    EXPECT_EQ(estimate_population(input).refusal, PopulationRefusal::no_exposure);
    input.addresses = 20;
    input.share_scanned = 0;
    EXPECT_EQ(estimate_population(input).refusal, PopulationRefusal::bad_share);
    input.share_scanned = 1;
    input.probes_per_second = {{5, 2, 10}};
    EXPECT_EQ(estimate_population(input).refusal, PopulationRefusal::bad_scan_rate);
    EXPECT_FALSE(estimate_population(input).hosts);
    // Nothing seen in an hour: at most 3.689 (-ln 0.025), which is a limit and no estimate.
    input.probes_per_second = {{5, 5, 5}};
    const auto none = estimate_population(input);
    EXPECT_EQ(none.hosts->value, 0);
    EXPECT_EQ(none.hosts->low, 0);
    EXPECT_NEAR(none.hosts->high, 4294967296.0 / 20 * 3.688879 / 3600 / 5, 1);
}

TEST(Population, SaysWhoseCurveTheNewcomersDraw) {
    EXPECT_NEAR(*repeat_share(95, 100), 0.05, 1e-12);
    EXPECT_FALSE(repeat_share(0, 0));
    EXPECT_EQ(newcomers_show(0.05), NewcomersShow::population);
    EXPECT_EQ(newcomers_show(0.3), NewcomersShow::mixture);
    EXPECT_EQ(newcomers_show(0.6), NewcomersShow::infection);
}

TEST(Population, GivesPublishedSizesAsRangesWithTheirSources) {
    for (const auto& size : published_sizes()) {
        EXPECT_LT(size.low, size.high);
        EXPECT_FALSE(size.source.empty());
    }
    EXPECT_EQ(published_sizes().size(), 2u);
}

}  // namespace
}  // namespace hitme::analytics
