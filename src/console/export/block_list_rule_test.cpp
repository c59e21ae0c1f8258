// SPDX-License-Identifier: Apache-2.0
#include "console/export/block_list_rule.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

std::string fault_of(std::string_view text, std::string_view name = "edge") {
    const auto rule = parse_rule(text, name);
    return rule ? "none" : rule.error().to_string();
}

TEST(BlockListRule, ReadsEveryField) {
    const auto rule =
        parse_rule(R"({"name":"edge","sensors":3,"contacts":5,"stage":"exploit_attempt",
        "within":"14d","expire":"36h","except_classes":["research"],"never":["192.0.2.0/24","2001:db8::1"]})",
                   "edge");
    ASSERT_TRUE(rule.has_value()) << rule.error().to_string();
    EXPECT_EQ(rule->sensors, 3u);
    EXPECT_EQ(rule->contacts, 5u);
    EXPECT_EQ(rule->stage, event::Stage::exploit_attempt);
    EXPECT_EQ(rule->within, std::chrono::days{14});
    EXPECT_EQ(rule->expire, 36h);
    EXPECT_EQ(rule->except_classes, std::vector<std::string>{"research"});
    ASSERT_EQ(rule->never.size(), 2u);
    EXPECT_EQ(rule->never[1].to_string(), "2001:db8::1/128");
}

TEST(BlockListRule, WhatIsWrittenReadsBack) {
    const auto rule = parse_rule(R"({"sensors":1,"never":["10.0.0.0/8"]})", "a-b_c");
    ASSERT_TRUE(rule.has_value());
    const auto again = parse_rule(rule_body(*rule), "a-b_c");
    ASSERT_TRUE(again.has_value()) << again.error().to_string();
    EXPECT_EQ(rule_body(*again), rule_body(*rule));
}

TEST(BlockListRule, FaultsNameTheirLine) {
    EXPECT_EQ(fault_of("{\n  \"sensors\": 2,\n  \"stage\": \"probes\"\n}"),
              "line 3: stage: must be one of none, scan, probe, enumeration, brute_force, "
              "exploit_attempt, payload_delivery");
    EXPECT_EQ(fault_of("{\n\"sensors\": 0}"),
              "line 2: sensors: must be a whole number from 1 to 1000");
    EXPECT_EQ(fault_of("{\n\n\"contacts\": 1.5}"),
              "line 3: contacts: must be a whole number from 1 to 1000000");
    EXPECT_EQ(fault_of("{\"sensor\": 2}"),
              "line 1: sensor: is no field of a rule; did you mean sensors?");
    EXPECT_EQ(fault_of("{\n\"never\": [\"192.0.2.0/33\"]}").substr(0, 30),
              "line 2: never: \"192.0.2.0/33\" ");
    EXPECT_EQ(fault_of("{\"expire\":\"1s\"}").substr(0, 16), "line 1: expire: ");
    EXPECT_EQ(fault_of("{\"within\":\"91d\"}").substr(0, 16), "line 1: within: ");
    EXPECT_EQ(fault_of("{\n\"sensors\": 2,\n}").substr(0, 17), "line 3: not JSON:");
    EXPECT_EQ(fault_of("{}{}").substr(0, 17), "line 1: not JSON:");
    EXPECT_EQ(fault_of("[]"), "line 1: must be an object");
    EXPECT_EQ(fault_of("{\"name\":\"other\"}").substr(0, 13), "line 1: name:");
    EXPECT_EQ(fault_of(std::string(max_rule_bytes + 1, ' ')).substr(0, 14), "line 1: longer");
}

}  // namespace
}  // namespace hitme::console
