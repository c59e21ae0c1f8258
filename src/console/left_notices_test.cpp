// SPDX-License-Identifier: Apache-2.0
#include "console/left_notices.h"

#include <gtest/gtest.h>

#include "support/case_house.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;
const auto noon = *core::parse_time("2026-03-01T12:00:00Z");

Notice numbered(int number) {
    Notice notice;
    notice.kind = NoticeKind::own_network;
    notice.severity = Severity::medium;
    notice.at = noon + number * 1s;
    notice.group = "own_network/n-1";
    notice.title = "number " + std::to_string(number);
    notice.text = "a \"text\"";
    notice.source = "192.0.2.7";
    notice.signal = "tcp/445";
    notice.sensor = "lan-1";
    notice.page = "/settings/own-networks";
    notice.body = R"({"address":"192.0.2.7"})";
    notice.evidence = R"({"contact":"1"})";
    notice.simulated = true;
    return notice;
}

TEST(LeftNotices, WhatWasLeftIsToldWhole) {
    tests::CaseHouse house;
    ASSERT_TRUE(house.book->put(left_notice(numbered(1), noon), {}));
    LeftNotices left;
    ASSERT_TRUE(left.tell(*house.book, house.notices, noon));
    ASSERT_EQ(house.notices.told.size(), 1u);
    const auto& told = house.notices.told[0];
    const auto made = numbered(1);
    EXPECT_EQ(told.kind, made.kind);
    EXPECT_EQ(told.severity, made.severity);
    EXPECT_EQ(told.at, made.at);
    EXPECT_EQ(told.group, made.group);
    EXPECT_EQ(told.title, made.title);
    EXPECT_EQ(told.text, made.text);
    EXPECT_EQ(told.source, made.source);
    EXPECT_EQ(told.signal, made.signal);
    EXPECT_EQ(told.sensor, made.sensor);
    EXPECT_EQ(told.page, made.page);
    EXPECT_EQ(told.body, made.body);
    EXPECT_EQ(told.evidence, made.evidence);
    EXPECT_TRUE(told.simulated);
}

TEST(LeftNotices, ManyAreToldOldestFirstAHundredALook) {
    tests::CaseHouse house;
    for (int i = 0; i < 130; ++i)
        ASSERT_TRUE(house.book->put(left_notice(numbered(i), noon + i * 1s), {}));
    LeftNotices left;
    ASSERT_TRUE(left.tell(*house.book, house.notices, noon + 1h));
    ASSERT_EQ(house.notices.told.size(), 100u);
    for (int look = 0; look < 3; ++look)
        ASSERT_TRUE(left.tell(*house.book, house.notices, noon + 1h));
    ASSERT_EQ(house.notices.told.size(), 130u);
    for (int i = 0; i < 130; ++i)
        EXPECT_EQ(house.notices.told[static_cast<std::size_t>(i)].title,
                  "number " + std::to_string(i));
}

TEST(LeftNotices, OneThatCannotBeReadHoldsUpNoOther) {
    tests::CaseHouse house;
    auto broken = left_notice(numbered(1), noon);
    broken.body = "{}";
    ASSERT_TRUE(house.book->put(broken, {}));
    ASSERT_TRUE(house.book->put(left_notice(numbered(2), noon), {}));
    LeftNotices left;
    ASSERT_TRUE(left.tell(*house.book, house.notices, noon));
    ASSERT_EQ(house.notices.told.size(), 1u);
    EXPECT_EQ(house.notices.told[0].title, "number 2");
}

}  // namespace
}  // namespace hitme::console
