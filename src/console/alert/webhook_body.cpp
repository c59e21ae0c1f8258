// SPDX-License-Identifier: Apache-2.0
#include "console/alert/webhook_body.h"

#include "console/alert/message_json.h"
#include "console/json_writer.h"

namespace hitme::console::alert {
namespace {

constexpr std::size_t most_discord = 2'000;
constexpr std::size_t most_telegram = 4'096;
constexpr std::size_t most_other = 8'000;  // ours: far below what the others take

/// At the end of a line where one is near, so that no link is cut in two.
std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    text.resize(most - 4);
    const std::size_t line = text.rfind('\n');
    if (line != std::string::npos && line > most / 2) text.resize(line);
    return text + "\n...";
}

std::string link_of(const Message& message, const Reader& reader) {
    std::string page;
    if (message.notices.size() == 1) page = message.notices.front().page;
    if (message.notices.empty() && message.groups.size() == 1) page = message.groups.front().page;
    return link_to(page, reader);
}

std::string plain(const Message& message, const Reader& reader) {
    std::string text = "[" + std::string(name_of(message.worst)) + "] " + message_title(message) +
                       "\n" + message_text(message, reader);
    const std::string link = link_of(message, reader);
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

/// Whether `text` begins with a link to our dashboard, and how long that is: markup characters in it are part of it. Nothing else
/// may be in one, so a stranger's text gains nothing by looking like it.
std::size_t own_link_length(std::string_view text, const Reader& reader) {
    if (reader.dashboard_link.empty() || !text.starts_with(reader.dashboard_link + "/#/")) return 0;
    std::size_t end = reader.dashboard_link.size() + 2;
    const auto of_a_path = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '-' || c == '.' || c == ':' || c == '_';
    };
    while (end < text.size() && of_a_path(text[end])) ++end;
    return end == text.size() || text[end] == '\n' ? end : 0;
}

/// Markdown of Discord and of Adaptive Cards: a backslash before what begins it, but not in our own links, which it would break.
/// Mentions are switched off besides.
std::string for_markdown(std::string_view text, const Reader& reader) {
    std::string out;
    while (!text.empty()) {
        if (const std::size_t link = own_link_length(text, reader); link > 0) {
            out += text.substr(0, link);
            text.remove_prefix(link);
            continue;
        }
        if (std::string_view("\\`*_~|>#[]()<").find(text.front()) != std::string_view::npos)
            out += '\\';
        out += text.front();
        text.remove_prefix(1);
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

TemplateValues template_values(const Message& message, const Reader& reader) {
    TemplateValues values;
    values.title = message_title(message);
    values.text = message_text(message, reader);
    values.severity = name_of(message.worst);
    values.at = core::format_rfc3339(message.at);
    values.time = reader.zone.format_to_the_second(message.at);
    values.advice = message_advice(message);
    values.count = message.all;
    values.list = message_list(message, reader);
    values.link = link_of(message, reader);
    values.kind = message.kind == MessageKind::digest ? "digest" : "";
    if (!message.notices.empty()) {
        const Notice& notice = message.notices.front();
        values.kind = name_of(notice.kind);
        values.at = core::format_rfc3339(notice.at);
        values.time = reader.zone.format_to_the_second(notice.at);
        values.source = notice.source;
        values.signal = notice.signal;
        values.sensor = notice.sensor;
        values.group = notice.group;
        values.page = notice.page;
    }
    return values;
}

std::string webhook_body(const Channel& channel, const Message& message, const Reader& reader) {
    if (!channel.template_text.empty()) {
        const auto parsed = TextTemplate::parse(channel.template_text, TemplateContext::json);
        if (parsed) return parsed->render(template_values(message, reader));
    }
    JsonWriter out;
    switch (channel.target.shape) {
        case Shape::json:
            return message_json(message, reader.dashboard_link);
        case Shape::slack:
            out.begin_object();
            out.key("text").text(for_slack(cut(plain(message, reader), most_other)));
            out.end_object();
            break;
        case Shape::teams: {
            const auto block = [&](const std::string& text, const char* weight) {
                out.begin_object();
                out.key("type").text("TextBlock").key("wrap").truth(true);
                out.key("weight").text(weight);
                out.key("text").text(for_markdown(cut(text, most_other), reader));
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
            block(message_text(message, reader), "Default");
            out.end_array();
            const std::string link = link_of(message, reader);
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
                cut(for_markdown(plain(message, reader), reader), most_discord));
            out.key("allowed_mentions").raw("{\"parse\":[]}");
            out.end_object();
            break;
        case Shape::telegram:
            out.begin_object();
            out.key("chat_id").text(channel.target.room);
            out.key("text").text(cut(plain(message, reader), most_telegram));
            out.key("disable_web_page_preview").truth(true);
            out.end_object();
            break;
        case Shape::ntfy: {
            out.begin_object();
            out.key("topic").text(channel.target.room);
            out.key("title").text(message_title(message));
            out.key("message").text(cut(message_text(message, reader), most_telegram));
            out.key("priority").number(ntfy_priority(message.worst));
            const std::string link = link_of(message, reader);
            if (!link.empty()) out.key("click").text(link);
            out.end_object();
            break;
        }
    }
    return out.take();
}

}  // namespace hitme::console::alert
