// SPDX-License-Identifier: Apache-2.0
#include "console/alert/text_template.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace hitme::console::alert {
namespace {

std::string fault_of(const char* text, TemplateContext context = TemplateContext::json) {
    const auto parsed = TextTemplate::parse(text, context);
    return parsed ? "none" : parsed.error().context;
}

TEST(TextTemplate, NoValueGetsOutOfItsJsonString) {
    const auto parsed = TextTemplate::parse(
        "{\"text\": \"{{title}} from {{source}}\",\n \"n\": {{count}}, \"l\": \"{{list}}\"}",
        TemplateContext::json);
    ASSERT_TRUE(parsed) << parsed.error().context;
    TemplateValues values;
    values.title = "\"}, \"admin\": true, \"x\": \"\\\r\n\x01\xff";
    values.list = "a\nb\n";
    values.count = 12;
    const auto json = boost::json::parse(parsed->render(values));
    ASSERT_EQ(json.as_object().size(), 3u);
    EXPECT_EQ(json.at("n").to_number<int>(), 12);
    EXPECT_EQ(json.at("text").as_string(),
              "\"}, \"admin\": true, \"x\": \"\\\r\n\x01\xEF\xBF\xBD from ");
}

TEST(TextTemplate, TextIsPrintableInOneLineButForWhatHasLines) {
    const auto parsed = TextTemplate::parse("{{title}}|{{text}}", TemplateContext::text);
    ASSERT_TRUE(parsed);
    TemplateValues values;
    values.title = "a\r\nb\x1b[2J";
    values.text = "one\ntwo\x07";
    EXPECT_EQ(parsed->render(values), "a\\r\\nb\\x1b[2J|one\ntwo\\x07");
}

TEST(TextTemplate, SaysTheLineOfAFault) {
    EXPECT_EQ(fault_of("{\n\n\"a\": \"{{title\"}"), "line 3: {{ without }}");
    EXPECT_EQ(fault_of("{\"a\": {{title}}}"),
              "line 1: {{title}} does not stand inside a JSON string");
    EXPECT_EQ(fault_of("{\"a\": \"x\"}\n{{source}}"),
              "line 2: {{source}} does not stand inside a JSON string");
    EXPECT_EQ(fault_of("{\"a\": \"x\",\n}").substr(0, 17), "line 2: not JSON:");
    EXPECT_EQ(fault_of("{\"a\": \"x\"").substr(0, 17), "line 1: not JSON:");
    EXPECT_EQ(fault_of("{}\n{}"), "line 2: more than one JSON value");
    // A backslash before a placeholder would take the first character of its value away.
    EXPECT_NE(fault_of("{\"a\": \"\\{{title}}\"}"), "none");
    EXPECT_EQ(fault_of("plain {{title}}", TemplateContext::text), "none");
}

}  // namespace
}  // namespace hitme::console::alert
