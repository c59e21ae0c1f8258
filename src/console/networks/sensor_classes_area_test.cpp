// SPDX-License-Identifier: Apache-2.0
#include "console/networks/sensor_classes_area.h"

#include <gtest/gtest.h>

#include "support/case_house.h"

namespace hitme::console::networks {
namespace {

const auto noon = *core::parse_time("2026-03-01T12:00:00Z");
constexpr const char* path = "/api/v1/sensor-classes";

TEST(SensorClassesArea, AMoveEndsWhatStoodBefore) {
    tests::CaseHouse house;
    SensorClassesArea area;
    house.ask(area, "POST", path, noon, "",
              R"({"sensor":"alpha","class":"consumer","from":"2026-01-01T00:00:00Z"})");
    ASSERT_EQ(house.status, 200u);
    const auto moved = house.ask(area, "POST", path, noon, "",
                                 R"({"sensor":"alpha","class":"internal_lan","region":"Berlin"})");
    EXPECT_NE(moved.find("\"now\":\"internal_lan\""), std::string::npos) << moved;
    EXPECT_NE(moved.find("\"class\":\"consumer\",\"from\":\"2026-01-01T00:00:00Z\",\"until\":"
                         "\"2026-03-01T12:00:00Z\""),
              std::string::npos)
        << moved;
    EXPECT_NE(house.ask(area, "GET", path, noon).find("\"sensor\":\"alpha\""), std::string::npos);
    house.ask(area, "POST", path, noon, "", R"({"sensor":"alpha","class":"office"})");
    EXPECT_EQ(house.status, 400u);
    house.ask(area, "POST", path, noon, "", R"({"sensor":"alpha","class":"consumer"})",
              Role::analyst);
    EXPECT_EQ(house.status, 403u);
}

}  // namespace
}  // namespace hitme::console::networks
