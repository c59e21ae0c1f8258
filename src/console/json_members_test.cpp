// SPDX-License-Identifier: Apache-2.0
#include "console/json_members.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace hitme::console {
namespace {

TEST(JsonMembers, AreReadByNameAndKind) {
    const auto value = boost::json::parse(
        R"({"a":"x","n":7,"r":1.5,"t":"2009-01-25T16:00:00Z","y":true,"l":["p",3,"q"],"o":{},"z":null})");
    JsonMembers members{value.get_object()};
    EXPECT_EQ(members.text("a"), "x");
    EXPECT_EQ(members.number("n"), 7u);
    EXPECT_EQ(members.real("r"), 1.5);
    EXPECT_EQ(members.real("n"), 7.0);
    EXPECT_EQ(members.time("t"), core::parse_time("2009-01-25T16:00:00Z"));
    EXPECT_TRUE(members.truth("y"));
    EXPECT_EQ(members.texts("l"), (std::vector<std::string>{"p", "q"}));
    EXPECT_TRUE(members.object("o").empty());
    EXPECT_EQ(members.maybe_text("z"), std::nullopt);
    EXPECT_EQ(members.maybe_time("none"), std::nullopt);
    EXPECT_EQ(members.maybe_real("a"), std::nullopt);
    EXPECT_EQ(members.failed(), "");
}

TEST(JsonMembers, TheFirstThatIsMissingOrOfAnotherKindIsNamed) {
    const auto value = boost::json::parse(R"({"a":1,"n":-1,"t":"noon","o":[]})");
    for (const char* key : {"a", "none"}) {
        JsonMembers members{value.get_object()};
        EXPECT_EQ(members.text(key), "");
        EXPECT_EQ(members.number("n"), 0u);
        EXPECT_EQ(members.failed(), key);
    }
    JsonMembers numbers{value.get_object()};
    numbers.number("n");
    EXPECT_EQ(numbers.failed(), "n");
    JsonMembers times{value.get_object()};
    times.time("t");
    EXPECT_EQ(times.failed(), "t");
    JsonMembers objects{value.get_object()};
    EXPECT_TRUE(objects.object("o").empty());
    EXPECT_EQ(objects.failed(), "o");
}

}  // namespace
}  // namespace hitme::console
