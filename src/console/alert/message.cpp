// SPDX-License-Identifier: Apache-2.0
#include "console/alert/message.h"

#include "core/text.h"

namespace hitme::console::alert {
namespace {

// For people: nobody reads nanoseconds.
std::string to_the_second(core::Time at) {
    return core::format_rfc3339(std::chrono::floor<std::chrono::seconds>(at));
}

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

std::string message_list(const Message& message) {
    std::string text;
    for (const Notice& notice : message.notices)
        text += core::printable("[" + std::string(name_of(notice.severity)) + "] " +
                                    to_the_second(notice.at) + "  " + notice.title,
                                max_line) +
                "\n";
    for (const GroupSum& sum : message.groups)
        text += core::printable(
                    "[" + std::string(name_of(sum.worst)) + "] " + std::to_string(sum.notices) +
                        (sum.notices == 1 ? " notice, " : " notices, ") + to_the_second(sum.first) +
                        " to " + to_the_second(sum.last) + "  " + sum.title,
                    max_line) +
                "\n";
    return text;
}

std::string message_text(const Message& message) {
    if (message.kind != MessageKind::digest && message.all == 1 && !message.notices.empty())
        return core::printable(message.notices.front().text, max_text) + "\n";
    std::string text = message_list(message);
    if (message.kind == MessageKind::digest && message.all_groups > message.groups.size())
        text +=
            "and " + std::to_string(message.all_groups - message.groups.size()) + " more matters\n";
    if (message.kind == MessageKind::urgent && message.all > message.notices.size())
        text += "and " + std::to_string(message.all - message.notices.size()) + " more\n";
    return text;
}

}  // namespace hitme::console::alert
