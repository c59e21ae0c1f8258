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
    return json::parse(
        webhook_body(channel, hostile(), {runtime::Zone::utc(), "http://127.0.0.1:7445"}));
}

TEST(WebhookBody, SlackReadsNoMarkupAndCallsNobody) {
    EXPECT_EQ(
        body(Shape::slack).at("text").as_string(),
        "[critical] &lt;!channel&gt; @everyone [x](http://evil) \"q\"\\r\\n\\x1b\n"
        "&lt;script&gt; &amp; *bold*\nFirst: find this machine and its user, and take it off the "
        "network without switching it off.\nhttp://127.0.0.1:7445/#/incidents/i-1");
}

TEST(WebhookBody, TeamsGetsACardWithALink) {
    const auto card = body(Shape::teams).at("attachments").at(0).at("content");
    EXPECT_EQ(card.at("type").as_string(), "AdaptiveCard");
    EXPECT_EQ(
        card.at("body").at(1).at("text").as_string(),
        "\\<script\\> & \\*bold\\*\nFirst: find this machine and its user, and take it off the "
        "network without switching it off.\n");
    EXPECT_EQ(card.at("actions").at(0).at("url").as_string(),
              "http://127.0.0.1:7445/#/incidents/i-1");
}

TEST(WebhookBody, DiscordMentionsNobody) {
    const auto sent = body(Shape::discord);
    EXPECT_TRUE(sent.at("allowed_mentions").at("parse").as_array().empty());
    EXPECT_LE(sent.at("content").as_string().size(), 2000u);
    EXPECT_NE(sent.at("content").as_string().find("\\[x\\]\\(http"), json::string::npos);
}

TEST(WebhookBody, OurOwnLinksAreNotBrokenByEscapingAndNobodyElsesAreSpared) {
    Message several = hostile();
    several.kind = MessageKind::urgent;
    several.all = 2;
    several.notices.push_back(several.notices.front());
    several.notices[1].page = "/cases/c-2";
    several.notices[1].title = "http://127.0.0.1:7445/#/x_](http://evil)";
    Channel channel;
    channel.target.shape = Shape::discord;
    const auto text =
        json::parse(webhook_body(channel, several, {runtime::Zone::utc(), "http://127.0.0.1:7445"}))
            .at("content")
            .as_string();
    EXPECT_NE(text.find("http://127.0.0.1:7445/#/incidents/i-1\n"), json::string::npos);
    EXPECT_NE(text.find("http://127.0.0.1:7445/#/cases/c-2\n"), json::string::npos);
    EXPECT_NE(text.find("/\\#/x\\_\\]\\(http://evil"), json::string::npos);
}

TEST(WebhookBody, ATemplateMayTellTheReadersTimeAndWhatToDo) {
    Channel channel;
    channel.template_text = "{\"t\":\"{{time}}\",\"u\":\"{{at}}\",\"a\":\"{{advice}}\"}";
    Message message = hostile();
    message.notices.front().at = *core::parse_time("2026-07-01T10:00:00.250Z");
    const auto sent =
        json::parse(webhook_body(channel, message, {*runtime::Zone::find("America/New_York"), ""}));
    EXPECT_EQ(sent.at("t").as_string(), "2026-07-01 06:00:00 EDT");
    EXPECT_EQ(sent.at("u").as_string(), "2026-07-01T10:00:00.250Z");
    EXPECT_TRUE(sent.at("a").as_string().starts_with("First: find this machine"));
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
    for (Notice& one : longest.notices) one.title.assign(340, 'x');
    longest.kind = MessageKind::urgent;
    const auto text = json::parse(webhook_body(channel, longest, {})).at("text").as_string();
    EXPECT_LE(text.size(), 4096u);  // of the Bot API
    EXPECT_GT(text.size(), 3'600u);
    EXPECT_TRUE(text.ends_with("xxx\n...")) << "a line is not cut in two";
}

TEST(WebhookBody, NtfyHasTopicAndPriority) {
    const auto sent = body(Shape::ntfy);
    EXPECT_EQ(sent.at("topic").as_string(), "room");
    EXPECT_EQ(sent.at("priority").to_number<int>(), 5);
}

TEST(WebhookBody, ATemplateSaysIt) {
    Channel channel;
    channel.template_text = "{\"t\":\"{{title}}\",\"k\":\"{{kind}}\",\"l\":\"{{link}}\"}";
    const auto sent =
        json::parse(webhook_body(channel, hostile(), {runtime::Zone::utc(), "http://d"}));
    EXPECT_EQ(sent.at("k").as_string(), "internal_host");
    EXPECT_EQ(sent.at("l").as_string(), "http://d/#/incidents/i-1");
    EXPECT_EQ(sent.as_object().size(), 3u);
}

}  // namespace
}  // namespace hitme::console::alert
