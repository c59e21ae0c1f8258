// SPDX-License-Identifier: Apache-2.0
#include "console/alert/mail_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "console/alert/text_template.h"
#include "console/alert/webhook_body.h"
#include "core/digest.h"
#include "core/text.h"

namespace hitme::console::alert {
namespace {

constexpr std::size_t longest_plain =
    60;  // with "Subject: " below the 78 of RFC 5322 section 2.1.1
constexpr std::size_t bytes_per_word = 42;   // 56 in Base64; with =?UTF-8?B??= 68 of RFC 2047's 75
constexpr std::size_t longest_encoded = 76;  // RFC 2045 section 6.7 rule 5

bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string id_of(std::string_view what, std::string_view from) {
    const std::string domain{from.substr(from.find('@') + 1)};
    return "<" + std::string(what) + "@" + domain + ">";
}

}  // namespace

std::string mail_date(core::Time at) {
    const auto day = core::day_of(at);
    const std::chrono::year_month_day date{day};
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at - day).count();
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[48];
    std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d +0000",
                  days[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                  months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60),
                  static_cast<int>(seconds % 60));
    return text;
}

std::string mail_header_text(std::string_view text) {
    // "=?" would be read as the beginning of an encoded word that is none of ours.
    if (is_plain(text) && text.size() <= longest_plain && text.find("=?") == std::string_view::npos)
        return std::string(text);
    std::string out;
    while (!text.empty()) {
        std::size_t length = std::min(text.size(), bytes_per_word);
        // A character is not cut in two (RFC 2047 section 5): continuation bytes are 10xxxxxx.
        while (length < text.size() && length > 1 &&
               (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
            --length;
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?";
        core::append_base64(out, core::as_bytes(text.substr(0, length)));
        out += "?=";
        text.remove_prefix(length);
    }
    return out;
}

std::string quoted_printable(std::string_view text) {
    std::string out;
    std::size_t column = 0;
    const auto add = [&](const std::string& piece) {
        if (column + piece.size() > longest_encoded - 1) {
            out += "=\r\n";
            column = 0;
        }
        out += piece;
        column += piece.size();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        const bool blank_at_end = c == ' ' && (i + 1 == text.size() || text[i + 1] == '\n');
        if (c >= 0x20 && c < 0x7f && c != '=' && !blank_at_end) {
            add(std::string(1, c));
        } else {
            char code[4];
            std::snprintf(code, sizeof code, "=%02X", static_cast<unsigned char>(c));
            add(code);
        }
    }
    return out;
}

std::string mail_text(const Channel& channel, const Message& message, const Reader& reader,
                      const std::string& unique) {
    const std::string& from = channel.target.mail_from;
    std::string text;
    const auto header = [&](const char* name, const std::string& value) {
        text += std::string(name) + ": " + value + "\r\n";
    };
    header("Date", mail_date(message.at));
    header("From", "hitme <" + from + ">");
    std::string to;
    for (const std::string& one : channel.to) to += (to.empty() ? "<" : ",\r\n <") + one + ">";
    header("To", to);
    header("Subject", mail_header_text("[hitme " + std::string(name_of(message.worst)) + "] " +
                                       message_title(message)));
    header("Message-ID", id_of(unique, from));
    const std::string group = message.kind == MessageKind::notice && !message.notices.empty()
                                  ? "group/" + message.notices.front().group
                              : message.kind == MessageKind::digest ? "digest/" + channel.name
                                                                    : "urgent/" + channel.name;
    // Hashed, because a group may hold anything.
    const std::string thread =
        id_of("thread-" + core::sha256_hex(core::as_bytes(group)).substr(0, 32), from);
    header("In-Reply-To", thread);
    header("References", thread);
    header("Auto-Submitted", "auto-generated");  // RFC 3834 section 5
    header("MIME-Version", "1.0");
    header("Content-Type", "text/plain; charset=utf-8");
    header("Content-Transfer-Encoding", "quoted-printable");
    text += "\r\n";

    const TemplateValues values = template_values(message, reader);
    std::string body;
    if (const auto own = TextTemplate::parse(channel.template_text, TemplateContext::text);
        own && !channel.template_text.empty()) {
        body = own->render(values);
    } else {
        body = message_title(message) + "\n\n" + values.text + "\n";
        if (!values.link.empty()) body += values.link + "\n\n";
        body += "-- \nhitme, channel " + channel.name + ". Times are those of " +
                reader.zone.name() + ". A source is an address, not a machine or a person.\n";
    }
    return text + quoted_printable(body) + (body.ends_with('\n') ? "" : "\r\n");
}

}  // namespace hitme::console::alert
