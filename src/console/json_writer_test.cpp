// SPDX-License-Identifier: Apache-2.0
#include "console/json_writer.h"

#include <gtest/gtest.h>

#include <limits>

namespace hitme::console {
namespace {

TEST(JsonWriter, PutsCommasBetweenMembersAndElementsOnly) {
    JsonWriter json;
    json.begin_object().key("a").number(1).key("b").begin_array().text("x").null().end_array();
    json.key("c").begin_object().end_object().key("d").truth(true).end_object();
    EXPECT_EQ(json.take(), R"({"a":1,"b":["x",null],"c":{},"d":true})");
}

TEST(JsonWriter, WritesWhatHasNoNumberAsNull) {
    JsonWriter json;
    json.begin_array().real(0.25).real(std::numeric_limits<double>::infinity());
    json.real(std::nullopt).time(std::nullopt).end_array();
    EXPECT_EQ(json.take(), "[0.25,null,null,null]");
}

TEST(JsonWriter, EscapesTextOfStrangers) {
    JsonWriter json;
    json.text("</script>\"\n");
    EXPECT_EQ(json.take(), "\"</script>\\\"\\n\"");
}

}  // namespace
}  // namespace hitme::console
