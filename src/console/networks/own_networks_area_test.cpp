// SPDX-License-Identifier: Apache-2.0
#include "console/networks/own_networks_area.h"

#include <gtest/gtest.h>

#include "console/own_networks.h"
#include "support/case_house.h"

namespace hitme::console::networks {
namespace {

const auto noon = *core::parse_time("2026-03-01T12:00:00Z");
constexpr const char* path = "/api/v1/own-networks";

TEST(OwnNetworksArea, AddsNestsAndRemoves) {
    tests::CaseHouse house;
    OwnNetworksArea area;
    house.ask(area, "POST", path, noon, "", R"({"network":"203.0.112.0/22","owner":"Us"})");
    const auto added = house.ask(
        area, "POST", path, noon, "",
        R"({"network":"203.0.113.7","owner":"Office","kind":"nat_egress","inside":["10.1.0.0/16"]})");
    EXPECT_NE(added.find("\"within\":\"203.0.112.0/22\""), std::string::npos) << added;
    const auto id = own_network_id(*core::Prefix::parse("203.0.113.7"));
    const auto removed = house.ask(area, "DELETE", std::string(path) + "/" + id, noon);
    EXPECT_NE(removed.find("\"state\":\"removed\""), std::string::npos) << removed;
    EXPECT_EQ(house.ask(area, "GET", path, noon).find("203.0.113.7"), std::string::npos);
    // Once more: the same record goes on.
    EXPECT_NE(
        house.ask(area, "POST", path, noon, "", R"({"network":"203.0.113.7","owner":"Office"})")
            .find("\"version\":3"),
        std::string::npos);
}

TEST(OwnNetworksArea, AnImportBeforeTheRegistrationIsFound) {
    tests::CaseHouse house;
    // An outside_set as docs/formats/book.md has it.
    store::Entry list;
    list.kind = "outside_set";
    list.id = "dshield_as_report-1";
    list.at = noon;
    list.subject = "dshield_as_report";
    list.state = "kept";
    list.body =
        R"({"kind":"dshield_as_report","source":"DShield","licence":"CC BY-NC-SA","subject":"dshield_as_report","fetched_at":"2026-02-28T00:00:00Z","sha256":"ab","skipped":0,"level":"","days":[],"rows":[{"network":"203.0.113.7/32","count":10}]})";
    ASSERT_TRUE(house.book->put(list, 0));
    OwnNetworksArea area;
    const auto added =
        house.ask(area, "POST", path, noon, "", R"({"network":"203.0.113.0/24","owner":"Us"})");
    EXPECT_NE(added.find("\"feed_rows\":1,\"feed_rows_noted\":1"), std::string::npos) << added;
    const auto seen = house.ask(area, "GET", std::string(path) + "/sightings", noon);
    EXPECT_NE(seen.find("\"feed\":\"DShield 2026-02-28\""), std::string::npos) << seen;
}

TEST(OwnNetworksArea, RefusesNonsense) {
    tests::CaseHouse house;
    OwnNetworksArea area;
    for (const char* body :
         {R"({"network":"0.0.0.0/0","owner":"Us"})", R"({"network":"203.0.113.7"})", "{",
          R"({"network":"x","owner":"Us"})", R"({"network":"203.0.113.7","owner":"Us","knd":1})"}) {
        house.ask(area, "POST", path, noon, "", body);
        EXPECT_EQ(house.status, 400u) << body;
    }
    house.ask(area, "POST", path, noon, "", R"({"network":"203.0.113.7","owner":"Us"})",
              Role::analyst);
    EXPECT_EQ(house.status, 403u);
}

}  // namespace
}  // namespace hitme::console::networks
