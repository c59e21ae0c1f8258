// SPDX-License-Identifier: Apache-2.0
#include "console/visibility.h"

#include <gtest/gtest.h>

#include <random>

#include "support/case_house.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;
const auto noon = *core::parse_time("2026-03-01T12:00:00Z");

AllowRule rule(const char* id, const char* network) {
    AllowRule made;
    made.id = id;
    if (*network != '\0') made.network = core::Prefix::parse(network);
    made.reason = "scanner";
    made.owner = "mia";
    made.from = noon;
    made.expires = noon + 1h;
    return made;
}
event::Contact contact(const char* source) {
    event::Contact made;
    made.sensor = "lan-1";
    made.seen_at = noon;
    made.transport = event::Transport::tcp;
    made.destination_port = 445;
    made.stage = event::Stage::probe;
    made.source = *core::Address::parse(source);
    return made;
}

TEST(Visibility, EveryPartOfARuleNarrowsIt) {
    auto whole = rule("r-1", "192.0.2.0/24");
    whole.signals = {*event::Signal::parse("tcp/445")};
    whole.stages = {event::Stage::probe};
    whole.sensors = {"lan-1"};
    auto touch = contact("192.0.2.7");
    EXPECT_TRUE(hides(whole, touch));
    touch.destination_port = 446;
    EXPECT_FALSE(hides(whole, touch));
    touch = contact("192.0.3.7");
    EXPECT_FALSE(hides(whole, touch));
    touch = contact("192.0.2.7");
    touch.stage = event::Stage::exploit_attempt;
    EXPECT_FALSE(hides(whole, touch));
    touch = contact("192.0.2.7");
    touch.sensor = "lan-2";
    EXPECT_FALSE(hides(whole, touch));
}

TEST(Visibility, ARuleStopsByItself) {
    const auto made = rule("r-1", "192.0.2.0/24");
    auto touch = contact("192.0.2.7");
    touch.seen_at = noon - 1ns;
    EXPECT_FALSE(hides(made, touch));
    touch.seen_at = noon + 1h - 1ns;
    EXPECT_TRUE(hides(made, touch));
    touch.seen_at = noon + 1h;
    EXPECT_FALSE(hides(made, touch));
    auto ended = made;
    ended.ended = noon + 1min;
    touch.seen_at = noon + 1min;
    EXPECT_FALSE(hides(ended, touch));
    EXPECT_EQ(state_of(made, noon - 1s), "planned");
    EXPECT_EQ(state_of(made, noon), "active");
    EXPECT_EQ(state_of(made, noon + 1h), "expired");
    EXPECT_EQ(state_of(ended, noon), "ended");
}

TEST(Visibility, SaysHiddenByWhichRuleOrBenignOfWhichClass) {
    Visibility visibility{[](const core::Address& address) {
        return address == *core::Address::parse("198.51.100.9") ? 64500u : 0u;
    }};
    auto anywhere = rule("r-any", "");
    anywhere.signals = {*event::Signal::parse("tcp/9")};
    visibility.set_rules(
        {rule("r-wide", "192.0.0.0/16"), rule("r-narrow", "192.0.2.0/24"), anywhere});
    visibility.set_benign(
        *parse_benign_list("203.0.113.0/24,research,Example University,page,2026-01-01\n"
                           "AS64500,uptime,Example Monitor,page,2026-01-01\n"
                           "192.0.2.0/24,research,Hidden,page,2026-01-01\n",
                           "list"));
    EXPECT_EQ(visibility.of(contact("192.0.2.7")).by, "r-narrow");
    EXPECT_EQ(visibility.of(contact("192.0.9.7")).by, "r-wide");
    EXPECT_EQ(visibility.of(contact("203.0.113.1")).how, Shown::How::benign);
    EXPECT_EQ(visibility.of(contact("203.0.113.1")).by, "research");
    EXPECT_EQ(visibility.of(contact("203.0.113.1")).name, "Example University");
    EXPECT_EQ(visibility.of(contact("198.51.100.9")).by, "uptime");
    EXPECT_EQ(visibility.of(contact("198.51.100.8")).how, Shown::How::shown);
    auto discard = contact("198.51.100.8");
    discard.destination_port = 9;
    EXPECT_EQ(visibility.of(discard).by, "r-any");
    EXPECT_TRUE(visibility.is_benign(*core::Address::parse("203.0.113.1")));
}

// The table against the plain question, over random rules and sources.
TEST(Visibility, TheTableAgreesWithAskingEveryRule) {
    std::mt19937 engine{7};
    const auto random = [&] { return static_cast<std::uint32_t>(engine()); };
    for (int round = 0; round < 200; ++round) {
        std::vector<AllowRule> rules;
        for (int i = 0; i < 20; ++i) {
            auto made = rule(("r-" + std::to_string(i)).c_str(), "");
            const auto address = core::Address::v4(0x0A000000u | (random() & 0xFFFF));
            made.network = core::Prefix::of(address, static_cast<int>(16 + random() % 17));
            rules.push_back(made);
        }
        Visibility visibility;
        visibility.set_rules(rules);
        for (int i = 0; i < 50; ++i) {
            auto touch = contact("10.0.0.1");
            touch.source = core::Address::v4(0x0A000000u | (random() & 0xFFFF));
            const bool any = std::any_of(rules.begin(), rules.end(),
                                         [&](const AllowRule& each) { return hides(each, touch); });
            EXPECT_EQ(visibility.of(touch).how == Shown::How::hidden, any);
        }
    }
}

TEST(Visibility, FollowsTheBook) {
    tests::CaseHouse house;
    Visibility visibility;
    ASSERT_TRUE(visibility.refresh(*house.book).has_value());
    EXPECT_EQ(visibility.of(contact("192.0.2.7")).how, Shown::How::shown);
    store::Entry entry;
    entry.kind = allow_rule_kind;
    entry.id = "r-1";
    entry.author = "mia";
    entry.state = "active";
    auto made = rule("r-1", "192.0.2.0/24");
    made.stages = {event::Stage::probe};
    entry.body = body_of(made);
    ASSERT_TRUE(house.book->put(entry, 0).has_value());
    entry.id = "r-2";
    entry.body =
        R"({"reason":"x","owner":"y","from":"2026-03-01T12:00:00Z","expires":"2026-03-02T12:00:00Z"})";
    ASSERT_TRUE(house.book->put(entry, 0).has_value());
    ASSERT_TRUE(visibility.refresh(*house.book).has_value());
    EXPECT_EQ(visibility.of(contact("192.0.2.7")).by, "r-1");
    EXPECT_EQ(visibility.refused_records(), 1u);  // a rule that would hide everything
}

}  // namespace
}  // namespace hitme::console
