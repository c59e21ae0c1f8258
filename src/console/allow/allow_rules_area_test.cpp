// SPDX-License-Identifier: Apache-2.0
#include "console/allow/allow_rules_area.h"

#include <gtest/gtest.h>

#include "support/case_house.h"

namespace hitme::console::allow {
namespace {

using namespace std::chrono_literals;
const auto noon = *core::parse_time("2026-03-01T12:00:00Z");
constexpr const char* path = "/api/v1/allow-rules";

TEST(AllowRulesArea, RefusesRulesThatSayTooLittleOrTooMuch) {
    tests::CaseHouse house;
    AllowRulesArea area{""};
    const auto status = [&](const char* body) {
        house.ask(area, "POST", path, noon, "", body);
        return house.status;
    };
    const std::string tail = R"("reason":"x","owner":"y","expires":"2026-04-01T00:00:00Z"})";
    EXPECT_EQ(status((R"({)" + tail).c_str()), 400u);  // would hide everything
    EXPECT_EQ(status(R"({"network":"192.0.2.1","owner":"y","expires":"2026-04-01T00:00:00Z"})"),
              400u);
    EXPECT_EQ(status(R"({"network":"192.0.2.1","reason":"x","owner":"y"})"), 400u);
    EXPECT_EQ(
        status(
            R"({"network":"192.0.2.1","reason":"x","owner":"y","expires":"2026-02-01T00:00:00Z"})"),
        400u);
    EXPECT_EQ(
        status(
            R"({"network":"192.0.2.1","reason":"x","owner":"y","expires":"2029-02-01T00:00:00Z"})"),
        400u);
    EXPECT_EQ(status((R"({"network":"192.0.2.1/33",)" + tail).c_str()), 400u);
    EXPECT_EQ(status((R"({"network":"0.0.0.0/0",)" + tail).c_str()), 400u);  // nor in other words
    EXPECT_EQ(status((R"({"network":"::/0",)" + tail).c_str()), 400u);
    EXPECT_EQ(status((R"({"network":"10.0.0.0/8",)" + tail).c_str()), 200u);
    EXPECT_EQ(status((R"({"network":"0.0.0.0/0","signals":["udp/161"],)" + tail).c_str()), 200u);
    EXPECT_EQ(status((R"({"signals":["445"],)" + tail).c_str()), 400u);
    EXPECT_EQ(status((R"({"stages":["worm"],)" + tail).c_str()), 400u);
    EXPECT_EQ(status((R"({"netwrk":"192.0.2.1",)" + tail).c_str()), 400u);
    EXPECT_EQ(status((R"({"stages":["scan"],)" + tail).c_str()), 200u);
    house.ask(area, "POST", path, noon, "", (R"({"stages":["scan"],)" + tail).c_str(),
              Role::viewer);
    EXPECT_EQ(house.status, 403u);
}

TEST(AllowRulesArea, ShowsWhatARuleHidesAndStopsWhenItIsEnded) {
    tests::CaseHouse house;
    AllowRulesArea area{""};
    const auto added = house.ask(
        area, "POST", path, noon, "",
        R"({"network":"192.0.2.0/24","reason":"scanner","owner":"mia","expires":"2026-04-01T00:00:00Z"})");
    const auto id = added.substr(added.find("r-"), 10);
    house.deliver({house.contact("192.0.2.7", noon + 1s), house.contact("198.51.100.1", noon + 2s)},
                  {}, noon);
    auto hidden = house.ask(area, "GET", std::string(path) + "/hidden", noon + 1h, "rule=" + id);
    EXPECT_EQ(house.status, 200u) << hidden;
    EXPECT_NE(hidden.find("\"hidden_by\":\"" + id + "\""), std::string::npos) << hidden;
    EXPECT_NE(hidden.find("\"source\":\"192.0.2.7\""), std::string::npos);
    EXPECT_EQ(hidden.find("198.51.100.1"), std::string::npos);
    const auto ended = house.ask(area, "DELETE", std::string(path) + "/" + id, noon + 2h);
    EXPECT_NE(ended.find("\"state\":\"ended\""), std::string::npos) << ended;
    // What it hid before it ended stays told.
    hidden = house.ask(area, "GET", std::string(path) + "/hidden", noon + 3h, "rule=" + id);
    EXPECT_NE(hidden.find("192.0.2.7"), std::string::npos);
    house.ask(area, "DELETE", std::string(path) + "/r-none", noon);
    EXPECT_EQ(house.status, 404u);
}

}  // namespace
}  // namespace hitme::console::allow
