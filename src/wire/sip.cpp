// SPDX-License-Identifier: Apache-2.0
#include "wire/sip.h"

#include <algorithm>

#include "core/text.h"
#include "wire/http_message.h"

namespace hitme::wire {
namespace {

// RFC 3261 section 7.3.3 and 20: names that have a short form.
struct ShortName {
    char letter;
    std::string_view name;
};
constexpr ShortName short_names[] = {{'c', "Content-Type"}, {'e', "Content-Encoding"},
                                     {'f', "From"},         {'i', "Call-ID"},
                                     {'k', "Supported"},    {'l', "Content-Length"},
                                     {'m', "Contact"},      {'s', "Subject"},
                                     {'t', "To"},           {'v', "Via"}};

std::string_view long_name(std::string_view name) {
    if (name.size() != 1) return name;
    const char letter =
        name[0] >= 'A' && name[0] <= 'Z' ? static_cast<char>(name[0] | 0x20) : name[0];
    for (const ShortName& each : short_names)
        if (each.letter == letter) return each.name;
    return name;
}

core::ParseError bad(std::size_t offset, const char* field) {
    return {core::Fault::bad_value, offset, field};
}

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-.!%*_+`'~").find(c) != std::string_view::npos;
}
bool is_token(std::string_view text) {  // RFC 3261 section 25.1
    return !text.empty() && std::all_of(text.begin(), text.end(), is_name_char);
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return text.substr(text.size());
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

std::string_view SipRequest::field(std::string_view name) const {
    for (const SipField& each : fields)
        if (same_without_case(long_name(each.name), name)) return each.value;
    return {};
}

core::Parsed<SipRequest> decode_sip_request(core::Bytes datagram) {
    const std::string_view text = core::as_text(datagram);
    // RFC 3261 section 7.5: empty lines before the start line are ignored.
    std::size_t at = std::min(text.find_first_not_of("\r\n"), text.size());
    std::size_t end = text.find('\n', at);
    if (end == text.npos)
        return core::ParseError{core::Fault::truncated, text.size(), "SIP-Version"};
    const std::string_view line = trimmed(text.substr(at, end - at));
    SipRequest request;
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    request.method = line.substr(0, std::min(first, line.size()));
    if (!is_token(request.method)) return bad(at, "Method");
    if (last == line.npos || line.substr(last + 1) != "SIP/2.0") return bad(at, "SIP-Version");
    if (last <= first + 1) return bad(at, "Request-URI");
    request.uri = line.substr(first + 1, last - first - 1);
    if (request.uri.find(' ') != request.uri.npos) return bad(at, "Request-URI");
    for (at = end + 1; at < text.size(); at = end + 1) {
        end = text.find('\n', at);
        if (end == text.npos) break;
        if (trimmed(text.substr(at, end - at)).empty()) {
            request.has_end = true;
            break;
        }
        // Section 7.3.1: a line that starts with space or tab goes on with the one before.
        while (end + 1 < text.size() && (text[end + 1] == ' ' || text[end + 1] == '\t')) {
            const std::size_t next = text.find('\n', end + 1);
            if (next == text.npos) break;
            end = next;
        }
        const std::string_view field = text.substr(at, end - at);
        const std::size_t colon = std::min(field.find(':'), field.size());
        const std::string_view name = trimmed(field.substr(0, colon));
        if (colon == field.size() || !is_token(name)) return bad(at, "field-name");
        if (request.fields.size() == max_sip_fields)
            return core::ParseError{core::Fault::over_limit, at, "header fields"};
        const std::string_view value = trimmed(field.substr(colon + 1));
        request.fields.push_back(
            {name, value, static_cast<std::size_t>(value.data() - text.data())});
    }
    if (request.has_end) {
        request.body = text.substr(end + 1);
        // Section 18.3: what lies behind Content-Length in a datagram is thrown away.
        const auto length = core::parse_unsigned(request.field("Content-Length"), 1 << 16);
        if (length && *length < request.body.size())
            request.body = request.body.substr(0, static_cast<std::size_t>(*length));
    }
    return request;
}

}  // namespace hitme::wire
