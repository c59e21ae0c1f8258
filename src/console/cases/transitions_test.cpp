// SPDX-License-Identifier: Apache-2.0
#include "console/cases/transitions.h"

#include <gtest/gtest.h>

#include <array>

namespace hitme::console::cases {
namespace {

using enum CaseState;
using namespace std::chrono_literals;

const core::Time set = *core::parse_time("2009-01-26T08:00:00Z");
constexpr std::array<CaseState, case_states> all{fresh,   assigned, contained,
                                                 cleaned, benign,   closed};

// The table of the header, written once more as pairs.
TEST(Transitions, EveryPairByAPerson) {
    const auto allowed = [](CaseState from, CaseState to) {
        switch (from) {
            case fresh:
                return to != fresh;
            case assigned:
                return to != assigned;
            case contained:
                return to != fresh && to != contained;
            case cleaned:
                return to == assigned || to == contained || to == closed;
            case benign:
                return to == assigned || to == benign || to == closed;
            case closed:
                return to == assigned;
        }
        return false;
    };
    for (const auto from : all)
        for (const auto to : all)
            EXPECT_EQ(may_set(from, to), allowed(from, to)) << name_of(from) << name_of(to);
}

TEST(Transitions, ATouchOpensWhatWasDone) {
    for (const bool owned : {false, true}) {
        const CaseState again = owned ? assigned : fresh;
        for (const auto state : {cleaned, closed}) {
            const auto after = after_touch({state, set, {}, owned}, set + 1s);
            EXPECT_EQ(after.state, again);
            EXPECT_NE(after.because, "");
        }
        EXPECT_EQ(after_touch({benign, set, set + 1h, owned}, set + 59min).state, benign);
        EXPECT_EQ(after_touch({benign, set, set + 1h, owned}, set + 1h).state, again);
        EXPECT_EQ(after_touch({contained, set, {}, owned}, set + 60s).state, contained);
        EXPECT_EQ(after_touch({contained, set, {}, owned}, set + 61s).state, again);
        EXPECT_EQ(after_touch({fresh, set, {}, owned}, set + 1h).because, "");
        EXPECT_EQ(after_touch({assigned, set, {}, owned}, set + 1h).state, assigned);
    }
}

TEST(Transitions, ALateTouchOpensNothing) {
    for (const auto state : all) {
        const auto after = after_touch({state, set, set - 1h, true}, set);
        EXPECT_EQ(after.state, state);
        EXPECT_EQ(after.because, "");
    }
}

TEST(Transitions, NamesReadBack) {
    for (const auto state : all) EXPECT_EQ(case_state_named(name_of(state)), state);
    EXPECT_EQ(name_of(fresh), "new");
    EXPECT_FALSE(case_state_named("open"));
}

}  // namespace
}  // namespace hitme::console::cases
