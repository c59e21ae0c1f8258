// SPDX-License-Identifier: Apache-2.0
#include "console/alert/webhook_body.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace hitme::console::alert {
namespace {

namespace json = boost::json;

Message hostile() {
    Notice notice;
    notice.kind = NoticeKind::internal_host;
    notice.severity = Severity::critical;
    notice.title = "<!channel> @everyone [x](http://evil) \"q\"\r\n\x1b";
    notice.text = "<script> & *bold*";
    notice.page = "/incidents/i-1";
    Message message;
    message.notices = {notice};
    message.worst = notice.severity;
    return message;
}

json::value body(Shape shape) {
    Channel channel;
    channel.type = ChannelType::webhook;
    channel.target.shape = shape;
    channel.target.room = "room";
    return json::parse(webhook_body(channel, hostile(), "http://127.0.0.1:7445"));
}

TEST(WebhookBody, SlackReadsNoMarkupAndCallsNobody) {
    EXPECT_EQ(body(Shape::slack).at("text").as_string(),
              "[critical] &lt;!channel&gt; @everyone [x](http://evil) \"q\"\\r\\n\\x1b\n"
              "&lt;script&gt; &amp; *bold*\nhttp://127.0.0.1:7445/#/incidents/i-1");
}

TEST(WebhookBody, TeamsGetsACardWithALink) {
    const auto card = body(Shape::teams).at("attachments").at(0).at("content");
    EXPECT_EQ(card.at("type").as_string(), "AdaptiveCard");
    EXPECT_EQ(card.at("body").at(1).at("text").as_string(), "\\<script\\> & \\*bold\\*\n");
    EXPECT_EQ(card.at("actions").at(0).at("url").as_string(),
              "http://127.0.0.1:7445/#/incidents/i-1");
}

TEST(WebhookBody, DiscordMentionsNobody) {
    const auto sent = body(Shape::discord);
    EXPECT_TRUE(sent.at("allowed_mentions").at("parse").as_array().empty());
    EXPECT_LE(sent.at("content").as_string().size(), 2000u);
    EXPECT_NE(sent.at("content").as_string().find("\\[x\\]\\(http"), json::string::npos);
}

TEST(WebhookBody, TelegramHasNoParseMode) {
    const auto sent = body(Shape::telegram).as_object();
    EXPECT_EQ(sent.at("chat_id").as_string(), "room");
    EXPECT_FALSE(sent.contains("parse_mode"));
    Channel channel;
    channel.target.shape = Shape::telegram;
    Message longest = hostile();
    longest.all = 20;
    longest.notices.resize(20, longest.notices.front());
    for (Notice& one : longest.notices) one.title.assign(380, 'x');
    EXPECT_EQ(json::parse(webhook_body(channel, longest, "")).at("text").as_string().size(), 4096u);
}

TEST(WebhookBody, NtfyHasTopicAndPriority) {
    const auto sent = body(Shape::ntfy);
    EXPECT_EQ(sent.at("topic").as_string(), "room");
    EXPECT_EQ(sent.at("priority").to_number<int>(), 5);
}

TEST(WebhookBody, ATemplateSaysIt) {
    Channel channel;
    channel.template_text = "{\"t\":\"{{title}}\",\"k\":\"{{kind}}\",\"l\":\"{{link}}\"}";
    const auto sent = json::parse(webhook_body(channel, hostile(), "http://d"));
    EXPECT_EQ(sent.at("k").as_string(), "internal_host");
    EXPECT_EQ(sent.at("l").as_string(), "http://d/#/incidents/i-1");
    EXPECT_EQ(sent.as_object().size(), 3u);
}

}  // namespace
}  // namespace hitme::console::alert
