// SPDX-License-Identifier: Apache-2.0
#include "console/alert/webhook_body.h"

#include "console/alert/message_json.h"
#include "console/json_writer.h"

namespace hitme::console::alert {
namespace {

constexpr std::size_t most_discord = 2'000;
constexpr std::size_t most_telegram = 4'096;
constexpr std::size_t most_other = 8'000;  // ours: far below what the others take

std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    text.resize(most - 3);
    return text + "...";
}

std::string link_of(const Message& message, const std::string& dashboard_link) {
    if (dashboard_link.empty()) return "";
    std::string page;
    if (message.notices.size() == 1) page = message.notices.front().page;
    if (message.notices.empty() && message.groups.size() == 1) page = message.groups.front().page;
    // The dashboard is one page, and what it shows is the address's part after the hash.
    return page.empty() ? dashboard_link : dashboard_link + "/#" + page;
}

std::string plain(const Message& message, const std::string& dashboard_link) {
    std::string text = "[" + std::string(name_of(message.worst)) + "] " + message_title(message) +
                       "\n" + message_text(message);
    const std::string link = link_of(message, dashboard_link);
    return link.empty() ? text : text + link;
}

/// Slack: the three characters that begin its markup.
std::string for_slack(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

/// Markdown of Discord and of Adaptive Cards: a backslash before what begins it. Mentions are switched off besides.
std::string for_markdown(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\`*_~|>#[]()<").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

/// ntfy: 5 is "max"; "default" is 3.
std::uint64_t ntfy_priority(Severity severity) {
    switch (severity) {
        case Severity::info:
            return 2;
        case Severity::low:
        case Severity::medium:
            return 3;
        case Severity::high:
            return 4;
        case Severity::critical:
            return 5;
    }
    return 3;
}

}  // namespace

TemplateValues template_values(const Message& message, const std::string& dashboard_link) {
    TemplateValues values;
    values.title = message_title(message);
    values.text = message_text(message);
    values.severity = name_of(message.worst);
    values.at = core::format_rfc3339(message.at);
    values.count = message.all;
    values.list = message_list(message);
    values.link = link_of(message, dashboard_link);
    values.kind = message.kind == MessageKind::digest ? "digest" : "";
    if (!message.notices.empty()) {
        const Notice& notice = message.notices.front();
        values.kind = name_of(notice.kind);
        values.at = core::format_rfc3339(notice.at);
        values.source = notice.source;
        values.signal = notice.signal;
        values.sensor = notice.sensor;
        values.group = notice.group;
        values.page = notice.page;
    }
    return values;
}

std::string webhook_body(const Channel& channel, const Message& message,
                         const std::string& dashboard_link) {
    if (!channel.template_text.empty()) {
        const auto parsed = TextTemplate::parse(channel.template_text, TemplateContext::json);
        if (parsed) return parsed->render(template_values(message, dashboard_link));
    }
    JsonWriter out;
    switch (channel.target.shape) {
        case Shape::json:
            return message_json(message, dashboard_link);
        case Shape::slack:
            out.begin_object();
            out.key("text").text(for_slack(cut(plain(message, dashboard_link), most_other)));
            out.end_object();
            break;
        case Shape::teams: {
            const auto block = [&](const std::string& text, const char* weight) {
                out.begin_object();
                out.key("type").text("TextBlock").key("wrap").truth(true);
                out.key("weight").text(weight);
                out.key("text").text(for_markdown(cut(text, most_other)));
                out.end_object();
            };
            out.begin_object();
            out.key("type").text("message");
            out.key("attachments").begin_array().begin_object();
            out.key("contentType").text("application/vnd.microsoft.card.adaptive");
            out.key("content").begin_object();
            out.key("$schema").text("http://adaptivecards.io/schemas/adaptive-card.json");
            out.key("type").text("AdaptiveCard").key("version").text("1.4");
            out.key("body").begin_array();
            block("[" + std::string(name_of(message.worst)) + "] " + message_title(message),
                  "Bolder");
            block(message_text(message), "Default");
            out.end_array();
            const std::string link = link_of(message, dashboard_link);
            if (!link.empty()) {
                out.key("actions").begin_array().begin_object();
                out.key("type").text("Action.OpenUrl").key("title").text("Open the dashboard");
                out.key("url").text(link);
                out.end_object().end_array();
            }
            out.end_object();
            out.end_object().end_array();
            out.end_object();
            break;
        }
        case Shape::discord:
            out.begin_object();
            out.key("content").text(
                cut(for_markdown(plain(message, dashboard_link)), most_discord));
            out.key("allowed_mentions").raw("{\"parse\":[]}");
            out.end_object();
            break;
        case Shape::telegram:
            out.begin_object();
            out.key("chat_id").text(channel.target.room);
            out.key("text").text(cut(plain(message, dashboard_link), most_telegram));
            out.key("disable_web_page_preview").truth(true);
            out.end_object();
            break;
        case Shape::ntfy: {
            out.begin_object();
            out.key("topic").text(channel.target.room);
            out.key("title").text(message_title(message));
            out.key("message").text(cut(message_text(message), most_telegram));
            out.key("priority").number(ntfy_priority(message.worst));
            const std::string link = link_of(message, dashboard_link);
            if (!link.empty()) out.key("click").text(link);
            out.end_object();
            break;
        }
    }
    return out.take();
}

}  // namespace hitme::console::alert
