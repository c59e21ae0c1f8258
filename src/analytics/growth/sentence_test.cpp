// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/sentence.h"

#include <gtest/gtest.h>

#include <set>

namespace hitme::analytics {
namespace {

// The specification's own example (analytics 2.5), with the window named.
TEST(Sentence, NamesTheCurveTheEvidenceAndTheRefusal) {
    GrowthFinding finding;
    finding.verdict = GrowthVerdict::linear;
    finding.window_hours = 60;
    finding.fits.resize(family_count);
    finding.probabilities = {0, 0.87, 0.001, 0.129, 0};
    EXPECT_EQ(sentence_of(finding),
              "Growing (hosts seen per hour over 60 h). Linear 0.87, logistic 0.13, exponential "
              "below 0.01. Not exponential.");
}

TEST(Sentence, NeverRulesOutWhatItHasNotJudged) {
    GrowthFinding finding;
    finding.reasons = {GrowthReason::few_hosts, GrowthReason::short_baseline};
    EXPECT_EQ(sentence_of(finding),
              "Not enough data (hosts seen per hour). Fewer than 60 hosts. Less than 48 h of "
              "baseline.");
    finding.verdict = GrowthVerdict::growing_shape_unresolved;
    finding.fits.resize(family_count);
    finding.probabilities = {0, 0.5, 0.02, 0.48, 0};
    finding.needs_more_hours = 11;
    finding.reasons.clear();
    const auto text = sentence_of(finding);
    EXPECT_EQ(text.find("Not exponential"), std::string::npos) << text;
    EXPECT_NE(text.find("Needs about 11 more hours."), std::string::npos) << text;
    finding.needs_more_hours = 0.2;
    EXPECT_EQ(sentence_of(finding).find("more hours"), std::string::npos)
        << "0 hours are no advice";
}

TEST(Sentence, EachReasonHasANameOfItsOwn) {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(GrowthReason::no_reference); ++i)
        names.insert(name_of(static_cast<GrowthReason>(i)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(GrowthReason::no_reference) + 1);
    EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace hitme::analytics
