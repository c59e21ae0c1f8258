// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/area_call.h"

#include <gtest/gtest.h>

#include "console/cases/cases_area.h"
#include "support/scratch_folder.h"

namespace hitme::app {
namespace {

TEST(AreaCall, AsksAnAreaOnAStoreThatIsMadeWhereItIsMissing) {
    const tests::ScratchFolder folder;
    auto call = AreaCall::open(folder.path() + "/new");
    ASSERT_TRUE(call.has_value()) << call.error().context;
    console::cases::CasesArea area;
    const auto opened = call->ask(area, "POST", "/api/v1/cases", "", R"({"address":"192.0.2.1"})");
    ASSERT_TRUE(opened.has_value()) << opened.error().context;
    EXPECT_EQ(member_of(opened->body, "host.address"), "192.0.2.1");
    EXPECT_EQ(member_of(opened->body, "opened_by"), person_here());
    const auto wrong = call->ask(area, "GET", "/api/v1/cases", "stat=new");
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().code, core::ErrorCode::bad_input);
    EXPECT_NE(wrong.error().context.find("stat"), std::string::npos);
}

TEST(AreaCall, ATableShowsNoEscapes) {
    EXPECT_EQ(table_of(R"({"rows":[{"a":"x","b":{"c":[1,2]}},{"a":"\u001b[2J"}]})", "rows",
                       {"ONE=a", "TWO=b.c"}),
              "ONE      TWO\n"
              "x        1 2\n"
              "\\x1b[2J  -\n");
}

// RFC 3986 section 2.1 and 2.3.
TEST(AreaCall, AQueryIsPercentEncoded) {
    EXPECT_EQ(query_of({{"at", "2009-01-26 08:00"}, {"zone", "Europe/Berlin"}, {"none", ""}}),
              "at=2009-01-26%2008%3a00&zone=Europe%2fBerlin");
}

}  // namespace
}  // namespace hitme::app
