// SPDX-License-Identifier: Apache-2.0
#include "console/allow/allow_desk.h"

#include <gtest/gtest.h>

#include <fstream>

#include "console/allow/allow_rules_area.h"
#include "support/case_house.h"

namespace hitme::console::allow {
namespace {

using namespace std::chrono_literals;
const auto noon = *core::parse_time("2026-03-01T12:00:00Z");

TEST(AllowDesk, CountsWhatIsHiddenAndWhatIsBenign) {
    tests::CaseHouse house;
    const std::string list = house.folder.path() + "/benign.csv";
    std::ofstream{list} << "203.0.113.0/24,research,Example University,page,2026-01-01\n";
    AllowRulesArea area{list};
    const auto added = house.ask(
        area, "POST", "/api/v1/allow-rules", noon, "",
        R"({"network":"192.0.2.0/24","signals":["tcp/445"],"reason":"scanner","owner":"mia","expires":"2026-04-01T00:00:00Z"})");
    ASSERT_EQ(house.status, 200u) << added;
    AllowDesk desk{*house.book, list};
    auto many = house.contact("192.0.2.7", noon + 1s);
    many.count = 10;
    house.deliver(
        {many, house.contact("192.0.2.8", noon + 2s), house.contact("192.0.2.8", noon + 3s),
         house.contact("203.0.113.5", noon + 4s), house.contact("198.51.100.1", noon + 5s)},
        {&desk}, noon + 5s);
    // Not yet noted: once a minute.
    EXPECT_NE(house.ask(area, "GET", "/api/v1/allow-rules", noon + 6s).find("\"hits\":0"),
              std::string::npos);
    desk.idle(noon + 66s);
    const auto listed = house.ask(area, "GET", "/api/v1/allow-rules", noon + 67s);
    EXPECT_NE(listed.find("\"hits\":12,\"hits_sources\":2,\"last_hit\":\"2026-03-01T12:00:03Z\""),
              std::string::npos)
        << listed;
    EXPECT_NE(listed.find("\"class\":\"research\",\"entries\":1,\"contacts\":1"), std::string::npos)
        << listed;
    // After a restart the count goes on.
    AllowDesk again{*house.book, list};
    house.deliver({house.contact("192.0.2.7", noon + 2min)}, {&again}, noon + 2min);
    again.finish();
    EXPECT_NE(house.ask(area, "GET", "/api/v1/allow-rules", noon + 3min).find("\"hits\":13"),
              std::string::npos);
}

}  // namespace
}  // namespace hitme::console::allow
