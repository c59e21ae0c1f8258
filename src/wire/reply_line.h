// SPDX-License-Identifier: Apache-2.0
// One line of a server's reply in FTP and SMTP, and one command line of a client.
//
// What     RFC 959 section 4.2 and RFC 5321 section 4.2: three digits, then SP or "-" (more lines follow), then text;
//          RFC 959 section 4.1 and RFC 5321 section 4.1.1: a verb without case, SP, an argument.
// Input    a line without its end (wire/line_splitter.h).
// Pure     views point into the line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace hitme::wire {

struct ReplyLine {
    std::uint16_t code = 0;  ///< 100 to 599
    bool more = false;       ///< not the last line of this reply
    std::string_view text;
};

/// Errors   bad_value: "Reply-code" is not three digits from 1xx to 5xx, or is followed by neither SP nor "-".
core::Parsed<ReplyLine> decode_reply_line(std::string_view line);

struct CommandLine {
    std::string verb;           ///< in upper case
    std::string_view argument;  ///< after the spaces; trailing spaces stay
};

constexpr std::size_t max_verb_bytes = 16;  // ours: the longest in use is STARTTLS

/// Errors   bad_value: "verb" is empty, longer than max_verb_bytes, or holds other than letters and digits.
core::Parsed<CommandLine> decode_command_line(std::string_view line);

}  // namespace hitme::wire
