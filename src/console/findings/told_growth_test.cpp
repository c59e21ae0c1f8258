// SPDX-License-Identifier: Apache-2.0
#include "console/findings/told_growth.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using std::chrono::hours;

const core::Time noon = *core::parse_time("2026-03-07T12:00:00Z");

struct Look {
    int hour;
    std::string_view verdict;
    bool is_told;
};

void expect(std::initializer_list<Look> looks) {
    ToldGrowth state;
    std::optional<core::Time> last;
    for (const auto& look : looks) {
        const core::Time at = noon + hours{look.hour};
        const bool speaks = look.verdict != "no_growth" && look.verdict != "undetermined";
        take_look(state, look.verdict, at, last);
        EXPECT_EQ(is_to_be_told(state, speaks, at), look.is_told)
            << look.hour << " " << look.verdict;
        if (look.is_told) note_told(state, speaks);
        last = at;
    }
}

TEST(ToldGrowth, ThatItGrowsIsToldAtOnceAndItsShapeOnceItHasStood) {
    expect({{0, "growing_shape_unresolved", true},
            {6, "growing_shape_unresolved", false},
            {12, "linear", false},
            {13, "linear", false},
            {18, "linear", true},
            {24, "linear", false}});
}

TEST(ToldGrowth, AShapeOfOneLookIsToldToNobody) {
    expect({{0, "exponential", false},
            {6, "tapering", false},
            {12, "logistic", false},
            {18, "logistic", true},
            {19, "exponential", false},
            {20, "logistic", false},
            {40, "logistic", false}});
}

TEST(ToldGrowth, WhatWasToldIsTakenBackOnceThatHasStood) {
    expect({{0, "linear", false},
            {6, "linear", true},
            {7, "undetermined", false},
            {8, "linear", false},
            {9, "undetermined", false},
            {15, "undetermined", true},
            {16, "no_growth", false},
            {30, "no_growth", false},
            {31, "growing_shape_unresolved", true}});
}

TEST(ToldGrowth, LooksFarApartSayNothingOfTheTimeBetween) {
    expect({{0, "linear", false}, {24, "linear", true}});
    expect({{0, "linear", false}, {25, "linear", false}, {31, "linear", true}});
    // What was told stays told: a stop is no reason to say it again.
    expect({{0, "linear", false}, {6, "linear", true}, {100, "linear", false}});
}

TEST(ToldGrowth, WhatNobodyToldIsStillToBeTold) {
    ToldGrowth state;
    take_look(state, "linear", noon, std::nullopt);
    take_look(state, "linear", noon + hours{12}, noon);
    EXPECT_TRUE(is_to_be_told(state, true, noon + hours{12}));
    take_look(state, "linear", noon + hours{13}, noon + hours{12});
    EXPECT_TRUE(is_to_be_told(state, true, noon + hours{13}));
    EXPECT_EQ(state.since, noon);
}

TEST(ToldGrowth, QuietTimesAreSilent) {
    expect({{0, "no_growth", false}, {6, "undetermined", false}, {40, "undetermined", false}});
}

TEST(ToldGrowth, RestsInTheBook) {
    ToldGrowth state;
    take_look(state, "linear", noon, std::nullopt);
    note_told(state, true);
    EXPECT_EQ(parse_told_growth(told_growth_text(state)), state);
    EXPECT_EQ(state.told, "linear");
    for (const char* text : {"", "[]", "{}", R"({"verdict":"linear","since":5,"told":""})"})
        EXPECT_FALSE(parse_told_growth(text)) << text;
}

}  // namespace
}  // namespace hitme::console
