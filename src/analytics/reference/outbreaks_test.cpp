// SPDX-License-Identifier: Apache-2.0
#include "analytics/reference/outbreaks.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

const ReferenceOutbreak& conficker() {
    return reference_outbreaks().front();
}

// Analytics methods 1.1: 3,000 to 115,000 in 15 h is 5.26 doublings, 2.85 h each.
TEST(Outbreaks, TakesConfickersPaceFromItsTwoPublishedPoints) {
    const auto minutes = doubling_minutes(3000, 115000, 15 * 60);
    ASSERT_TRUE(minutes);
    EXPECT_NEAR(15 * 60 / *minutes, 5.26, 0.005);
    EXPECT_NEAR(*minutes / 60, 2.85, 0.005);
    EXPECT_NEAR(*conficker().doubling_minutes, *minutes, 0.05);
    EXPECT_FALSE(doubling_minutes(10, 10, 5));
    EXPECT_FALSE(doubling_minutes(0, 10, 5));
}

// C-26: 4.0 d against 171 min = 34 times slower (5,760 / 171 = 33.7).
TEST(Outbreaks, TurnsNastyIntoANumber) {
    const auto all = compare_with_outbreaks({96, 80, std::nullopt});
    ASSERT_EQ(all.size(), 5u);
    EXPECT_EQ(all.front().reference, &conficker());
    EXPECT_NEAR(all.front().ratio, 33.7, 0.05);
    EXPECT_NEAR(*all.front().low, 80 * 60 / 171.0, 0.05);
    EXPECT_FALSE(all.front().high);
    EXPECT_EQ(all.front().sentence.substr(0, 33), "34 times slower than Conficker A ");
    // Slammer: 345,600 s / 8.5 s = 40,659, the farthest of all.
    EXPECT_EQ(all.back().reference->name, "Slammer");
    EXPECT_NEAR(all.back().ratio, 40659, 1);
}

TEST(Outbreaks, SaysFasterAndAlikeToo) {
    const auto fast = compare_with_outbreaks({0.5, std::nullopt, std::nullopt});
    for (const auto& one : fast) {
        if (one.reference != &conficker()) continue;
        EXPECT_NE(one.sentence.find("5.7 times faster"), std::string::npos);
    }
    const auto same = compare_with_outbreaks({76.0 / 60, std::nullopt, std::nullopt});
    EXPECT_EQ(same.front().reference->name, "Mirai");
    EXPECT_NE(same.front().sentence.find("As fast as"), std::string::npos);
    EXPECT_TRUE(compare_with_outbreaks({0, std::nullopt, std::nullopt}).empty());
}

TEST(Outbreaks, GivesNoFigureWithoutItsSource) {
    for (const auto& one : reference_outbreaks()) {
        EXPECT_FALSE(one.source.empty()) << one.name;
        EXPECT_FALSE(one.shape.empty()) << one.name;
    }
    // What is quoted from memory says so in the sentence itself.
    for (const auto& one : compare_with_outbreaks({1, std::nullopt, std::nullopt})) {
        const bool says = one.sentence.find("from memory") != std::string::npos;
        EXPECT_EQ(says, one.reference->grade == SourceGrade::from_memory) << one.sentence;
    }
}

TEST(Outbreaks, DividesByTheAddressesWatched) {
    EXPECT_DOUBLE_EQ(*hosts_per_address_hour(12, 20), 0.6);
    EXPECT_FALSE(hosts_per_address_hour(12, 0));
}

}  // namespace
}  // namespace hitme::analytics
