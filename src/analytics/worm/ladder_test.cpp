// SPDX-License-Identifier: Apache-2.0
#include "analytics/worm/ladder.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

LadderInput quiet() {
    LadderInput input;
    input.events = 105;
    input.expected_events = 100;
    input.sources = 22;
    input.expected_sources = 20;
    input.median_probes_per_source = 2;
    input.signal = "445";
    return input;
}

// C-23: 300 sources in 40 AS, 1 to 3 probes, the same bytes.
LadderInput same_bytes() {
    auto input = quiet();
    input.events = 600;
    input.sources = 300;
    input.payload_sources = 300;
    input.common_sources = 300;
    input.common_networks = 40;
    return input;
}

TEST(Ladder, StaysDownOnBackground) {
    const auto finding = judge_ladder(quiet());
    EXPECT_EQ(finding.level, WormLevel::background);
    EXPECT_EQ(finding.rungs.size(), 5u);
    EXPECT_EQ(judge_ladder({}).level, WormLevel::background);
}

TEST(Ladder, CallsOneHeavyScannerVolume) {
    auto input = quiet();
    input.events = 20000;
    input.sources = 21;
    EXPECT_EQ(judge_ladder(input).level, WormLevel::volume);
}

TEST(Ladder, CallsManySourcesOfOnePayloadL3AndOfManyL2) {
    EXPECT_EQ(judge_ladder(same_bytes()).level, WormLevel::payload);
    auto mixed = same_bytes();
    mixed.common_sources = 60;
    EXPECT_EQ(judge_ladder(mixed).level, WormLevel::sources);
    auto one_network = same_bytes();
    one_network.common_networks = 4;
    EXPECT_EQ(judge_ladder(one_network).level, WormLevel::sources);
    auto few_but_loud = same_bytes();
    few_but_loud.median_probes_per_source = 400;
    EXPECT_EQ(judge_ladder(few_but_loud).level, WormLevel::volume);
}

TEST(Ladder, NamesAFamilyFromL3OnAndOnlyWithItsSignature) {
    auto input = same_bytes();
    EXPECT_EQ(judge_ladder(input).called, "445 scanning");
    input.signature = "Conficker";
    EXPECT_EQ(judge_ladder(input).family, "Conficker");
    EXPECT_EQ(judge_ladder(input).called, "worm Conficker");
    input.common_sources = 60;
    EXPECT_FALSE(judge_ladder(input).family);
    EXPECT_EQ(judge_ladder(input).called, "445 scanning");
    EXPECT_EQ(judge_ladder(input).sentence.find("worm"), std::string::npos);
}

TEST(Ladder, ClimbsRungByRung) {
    auto input = same_bytes();
    input.targets_that_scan = 2;
    EXPECT_EQ(judge_ladder(input).level,
              WormLevel::payload);  // L5 without L4 is evidence, no level
    EXPECT_TRUE(judge_ladder(input).rungs.back().met);
    input.exploit_sources = 280;
    input.exploit_networks = 38;
    EXPECT_EQ(judge_ladder(input).level, WormLevel::targets_scan);
    input.targets_that_scan = 0;
    input.before = WormLevel::payload;
    EXPECT_EQ(judge_ladder(input).level, WormLevel::exploit);
    EXPECT_EQ(judge_ladder(input).direction, LadderDirection::rising);
}

// 40 against 20: 40 ln 2 - 20 = 7.73, above 5.414; at phi 2 it is 3.86. 39 against 20 is no doubling.
TEST(Ladder, AsksForMoreThanNoise) {
    auto input = quiet();
    input.sources = 40;
    EXPECT_EQ(judge_ladder(input).level, WormLevel::sources);
    input.source_dispersion = 2;
    EXPECT_EQ(judge_ladder(input).level, WormLevel::background);
    input.source_dispersion = 1;
    input.sources = 39;
    EXPECT_EQ(judge_ladder(input).level, WormLevel::background);
}

}  // namespace
}  // namespace hitme::analytics
