// SPDX-License-Identifier: Apache-2.0
#include "console/cases/complaint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/own_networks.h"
#include "support/case_house.h"

namespace hitme::console::cases {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
const auto noon = *core::parse_time("2026-03-01T12:00:00Z");

core::Result<ComplaintDraft> draft(tests::CaseHouse& house, core::Time now,
                                   Targets targets = Targets::hidden) {
    return draft_complaint(*house.store, *house.book,
                           {*core::Prefix::parse("198.18.0.0/15"), noon, noon + 1h, targets},
                           runtime::Zone::utc(), now, "mia");
}

// C-44: 500 sources in one network are one notice; our target addresses are hidden; one a network and day.
TEST(Complaint, FiveHundredSourcesAreOneDraftADay) {
    tests::CaseHouse house;
    std::vector<event::Event> events;
    for (int i = 0; i < 500; ++i)
        events.emplace_back(
            house.contact("198.18." + std::to_string(i / 200) + "." + std::to_string(i % 200 + 1),
                          noon + 1s * i));
    auto forged = house.contact("198.19.0.1", noon);
    forged.handshake = event::Handshake::syn_only;
    events.emplace_back(forged);
    house.deliver(events, {}, noon);
    const auto made = draft(house, noon + 2h);
    ASSERT_TRUE(made.has_value()) << made.error().context;
    EXPECT_EQ(made->sources, 500u);
    EXPECT_THAT(made->text, Not(HasSubstr("10.1.0.250")));
    EXPECT_THAT(made->text, Not(HasSubstr("lan-1")));
    EXPECT_THAT(made->text, Not(HasSubstr("198.19.0.1")));
    EXPECT_THAT(made->text, HasSubstr("2026-03-01T12:00:00Z"));
    EXPECT_EQ(std::count(made->machine.begin(), made->machine.end(), '\n'), 500);
    EXPECT_THAT(made->machine, Not(HasSubstr("10.1.0.250")));
    const auto again = draft(house, noon + 3h);
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().code, core::ErrorCode::refused);
    const auto shown = draft(house, noon + 24h, Targets::shown);
    ASSERT_TRUE(shown.has_value());
    EXPECT_THAT(shown->text, HasSubstr("10.1.0.250"));
}

TEST(Complaint, NeverAboutOurselves) {
    tests::CaseHouse house;
    house.deliver({house.contact("198.18.0.1", noon)}, {}, noon);
    store::Entry entry;
    entry.kind = own_network_kind;
    entry.id = "n-1";
    entry.author = "mia";
    entry.state = "watched";
    OwnNetwork own;
    own.network = *core::Prefix::parse("198.18.7.0/24");
    own.owner = "us";
    entry.body = body_of(own);
    ASSERT_TRUE(house.book->put(entry, 0).has_value());
    EXPECT_EQ(draft(house, noon).error().code, core::ErrorCode::refused);
}

}  // namespace
}  // namespace hitme::console::cases
