// SPDX-License-Identifier: Apache-2.0
#include "console/claim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/post_claims.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;

store::Entry entry_of(const Claim& claim) {
    return claim_entry(claim, *core::parse_time("2009-02-01"), "mara");
}

TEST(Claim, ThePostsGiveTheirEntries) {
    // C-39: post A gives at least five, post B at least four, among them its own superseded "exponential".
    std::size_t a = 0;
    std::size_t b = 0;
    bool own_exponential = false;
    for (const auto& line : tests::post_claims()) {
        const auto claim = claim_sent(line.body, "mara");
        ASSERT_TRUE(claim) << line.body << ": " << claim.error().context;
        (line.post == 'A' ? a : b) += 1;
        own_exponential |= line.post == 'B' && claim->event == ClaimEvent::growth_exponential &&
                           claim->who == "us";
        const auto again = claim_of(entry_of(*claim));
        ASSERT_TRUE(again) << again.error().context;
        EXPECT_EQ(again->id, claim->id);
        EXPECT_EQ(again->quote, claim->quote);
        EXPECT_EQ(again->sources, claim->sources);
    }
    EXPECT_GE(a, 5u);
    EXPECT_GE(b, 4u);
    EXPECT_TRUE(own_exponential);
}

TEST(Claim, TheSameThingSaidHasTheSameId) {
    const auto once = claim_sent(tests::post_claims().front().body, "mara");
    const auto twice = claim_sent(tests::post_claims().front().body, "ole");
    EXPECT_EQ(once->id, twice->id);
    EXPECT_TRUE(once->id.starts_with("cl-") && once->id.size() == 11) << once->id;
}

TEST(Claim, WhatIsWrongIsNamed) {
    const auto without = [](std::string_view body) {
        const auto claim = claim_sent(body, "mara");
        return claim ? std::string("accepted") : claim.error().context;
    };
    EXPECT_THAT(without("{}"), HasSubstr("who"));
    EXPECT_THAT(
        without(
            R"({"who":"x","said_at":"2009-01-01","quote":"q","subject":"445","event":"other","grade":"rumour"})"),
        HasSubstr("subject"));
    EXPECT_THAT(
        without(
            R"({"who":"x","said_at":"2009-01-01","quote":"q","subject":"tcp/445","event":"other","grade":"rumour","link":"javascript:x"})"),
        HasSubstr("link"));
    EXPECT_THAT(
        without(
            R"({"who":"x","said_at":"2009-01-01","quote":"q","subject":"tcp/445","event":"other","grade":"rumour","sources":["nobody"]})"),
        HasSubstr("sources"));
    EXPECT_THAT(
        without(
            R"({"who":"x","said_at":"2009-01-01","quote":"q\u001b[2J","subject":"tcp/445","event":"other","grade":"rumour"})"),
        HasSubstr("quote"));
}

}  // namespace
}  // namespace hitme::console
