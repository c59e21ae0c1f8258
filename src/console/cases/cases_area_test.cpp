// SPDX-License-Identifier: Apache-2.0
#include "console/cases/cases_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/cases/case_desk.h"
#include "support/case_house.h"

namespace hitme::console::cases {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
const auto eight = *core::parse_time("2009-01-26T07:00:00Z");

class CasesAreaTest : public testing::Test {
 protected:
    void SetUp() override {
        house.lan_sensor("lan-1");
        CaseDesk desk{*house.book, house.notices, {{}, ""}};
        house.deliver({house.contact("10.1.2.3", eight), house.contact("10.1.2.4", eight + 1s)},
                      {&desk}, eight);
        desk.finish();
        id = house.notices.told.at(0).page.substr(7);
    }
    std::string ask(std::string_view method, const std::string& path, std::string_view query = "",
                    std::string_view body = "", Role role = Role::analyst) {
        return house.ask(area, method, path, eight + 1h, query, body, role);
    }
    tests::CaseHouse house;
    CasesArea area;
    std::string id;
};

TEST_F(CasesAreaTest, ListsSearchesAndCounts) {
    auto answer = ask("GET", "/api/v1/cases");
    EXPECT_EQ(house.status, 200u);
    EXPECT_THAT(answer, HasSubstr("\"total\":2"));
    EXPECT_THAT(answer, HasSubstr("\"counts\":{\"new\":2,\"assigned\":0"));
    EXPECT_THAT(ask("GET", "/api/v1/cases", "search=10.1.2.4"), HasSubstr("\"total\":1"));
    EXPECT_THAT(ask("GET", "/api/v1/cases", "search=10.1.0.0/16"), HasSubstr("\"total\":2"));
    EXPECT_THAT(ask("GET", "/api/v1/cases", "state=closed"), HasSubstr("\"total\":0"));
    ask("GET", "/api/v1/cases", "state=open");
    EXPECT_EQ(house.status, 400u);
}

TEST_F(CasesAreaTest, AChangeIsKeptInTheHistoryWithItsAuthor) {
    auto answer = ask("PUT", "/api/v1/cases/" + id, "",
                      R"({"state":"contained","owner":"mia","note":"port shut"})");
    EXPECT_EQ(house.status, 200u) << answer;
    EXPECT_THAT(answer, HasSubstr("\"state\":\"contained\""));
    answer = ask("GET", "/api/v1/cases/" + id);
    EXPECT_THAT(answer, HasSubstr("\"author\":\"mia\",\"state\":\"contained\",\"what\":\"owner "
                                  "mia; state contained; note\""));
    EXPECT_THAT(answer, HasSubstr("\"bytes\":\"SMB\""));
}

TEST_F(CasesAreaTest, RefusesWhoMayNotAndWhoIsLate) {
    ask("PUT", "/api/v1/cases/" + id, "", R"({"state":"closed"})", Role::viewer);
    EXPECT_EQ(house.status, 403u);
    ask("PUT", "/api/v1/cases/" + id, "", R"({"state":"closed","version":9})");
    EXPECT_EQ(house.status, 409u);
    ask("PUT", "/api/v1/cases/" + id, "", R"({"state":"closed"})");
    EXPECT_EQ(house.status, 200u);
    ask("PUT", "/api/v1/cases/" + id, "", R"({"state":"cleaned"})");
    EXPECT_EQ(house.status, 409u);
    ask("GET", "/api/v1/cases/c-none");
    EXPECT_EQ(house.status, 404u);
    ask("GET", "/api/v1/cases/../x");
    EXPECT_EQ(house.status, 404u);
    ask("DELETE", "/api/v1/cases/" + id);
    EXPECT_EQ(house.status, 405u);
    EXPECT_EQ(ask("GET", "/api/v1/casesx"), "");
    EXPECT_EQ(house.status, 0u);
}

TEST_F(CasesAreaTest, OpensOneByHandAndAnswersTheOneThatStands) {
    const auto opened =
        ask("POST", "/api/v1/cases", "", R"({"address":"192.0.2.9","note":"called"})");
    EXPECT_THAT(opened, HasSubstr("\"opened_by\":\"mia\""));
    EXPECT_EQ(ask("POST", "/api/v1/cases", "", R"({"address":"192.0.2.9"})").substr(0, 20),
              opened.substr(0, 20));
    ask("POST", "/api/v1/cases", "", R"({"address":"nowhere"})");
    EXPECT_EQ(house.status, 400u);
}

TEST_F(CasesAreaTest, ExportsBothForms) {
    const auto csv = ask("GET", "/api/v1/cases/export");
    EXPECT_TRUE(csv.starts_with("id,state,owner,address,")) << csv;
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
    EXPECT_TRUE(ask("GET", "/api/v1/cases/export", "form=json").starts_with("[{\"id\":"));
}

}  // namespace
}  // namespace hitme::console::cases
