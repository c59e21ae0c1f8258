// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/json_fields.h"

#include <gtest/gtest.h>

#include <string>

namespace hitme::sensor {
namespace {

TEST(JsonFields, TakesOneObjectOutOfAnArrayThatSpansLines) {
    for (const char* line :
         {R"({"a":"x"})", R"([{"a":"x"},)", R"(  {"a":"x"}])", R"(, {"a":"x"})"}) {
        const auto object = parse_object(line);
        ASSERT_TRUE(object) << line;
        EXPECT_EQ(text_field(*object, "a"), "x");
    }
    EXPECT_TRUE(holds_nothing("]"));
    EXPECT_TRUE(holds_nothing(" , "));
    EXPECT_FALSE(holds_nothing("{"));
}

TEST(JsonFields, RefusesWhatIsNoObjectOrTooDeep) {
    EXPECT_FALSE(parse_object("\"text\""));
    EXPECT_FALSE(parse_object("{\"a\":"));
    EXPECT_FALSE(parse_object("{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}"));
}

TEST(JsonFields, ReadsPortsAsNumbersAndAsText) {
    const auto object = parse_object(R"({"a":445,"b":"445","c":-1,"d":70000,"e":1.5})");
    ASSERT_TRUE(object);
    EXPECT_EQ(port_field(*object, "a"), 445);
    EXPECT_EQ(port_field(*object, "b"), 445);
    for (const char* key : {"c", "d", "e", "none"}) EXPECT_FALSE(port_field(*object, key)) << key;
}

}  // namespace
}  // namespace hitme::sensor
