// SPDX-License-Identifier: Apache-2.0
#include "console/networks/look_back.h"

#include <gtest/gtest.h>

#include "console/networks/own_networks_area.h"
#include "support/case_house.h"

namespace hitme::console::networks {
namespace {

const auto noon = *core::parse_time("2026-03-01T12:00:00Z");
constexpr const char* path = "/api/v1/own-networks";

/// Stores one contact, with the source's row in the roll-up.
void store_contact(tests::CaseHouse& house, const std::string& source, core::Time at) {
    const auto contact = house.contact(source, at);
    const auto appended =
        house.store->append({contact.sensor, contact.epoch, contact.sequence, {contact}});
    ASSERT_TRUE(appended) << appended.error().context;
    store::RollUp roll_up;
    store::SourceDelta delta;
    delta.source = contact.source;
    delta.first_seen = delta.last_seen = at;
    delta.events = 1;
    roll_up.sources.push_back(delta);
    ASSERT_TRUE(house.store->apply(roll_up));
}

TEST(LookBack, ANetworkRegisteredLaterFindsWhatIsStored) {
    tests::CaseHouse house;
    OwnNetworksArea area;
    store_contact(house, "203.0.113.7", noon - std::chrono::hours{72});
    store_contact(house, "203.0.113.9", noon - std::chrono::hours{48});
    store_contact(house, "198.51.100.1", noon - std::chrono::hours{48});  // a neighbour
    const auto added =
        house.ask(area, "POST", path, noon, "", R"({"network":"203.0.113.0/24","owner":"Us"})");
    EXPECT_EQ(house.status, 200u);
    EXPECT_NE(added.find("\"stored_sources\":2"), std::string::npos) << added;
    EXPECT_NE(added.find("\"sightings\":2"), std::string::npos) << added;
    const auto sightings = house.ask(area, "GET", std::string(path) + "/sightings", noon);
    EXPECT_NE(sightings.find("203.0.113.9"), std::string::npos) << sightings;
    EXPECT_NE(sightings.find("2026-02-26T12:00:00Z"), std::string::npos) << sightings;
    EXPECT_EQ(sightings.find("198.51.100.1"), std::string::npos) << sightings;
    // Registered again: nothing is noted twice.
    const auto again =
        house.ask(area, "POST", path, noon, "", R"({"network":"203.0.113.0/24","owner":"Us"})");
    EXPECT_NE(again.find("\"sightings\":2"), std::string::npos) << again;
}

TEST(LookBack, OfAStoreWithoutSourcesItSaysSo) {
    tests::CaseHouse house;
    OwnNetworksArea area;
    const auto added =
        house.ask(area, "POST", path, noon, "", R"({"network":"2001:db8::/32","owner":"Us"})");
    EXPECT_NE(added.find("\"stored_sources\":0"), std::string::npos) << added;
}

}  // namespace
}  // namespace hitme::console::networks
