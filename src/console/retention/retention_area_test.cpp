// SPDX-License-Identifier: Apache-2.0
#include "console/retention/retention_area.h"

#include <gtest/gtest.h>

#include "support/case_house.h"

namespace hitme::console {
namespace {

const auto noon = *core::parse_time("2026-03-01T12:00:00Z");
constexpr const char* path = "/api/v1/retention";
const store::Retention file_says{90, std::uint64_t{10} << 30};

class RetentionAreaTest : public testing::Test {
 protected:
    tests::CaseHouse house_;
    RetentionArea area_{file_says};
};

TEST_F(RetentionAreaTest, TheFileHoldsUntilTheBookSaysOtherwiseAndAgainAfterIt) {
    EXPECT_EQ(house_.ask(area_, "GET", path, noon),
              R"({"keep_days":90,"quota_bytes":10737418240,"from":"settings","version":0,)"
              R"("settings":{"keep_days":90,"quota_bytes":10737418240}})");
    EXPECT_EQ(
        house_.ask(area_, "PUT", path, noon, "", R"({"keep_days":30,"quota_bytes":1073741824})"),
        R"({"keep_days":30,"quota_bytes":1073741824,"from":"book","version":1,)"
        R"("settings":{"keep_days":90,"quota_bytes":10737418240}})");
    const auto in_force = retention_in_force(*house_.book, file_says);
    ASSERT_TRUE(in_force);
    EXPECT_EQ(in_force->retention, (store::Retention{30, std::uint64_t{1} << 30}));
    house_.ask(area_, "DELETE", path, noon);
    EXPECT_EQ(retention_in_force(*house_.book, file_says)->retention, file_says);
    EXPECT_EQ(house_.book->history("retention", "events")->size(), 2u);
}

TEST_F(RetentionAreaTest, WhatCannotBeIsRefusedByNameAndTheOldOneStays) {
    house_.ask(area_, "PUT", path, noon, "", R"({"keep_days":30,"quota_bytes":1073741824})");
    for (const char* wrong :
         {R"({"keep_days":0,"quota_bytes":1073741824})", R"({"keep_days":30,"quota_bytes":5})",
          R"({"keep_days":30})", R"({"keep_days":30,"quota_bytes":1073741824,"days":1})", "",
          R"({"keep_days":4294967297,"quota_bytes":1073741824})"}) {
        house_.ask(area_, "PUT", path, noon, "", wrong);
        EXPECT_EQ(house_.status, 400u) << wrong;
    }
    EXPECT_EQ(retention_in_force(*house_.book, file_says)->retention.keep_days, 30u);
}

TEST_F(RetentionAreaTest, OnlyAdminsChangeIt) {
    house_.ask(area_, "PUT", path, noon, "", R"({"keep_days":1,"quota_bytes":1073741824})",
               Role::analyst);
    EXPECT_EQ(house_.status, 403u);
    house_.ask(area_, "DELETE", path, noon, "", "", Role::viewer);
    EXPECT_EQ(house_.status, 403u);
    house_.ask(area_, "GET", path, noon, "", "", Role::viewer);
    EXPECT_EQ(house_.status, 200u);
}

}  // namespace
}  // namespace hitme::console
