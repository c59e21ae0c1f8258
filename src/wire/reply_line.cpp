// SPDX-License-Identifier: Apache-2.0
#include "wire/reply_line.h"

#include <algorithm>

namespace hitme::wire {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

core::ParseError bad(std::size_t offset, const char* field) {
    return {core::Fault::bad_value, offset, field};
}

}  // namespace

core::Parsed<ReplyLine> decode_reply_line(std::string_view line) {
    if (line.size() < 3 || !is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]))
        return bad(0, "Reply-code");
    ReplyLine reply;
    reply.code =
        static_cast<std::uint16_t>((line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'));
    if (reply.code < 100 || reply.code > 599) return bad(0, "Reply-code");
    if (line.size() == 3) return reply;  // RFC 5321 section 4.2: clients must take a bare code
    if (line[3] != ' ' && line[3] != '-') return bad(3, "Reply-code");
    reply.more = line[3] == '-';
    reply.text = line.substr(4);
    return reply;
}

core::Parsed<CommandLine> decode_command_line(std::string_view line) {
    const std::size_t end = std::min(line.find(' '), line.size());
    if (end == 0 || end > max_verb_bytes) return bad(0, "verb");
    CommandLine command;
    for (const char c : line.substr(0, end)) {
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (!(upper >= 'A' && upper <= 'Z') && !is_digit(upper))
            return bad(command.verb.size(), "verb");
        command.verb += upper;
    }
    const std::size_t start = line.find_first_not_of(' ', end);
    if (start != line.npos) command.argument = line.substr(start);
    return command;
}

}  // namespace hitme::wire
