// SPDX-License-Identifier: Apache-2.0
#include "console/response/order.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "support/hostile_contact.h"

namespace hitme::console {
namespace {

Order sample() {
    Order order;
    order.id = order_id(*core::parse_time("2026-03-01T10:00:00Z"));
    order.at = *core::parse_time("2026-03-01T10:00:01Z");
    order.author = "hitme";
    order.state = OrderState::isolated;
    order.source = *core::Address::parse("10.1.2.3");
    order.evidence = evidence_of(tests::hostile_contact("10.1.2.3", "2026-03-01T10:00:00Z"));
    order.mode = ResponseMode::program;
    order.dry_run = false;
    order.reason = "touched a decoy";
    order.detected_at = *core::parse_time("2026-03-01T10:00:00.5Z");
    order.done_at = order.at;
    return order;
}

TEST(Order, WhatTheBookKeepsReadsBack) {
    const Order order = sample();
    const auto again = order_of(entry_of(order));
    ASSERT_TRUE(again.has_value()) << again.error().context;
    EXPECT_EQ(order_json(*again), order_json(order));
    EXPECT_EQ(entry_of(order).subject, "10.1.2.3");
    EXPECT_EQ(entry_of(order).state, "isolated");
}

TEST(Order, WhatMakesNoSenseIsRefusedAndNeverSent) {
    auto entry = entry_of(sample());
    entry.state = "asleep";
    EXPECT_FALSE(order_of(entry));
    entry = entry_of(sample());
    entry.body = "[]";
    EXPECT_FALSE(order_of(entry));
    entry.body = R"({"source":"10.1.2.3","mode":"program","detected_at":"2026-03-01T10:00:00Z"})";
    const auto read = order_of(entry);
    ASSERT_TRUE(read.has_value());
    EXPECT_TRUE(read->dry_run);
}

TEST(Order, AdaptersGetOneLineOfJsonWhateverWasCaptured) {
    const std::string told = order_for_adapter(sample(), OrderAction::isolate);
    EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1);
    const auto object = boost::json::parse(told);
    EXPECT_EQ(object.at("action"), "isolate");
    EXPECT_EQ(object.at("source"), "10.1.2.3");
    EXPECT_EQ(boost::json::parse(order_for_adapter(sample(), OrderAction::release)).at("action"),
              "release");
}

TEST(Order, IdentifiersSortByTime) {
    EXPECT_LT(order_id(*core::parse_time("2026-03-01T10:00:00Z")),
              order_id(*core::parse_time("2026-03-01T10:00:00.000000001Z")));
}

}  // namespace
}  // namespace hitme::console
