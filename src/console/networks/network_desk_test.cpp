// SPDX-License-Identifier: Apache-2.0
#include "console/networks/network_desk.h"

#include <gtest/gtest.h>

#include "console/networks/own_networks_area.h"
#include "support/case_house.h"

namespace hitme::console::networks {
namespace {

using namespace std::chrono_literals;
const auto noon = *core::parse_time("2026-03-01T12:00:00Z");

TEST(NetworkDesk, AnOwnAddressThatIsASourceIsToldOnceADayAndANeighbourNever) {
    tests::CaseHouse house;
    OwnNetworksArea area;
    house.ask(area, "POST", "/api/v1/own-networks", noon, "",
              R"({"network":"203.0.113.0/29","owner":"Office"})");
    ASSERT_EQ(house.status, 200u);
    NetworkDesk desk{*house.book, house.notices};
    house.deliver({house.contact("203.0.113.8", noon), house.contact("203.0.112.255", noon),
                   house.contact("203.0.113.7", noon), house.contact("203.0.113.7", noon + 1h)},
                  {&desk}, noon);
    ASSERT_EQ(house.notices.told.size(), 1u);
    EXPECT_EQ(house.notices.told[0].source, "203.0.113.7");
    EXPECT_NE(house.notices.told[0].body.find("\"bytes\":\"SMB\""), std::string::npos);
    // Also after a restart.
    NetworkDesk again{*house.book, house.notices};
    house.deliver(
        {house.contact("203.0.113.7", noon + 2h), house.contact("203.0.113.7", noon + 25h)},
        {&again}, noon);
    EXPECT_EQ(house.notices.told.size(), 2u);
    const auto listed = house.ask(area, "GET", "/api/v1/own-networks", noon + 26h);
    EXPECT_NE(listed.find("\"sightings\":1"), std::string::npos) << listed;
}

}  // namespace
}  // namespace hitme::console::networks
