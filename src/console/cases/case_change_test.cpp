// SPDX-License-Identifier: Apache-2.0
#include "console/cases/case_change.h"

#include <gtest/gtest.h>

namespace hitme::console::cases {
namespace {

using namespace std::chrono_literals;
const auto now = *core::parse_time("2026-03-01T12:00:00Z");

std::optional<Problem> change(Case& record, const std::string& body) {
    CaseChange wanted;
    if (auto wrong = read_change(body, wanted)) return wrong;
    return apply_change(record, wanted, now, "mia");
}

TEST(CaseChange, BenignNeedsReasonAndExpiry) {
    Case record;
    EXPECT_EQ(change(record, R"({"state":"benign"})")->parameter, "reason");
    EXPECT_EQ(change(record, R"({"state":"benign","reason":"scanner"})")->parameter, "expires");
    EXPECT_EQ(change(record, R"({"state":"benign","reason":"x","expires":"2026-03-01T11:59:59Z"})")
                  ->status,
              400u);
    EXPECT_EQ(change(record, R"({"state":"benign","reason":"x","expires":"2027-03-03T00:00:00Z"})")
                  ->status,
              400u);
    EXPECT_FALSE(change(
        record, R"({"state":"benign","reason":"scanner","expires":"2026-06-01T00:00:00Z"})"));
    EXPECT_EQ(record.state, CaseState::benign);
    EXPECT_EQ(record.benign_reason, "scanner");
    // Another day, still benign.
    EXPECT_FALSE(change(
        record, R"({"state":"benign","reason":"scanner","expires":"2026-07-01T00:00:00Z"})"));
    EXPECT_FALSE(change(record, R"({"state":"assigned"})"));
    EXPECT_FALSE(record.benign_until);
}

TEST(CaseChange, AForbiddenStepSaysWhatIsAllowed) {
    Case record;
    record.state = CaseState::closed;
    const auto wrong = change(record, R"({"state":"cleaned"})");
    ASSERT_TRUE(wrong);
    EXPECT_EQ(wrong->status, 409u);
    EXPECT_NE(wrong->detail.find("assigned"), std::string::npos);
}

TEST(CaseChange, AnOwnerTakesANewCase) {
    Case record;
    record.touches.count = 7;
    EXPECT_FALSE(change(record, R"({"owner":"mia","note":"on it"})"));
    EXPECT_EQ(record.state, CaseState::assigned);
    EXPECT_EQ(record.state_since, now);
    EXPECT_EQ(record.count_at_state, 7u);
    ASSERT_EQ(record.notes.size(), 1u);
    EXPECT_EQ(record.notes[0].author, "mia");
    EXPECT_EQ(record.what, "owner mia; state assigned; note");
}

TEST(CaseChange, RefusesWhatItDoesNotKnow) {
    Case record;
    EXPECT_EQ(change(record, R"({"stat":"closed"})")->parameter, "stat");
    EXPECT_EQ(change(record, R"({})")->status, 400u);
    EXPECT_EQ(change(record, R"({"state":"open"})")->parameter, "state");
    EXPECT_EQ(change(record, "[]")->status, 400u);
    EXPECT_EQ(change(record, R"({"note":"x","reason":"y"})")->parameter, "state");
}

}  // namespace
}  // namespace hitme::console::cases
