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
    EXPECT_EQ(one.size(), 15u);
}

TEST(MessageJson, MachinesGetTheEvidenceTheAdviceAndTheLink) {
    Notice notice;
    notice.kind = NoticeKind::internal_host;
    notice.at = *core::parse_time("2026-03-01T12:00:05.123456789Z");
    notice.page = "/cases/c-1";
    notice.evidence = "{\"first_bytes\":\"AP9H\"}";
    Message message;
    message.notices = {notice};
    const auto json = boost::json::parse(message_json(message, "http://127.0.0.1:7445"));
    const auto& one = json.at("notices").at(0);
    EXPECT_EQ(one.at("at").as_string(), "2026-03-01T12:00:05.123456789Z");
    EXPECT_EQ(one.at("evidence").at(0).at("first_bytes").as_string(), "AP9H");
    EXPECT_EQ(one.at("link").as_string(), "http://127.0.0.1:7445/#/cases/c-1");
    EXPECT_TRUE(one.at("advice").as_string().starts_with("First: "));
    // What the dashboard and the book keep of it has no bytes of a stranger.
    EXPECT_FALSE(boost::json::parse(notice_json(notice)).as_object().contains("evidence"));
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
