// SPDX-License-Identifier: Apache-2.0
#include "console/json_body.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(JsonBody, ReadsMembersByTheirType) {
    JsonBody body(
        R"({"name":"mara","count":7,"share":0.5,"on":true,"at":"2026-03-01T12:00:00Z",)"
        R"("ports":["445","22"],"role":"analyst","rest":{"a":[1]},"rows":[{"id":"x"},{"id":"y"}]})");
    EXPECT_EQ(body.text("name", 10), "mara");
    EXPECT_EQ(body.number("count", 1, 10), 7u);
    EXPECT_EQ(body.real("share", 0, 1), 0.5);
    EXPECT_TRUE(body.truth("on"));
    EXPECT_EQ(body.time("at"), core::parse_time("2026-03-01T12:00:00Z"));
    EXPECT_EQ(body.texts("ports", 5, 5), (std::vector<std::string>{"445", "22"}));
    constexpr std::string_view roles[] = {"viewer", "analyst"};
    EXPECT_EQ(body.choice("role", roles), 1u);
    EXPECT_EQ(body.raw("rest"), R"({"a":[1]})");
    auto rows = body.objects("rows", 5);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[1].text("id", 5), "y");
    EXPECT_FALSE(body.fault());
}

TEST(JsonBody, TheFirstFaultIsToldWithItsMember) {
    JsonBody body(R"({"count":11,"name":5})");
    EXPECT_EQ(body.number("count", 1, 10), 1u);
    EXPECT_EQ(body.text("name", 5), "");
    ASSERT_TRUE(body.fault());
    EXPECT_EQ(body.fault()->parameter, "count");
    EXPECT_EQ(body.fault()->reason, "is not a whole number from 1 to 10");
}

TEST(JsonBody, MissingMembersGiveTheirDefaultsOrAFault) {
    JsonBody lenient("{}");
    EXPECT_EQ(lenient.number("count", 1, 10, 4), 4u);
    EXPECT_EQ(lenient.text("note", 10, Needed::no), "");
    EXPECT_TRUE(lenient.truth("on", true));
    EXPECT_FALSE(lenient.fault());
    JsonBody strict(R"({"name":null})");
    strict.text("name", 10);
    ASSERT_TRUE(strict.fault());
    EXPECT_EQ(strict.fault()->parameter, "name");
}

TEST(JsonBody, AMemberThatNobodyAskedForIsAFaultInARequest) {
    JsonBody request(R"({"name":"x","nmae":"y"})");
    request.text("name", 5);
    ASSERT_TRUE(request.fault());
    EXPECT_EQ(request.fault()->parameter, "nmae");
    JsonBody record(R"({"name":"x","later":1})", Unasked::is_passed_by);
    record.text("name", 5);
    EXPECT_FALSE(record.fault());
}

TEST(JsonBody, WhatIsNoObjectIsAFaultAsAWhole) {
    for (const char* text : {"", "[]", "7", "{", "{\"a\":1}x", "{\"a\":\"\x01\"}"}) {
        const JsonBody body(text);
        ASSERT_TRUE(body.fault()) << text;
        EXPECT_EQ(body.fault()->parameter, "") << text;
    }
    EXPECT_TRUE(JsonBody(std::string(40, '[') + std::string(40, ']')).fault());
    EXPECT_TRUE(JsonBody(std::string(max_json_body_bytes + 1, ' ')).fault());
}

TEST(JsonBody, RefusesControlCharactersInTexts) {
    JsonBody body(R"({"a":"one\u001b[31m","b":"two\nlines"})");
    EXPECT_EQ(body.text("b", 20), "two\nlines");
    EXPECT_EQ(body.text("a", 20), "");
    EXPECT_TRUE(body.fault());
}

}  // namespace
}  // namespace hitme::console
