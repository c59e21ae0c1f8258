// SPDX-License-Identifier: Apache-2.0
#include "app/case_parts.h"

#include <gtest/gtest.h>

#include "support/case_house.h"

namespace hitme::app {
namespace {

const auto noon = *core::parse_time("2026-03-01T12:00:00Z");

TEST(CaseParts, EveryPathOfTheContractHasAnArea) {
    tests::CaseHouse house;
    const auto areas = make_case_areas({});
    for (const char* path : {"/api/v1/cases", "/api/v1/allow-rules", "/api/v1/own-networks",
                             "/api/v1/sensor-classes", "/api/v1/re-entry"}) {
        unsigned answers = 0;
        for (const auto& area : areas) {
            house.ask(*area, "GET", path, noon);
            if (house.status == 200) ++answers;
        }
        EXPECT_EQ(answers, 1u) << path;
    }
}

TEST(CaseParts, ComplaintsAreOffUntilSwitchedOn) {
    tests::CaseHouse house;
    const std::string body =
        R"({"network":"192.0.2.0/24","from":"2026-03-01T00:00:00Z","to":"2026-03-02T00:00:00Z"})";
    const auto status = [&](const console::ConsoleSettings::Cases& settings) {
        for (const auto& area : make_case_areas(settings)) {
            house.ask(*area, "POST", "/api/v1/dossier/complaint", noon, "", body);
            if (house.status != 0) return house.status;
        }
        return 0u;
    };
    EXPECT_EQ(status({}), 403u);
    console::ConsoleSettings::Cases on;
    on.complaints = true;
    EXPECT_EQ(status(on), 404u);  // nothing to complain about
}

TEST(CaseParts, ThreeDesksAreMade) {
    tests::CaseHouse house;
    EXPECT_EQ(make_case_desks(*house.book, house.notices, {}).desks.size(), 3u);
    console::ConsoleSettings::Cases settings;
    settings.neighbours = false;
    EXPECT_EQ(host_settings(settings).neighbour_file, "");
}

}  // namespace
}  // namespace hitme::app
