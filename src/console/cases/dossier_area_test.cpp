// SPDX-License-Identifier: Apache-2.0
#include "console/cases/dossier_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/cases/evidence_pack.h"
#include "support/case_house.h"

namespace hitme::console::cases {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
const auto noon = *core::parse_time("2026-03-01T12:00:00Z");

TEST(DossierArea, ReadsTheCallersTimeInTheCallersZone) {
    tests::CaseHouse house;
    house.deliver({house.contact("192.0.2.7", noon)}, {}, noon);
    DossierArea area{{{}, ""}, Complaints::off};
    const auto answer =
        house.ask(area, "GET", "/api/v1/dossier", noon + 1h,
                  "address=192.0.2.7&at=2026-03-01+07:00&zone=America/New_York&within=1h");
    EXPECT_EQ(house.status, 200u) << answer;
    EXPECT_THAT(
        answer,
        HasSubstr("\"at\":\"2026-03-01T12:00:00Z\",\"local\":\"2026-03-01T07:00:00-05:00\""));
    EXPECT_THAT(answer, HasSubstr("\"verdict\":\"seen\""));
    const auto pack = house.ask(area, "GET", "/api/v1/dossier/pack", noon + 1h,
                                "address=192.0.2.7&at=2026-03-01T12:00:00Z");
    EXPECT_TRUE(verify_pack(pack).has_value());
}

TEST(DossierArea, NamesWhatIsWrong) {
    tests::CaseHouse house;
    DossierArea area{{{}, ""}, Complaints::off};
    const auto wrong = [&](const char* query) {
        return house.ask(area, "GET", "/api/v1/dossier", noon, query) +
               std::to_string(house.status);
    };
    EXPECT_THAT(wrong("at=2026-03-01"), HasSubstr("address"));
    EXPECT_THAT(wrong("address=192.0.2.7"), HasSubstr("a time is needed"));
    EXPECT_THAT(wrong("address=192.0.2.7&at=noon"), HasSubstr("is not a time"));
    EXPECT_THAT(wrong("address=192.0.2.7&at=2026-03-01&zone=Mars/Base"), HasSubstr("no such zone"));
    EXPECT_THAT(wrong("address=192.0.2.7&at=2026-03-01&within=99d"), HasSubstr("400"));
}

}  // namespace
}  // namespace hitme::console::cases
