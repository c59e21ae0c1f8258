// SPDX-License-Identifier: Apache-2.0
#include "console/alert/message.h"

#include <algorithm>

#include "console/alert/advice.h"
#include "console/retold_times.h"
#include "core/text.h"

namespace hitme::console::alert {
namespace {

constexpr std::size_t max_title = 160;
constexpr std::size_t max_line = 400;
constexpr std::size_t max_text = 2'000;

std::string mark(const Message& message) {
    return message.simulated ? "[simulated] " : "";
}

}  // namespace

std::string message_title(const Message& message) {
    std::string title = mark(message);
    if (message.kind == MessageKind::digest) {
        title += std::to_string(message.all) + (message.all == 1 ? " notice" : " notices") +
                 " on " + std::to_string(message.all_groups) +
                 (message.all_groups == 1 ? " matter" : " matters");
        if (!message.groups.empty()) title += ", first of all: " + message.groups.front().title;
    } else if (message.all == 1 && !message.notices.empty()) {
        title += message.notices.front().title;
    } else {
        title += std::to_string(message.all) + " urgent notices";
        if (!message.notices.empty()) title += ", first: " + message.notices.front().title;
    }
    return core::printable(title, max_title);
}

std::string link_to(const std::string& page, const Reader& reader) {
    if (reader.dashboard_link.empty() || page.empty()) return reader.dashboard_link;
    // The dashboard is one page, and what it shows is the address's part after the hash.
    return reader.dashboard_link + "/#" + page;
}

std::string message_list(const Message& message, const Reader& reader) {
    std::string text;
    const auto add = [&](const std::string& line, const std::string& page) {
        text += core::printable(line, max_line) + "\n";
        if (!reader.dashboard_link.empty() && !page.empty())
            text += "  " + core::printable(link_to(page, reader), max_line) + "\n";
    };
    for (const Notice& notice : message.notices)
        add("[" + std::string(name_of(notice.severity)) + "] " +
                reader.zone.format_to_the_second(notice.at) + "  " + notice.title,
            notice.page);
    for (const GroupSum& sum : message.groups)
        add("[" + std::string(name_of(sum.worst)) + "] " + std::to_string(sum.notices) +
                (sum.notices == 1 ? " notice, " : " notices, ") +
                reader.zone.format_to_the_second(sum.first) + " to " +
                reader.zone.format_to_the_second(sum.last) + "  " + sum.title,
            sum.page);
    return text;
}

std::string message_advice(const Message& message) {
    std::vector<std::string_view> lines;
    const auto add = [&](NoticeKind kind, Severity severity) {
        const auto line = advice_for(kind, severity);
        if (lines.size() < max_advice && std::find(lines.begin(), lines.end(), line) == lines.end())
            lines.push_back(line);
    };
    for (const Notice& notice : message.notices) add(notice.kind, notice.severity);
    for (const GroupSum& sum : message.groups) add(sum.kind, sum.worst);
    std::string text;
    for (const auto line : lines) text += (text.empty() ? "" : "\n") + std::string(line);
    return text;
}

std::string message_text(const Message& message, const Reader& reader) {
    const std::string advice = message_advice(message);
    const std::string last = advice.empty() ? "" : advice + "\n";
    if (message.kind != MessageKind::digest && message.all == 1 && !message.notices.empty()) {
        // Findings' sentences have the times of whoever judged, the others RFC 3339 in UTC.
        const std::string& text = message.notices.front().text;
        return core::printable(told_to_the_second(told_for(text, reader.zone), reader.zone),
                               max_text) +
               "\n" + last;
    }
    std::string text = message_list(message, reader);
    if (message.kind == MessageKind::digest && message.all_groups > message.groups.size())
        text +=
            "and " + std::to_string(message.all_groups - message.groups.size()) + " more matters\n";
    if (message.kind == MessageKind::urgent && message.all > message.notices.size())
        text += "and " + std::to_string(message.all - message.notices.size()) + " more\n";
    return text + last;
}

}  // namespace hitme::console::alert
