// SPDX-License-Identifier: Apache-2.0
#include "console/networks/exposure_check.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace hitme::console::networks {
namespace {

OwnNetworks ours() {
    OwnNetwork block;
    block.network = *core::Prefix::parse("203.0.112.0/22");
    block.owner = "Example Ltd";
    OwnNetwork customer;
    customer.network = *core::Prefix::parse("203.0.113.0/30");
    customer.owner = "Customer A";
    customer.kind = OwnKind::customer;
    OwnNetwork six;
    six.network = *core::Prefix::parse("2001:db8::/32");
    six.owner = "Example Ltd";
    OwnNetworks own;
    own.set({block, customer, six});
    return own;
}
core::Prefix network(const char* text) {
    return *core::Prefix::parse(text);
}

TEST(ExposureCheck, ConnectsToNothingThatIsNotOurs) {
    const auto own = ours();
    // A neighbour, a network that holds ours, one that ours only begins, and a customer's.
    for (const char* text :
         {"203.0.116.0/24", "203.0.0.0/16", "0.0.0.0/0", "198.51.100.1", "203.0.113.1"})
        EXPECT_EQ(plan_exposure(own, network(text), {445}).error().code, core::ErrorCode::refused)
            << text;
    EXPECT_EQ(plan_exposure(OwnNetworks{}, network("203.0.113.9"), {445}).error().code,
              core::ErrorCode::refused)
        << "nothing is registered";
}

TEST(ExposureCheck, PlansEachAddressAndLeavesCustomersOut) {
    const auto plan = plan_exposure(ours(), network("203.0.113.0/29"), {445, 139});
    ASSERT_TRUE(plan) << plan.error().context;
    EXPECT_EQ(plan->owner, "Example Ltd");
    EXPECT_EQ(plan->of_customers, 4u);
    ASSERT_EQ(plan->targets.size(), 8u);  // .4 to .7, two ports each
    EXPECT_EQ(plan->targets.front().address.to_string(), "203.0.113.4");
    EXPECT_EQ(plan->targets.front().port, 445);
    EXPECT_EQ(plan->targets.back().address.to_string(), "203.0.113.7");
    EXPECT_EQ(plan->targets.back().port, 139);
    const auto six = plan_exposure(ours(), network("2001:db8::100/126"), {445});
    ASSERT_EQ(six->targets.size(), 4u);
    EXPECT_EQ(six->targets.back().address.to_string(), "2001:db8::103");
    EXPECT_EQ(plan_exposure(ours(), network("203.0.112.0/22"), {445})->targets.size(), 1'020u);
}

TEST(ExposureCheck, HasLimits) {
    const auto own = ours();
    EXPECT_EQ(plan_exposure(own, network("2001:db8::/48"), {445}).error().code,
              core::ErrorCode::over_limit);
    EXPECT_EQ(plan_exposure(own, network("203.0.113.9"), {}).error().code,
              core::ErrorCode::bad_input);
    EXPECT_EQ(plan_exposure(own, network("203.0.113.9"), {0}).error().code,
              core::ErrorCode::bad_input);
    EXPECT_EQ(plan_exposure(own, network("203.0.113.9"), std::vector<std::uint16_t>(17, 445))
                  .error()
                  .code,
              core::ErrorCode::bad_input);
}

TEST(ExposureCheck, ListsWhatAnswersUnpatchedHostsFirstAndKeepsIt) {
    using runtime::Reach;
    const auto own = ours();
    const auto plan = *plan_exposure(own, network("203.0.113.8/29"), {445});
    const std::vector<Reach> answers{Reach::open,   Reach::open,       Reach::open,
                                     Reach::silent, Reach::refused,    Reach::refused,
                                     Reach::silent, Reach::unreachable};
    const auto exposure = exposure_of(own, plan, answers,
                                      {{*core::Address::parse("203.0.113.8"), "patched"},
                                       {*core::Address::parse("203.0.113.10"), "unpatched"}});
    ASSERT_EQ(exposure.open.size(), 3u);
    EXPECT_EQ(exposure.open[0].address.to_string(), "203.0.113.10");
    EXPECT_EQ(exposure.open[1].patched, "unknown");
    EXPECT_EQ(exposure.open[2].address.to_string(), "203.0.113.8");
    EXPECT_EQ(exposure.silent, 2u);
    EXPECT_EQ(exposure.refused, 2u);
    EXPECT_EQ(exposure.unreachable, 1u);
    const auto at = *core::parse_time("2026-03-01T12:00:00Z");
    const auto entry = exposure_entry(plan, exposure, "a DSL line", "mia", at);
    EXPECT_EQ(entry.state, "exposed");
    EXPECT_EQ(entry.id, "203.0.113.8/29");
    const auto body = boost::json::parse(entry.body);
    EXPECT_EQ(body.at("open").as_array().size(), 3u);
    EXPECT_EQ(body.at("open").at(0).at("signal").as_string(), "tcp/445");
    EXPECT_EQ(body.at("seen_from").as_string(), "a DSL line");
    EXPECT_EQ(
        exposure_entry(plan, exposure_of(own, plan, {Reach::silent}, {}), "", "mia", at).state,
        "closed");
}

TEST(ExposureCheck, WhatWasBrokenOffIsNotCalledClosed) {
    const auto own = ours();
    const auto plan = *plan_exposure(own, network("203.0.113.8/31"), {445});
    const auto exposure =
        exposure_of(own, plan, {runtime::Reach::silent, runtime::Reach::not_asked}, {});
    EXPECT_EQ(exposure_entry(plan, exposure, "", "mia", {}).state, "unknown");
}

}  // namespace
}  // namespace hitme::console::networks
