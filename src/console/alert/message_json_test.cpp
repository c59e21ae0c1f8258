// SPDX-License-Identifier: Apache-2.0
#include "console/alert/message_json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace hitme::console::alert {
namespace {

TEST(MessageJson, HostileTextIsAStringAndNothingElse) {
    Message message;
    Notice notice;
    notice.title = "\"},{\"evil\":1,\"a\":\"";
    notice.text = std::string("\0\xff\r\n$(id)`", 10);
    notice.source = "192.0.2.1";
    notice.body = "{\"id\":\"i-1\"}";
    message.notices = {notice};
    const auto json = boost::json::parse(message_json(message, "http://127.0.0.1:7445"));
    const auto& one = json.at("notices").as_array().at(0).as_object();
    EXPECT_EQ(one.at("title").as_string(), "\"},{\"evil\":1,\"a\":\"");
    EXPECT_EQ(one.at("text").as_string(), boost::json::string_view("\0\xEF\xBF\xBD\r\n$(id)`", 12));
    EXPECT_EQ(one.at("body").at("id").as_string(), "i-1");
    EXPECT_EQ(one.size(), 12u);
}

TEST(MessageJson, ADigestHasItsGroups) {
    Message message;
    message.kind = MessageKind::digest;
    message.all = 3;
    message.groups = {{"g", 3, {}, {}, Severity::low, "t", "/p"}};
    const auto json = boost::json::parse(message_json(message, ""));
    EXPECT_EQ(json.at("message").as_string(), "digest");
    EXPECT_EQ(json.at("count").to_number<int>(), 3);
    EXPECT_EQ(json.at("groups").as_array().at(0).at("page").as_string(), "/p");
}

}  // namespace
}  // namespace hitme::console::alert
