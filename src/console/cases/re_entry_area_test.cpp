// SPDX-License-Identifier: Apache-2.0
#include "console/cases/re_entry_area.h"

#include <gtest/gtest.h>

#include "support/case_house.h"

namespace hitme::console::cases {
namespace {

const auto noon = *core::parse_time("2026-03-01T12:00:00Z");

TEST(ReEntryArea, AWatchIsEndedByHandOnceAndKeepsItsReport) {
    tests::CaseHouse house;
    ReEntryArea area{{{}, ""}};
    const auto added =
        house.ask(area, "POST", "/api/v1/re-entry", noon, "",
                  R"({"name":"now","from":"2026-03-01T11:00:00Z","until":"2026-03-01T14:00:00Z"})");
    ASSERT_EQ(house.status, 200u) << added;
    EXPECT_NE(added.find("\"state\":\"active\""), std::string::npos);
    const std::string path = "/api/v1/re-entry/" + added.substr(added.find("w-"), 10);
    EXPECT_NE(house.ask(area, "DELETE", path, noon).find("\"state\":\"ended\""), std::string::npos);
    const auto report = house.ask(area, "GET", path, noon);
    EXPECT_NE(report.find("No sensor was internal"), std::string::npos) << report;
    house.ask(area, "DELETE", path, noon, "", "", Role::viewer);
    EXPECT_EQ(house.status, 403u);
}

}  // namespace
}  // namespace hitme::console::cases
