// SPDX-License-Identifier: Apache-2.0
#include "wire/smtp_path.h"

#include <algorithm>

#include "core/text.h"
#include "wire/http_message.h"

namespace hitme::wire {
namespace {

core::ParseError bad(std::size_t offset, const char* field) {
    return {core::Fault::bad_value, offset, field};
}

// The first of `wanted` that does not stand in a quoted string (RFC 5321 section 4.1.2).
std::size_t find_unquoted(std::string_view text, char wanted, std::size_t from) {
    bool quoted = false;
    for (std::size_t at = from; at < text.size(); ++at) {
        if (quoted && text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            quoted = !quoted;
        } else if (!quoted && text[at] == wanted) {
            return at;
        }
    }
    return text.npos;
}

}  // namespace

core::Parsed<SmtpPath> decode_smtp_path(std::string_view argument, SmtpPathKind kind) {
    const std::string_view keyword = kind == SmtpPathKind::from ? "FROM:" : "TO:";
    if (!same_without_case(argument.substr(0, keyword.size()), keyword)) return bad(0, "keyword");
    const std::size_t start = argument.find_first_not_of(' ', keyword.size());
    if (start == argument.npos) return bad(keyword.size(), "path");
    SmtpPath path;
    std::size_t end = 0;
    if (argument[start] == '<') {
        end = find_unquoted(argument, '>', start);
        if (end == argument.npos) return bad(start, "path");
        path.mailbox = argument.substr(start + 1, end - start - 1);
        ++end;
        // RFC 5321 appendix C: a source route "@a,@b:" is taken and ignored.
        if (path.mailbox.starts_with('@')) {
            const std::size_t colon = path.mailbox.find(':');
            if (colon == path.mailbox.npos) return bad(start + 1, "path");
            path.mailbox.remove_prefix(colon + 1);
        }
    } else {
        end = std::min(argument.find(' ', start), argument.size());
        path.mailbox = argument.substr(start, end - start);
    }
    if (find_unquoted(path.mailbox, ' ', 0) != path.mailbox.npos) return bad(start, "path");
    const std::size_t at = path.mailbox.rfind('@');
    if (at != path.mailbox.npos) path.domain = path.mailbox.substr(at + 1);
    const std::size_t rest = argument.find_first_not_of(' ', end);
    if (rest != argument.npos) path.parameters = argument.substr(rest);
    return path;
}

core::Parsed<SaslPlain> decode_sasl_plain(std::string_view base64) {
    const auto bytes = core::from_base64(base64);
    if (!bytes) return bad(0, "base64");
    const std::string_view text = core::as_text(*bytes);
    const std::size_t first = text.find('\0');
    const std::size_t second = first == text.npos ? first : text.find('\0', first + 1);
    if (second == text.npos || text.find('\0', second + 1) != text.npos) return bad(0, "message");
    return SaslPlain{std::string(text.substr(0, first)),
                     std::string(text.substr(first + 1, second - first - 1)),
                     std::string(text.substr(second + 1))};
}

}  // namespace hitme::wire
