// SPDX-License-Identifier: Apache-2.0
#include "wire/http_message.h"

#include <algorithm>
#include <cstring>

#include "core/text.h"

namespace hitme::wire {
namespace {

using core::Bytes;
using core::Fault;
using core::ParseError;

// RFC 9110 section 5.6.2: token.
bool is_token_char(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
    return c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr;
}
bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

ParseError fault(Fault kind, std::size_t offset, const char* field) {
    return {kind, offset, field};
}

// RFC 9112 section 2.3: "HTTP/" DIGIT "." DIGIT.
bool read_version(std::string_view text, std::uint8_t& major, std::uint8_t& minor) {
    if (text.size() != 8 || !text.starts_with("HTTP/") || text[6] != '.') return false;
    if (text[5] < '0' || text[5] > '9' || text[7] < '0' || text[7] > '9') return false;
    major = static_cast<std::uint8_t>(text[5] - '0');
    minor = static_cast<std::uint8_t>(text[7] - '0');
    return true;
}

// RFC 9112 section 3: method SP request-target SP HTTP-version. Empty when well formed.
core::Parsed<HttpRequest> decode_request_line(std::string_view line, std::size_t at) {
    HttpRequest request;
    if (line.size() > max_http_line_bytes) return fault(Fault::over_limit, at, "request-line");
    const std::size_t space = std::min(line.find(' '), line.size());
    request.method = line.substr(0, space);
    if (!is_token(request.method)) return fault(Fault::bad_value, at, "method");
    const std::size_t last = line.rfind(' ');
    std::string_view target = line.substr(std::min(space + 1, line.size()));
    request.target_offset = at + space + 1;
    if (last != line.npos && last > space && line.substr(last + 1).starts_with("HTTP/")) {
        target = line.substr(space + 1, last - space - 1);
        if (!read_version(line.substr(last + 1), request.major, request.minor))
            return fault(Fault::bad_value, at + last + 1, "HTTP-version");
        if (request.major != 1 && !(request.major == 2 && request.minor == 0))
            return fault(Fault::unsupported, at + last + 1, "HTTP-version");
    } else if (request.method != "GET") {
        // Only GET has a form without a version: RFC 1945 section 4.1, Simple-Request.
        return fault(Fault::bad_value, at + line.size(), "HTTP-version");
    }
    // RFC 9112 section 3.2: no whitespace; bytes that are no ASCII are taken, as servers do.
    for (std::size_t i = 0; i < target.size(); ++i)
        if (static_cast<unsigned char>(target[i]) <= 0x20 || target[i] == 0x7F)
            return fault(Fault::bad_value, request.target_offset + i, "request-target");
    if (target.empty()) return fault(Fault::bad_value, request.target_offset, "request-target");
    request.target = target;
    return request;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == text.npos) return text.substr(text.size());
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// RFC 9112 section 6: how long the body is.
core::Parsed<bool> frame_body(HttpRequest& request) {
    bool has_length = false;
    bool chunked = false;
    for (const HttpField& field : request.fields) {
        if (same_without_case(field.name, "Content-Length")) {
            // Section 6.3 rule 5: an invalid or differing length is an error that cannot be recovered from.
            const auto length = core::parse_unsigned(field.value, std::uint64_t{1} << 62);
            if (!length || (has_length && *length != request.content_length))
                return fault(Fault::bad_value, field.value_offset, "Content-Length");
            has_length = true;
            request.content_length = *length;
        } else if (same_without_case(field.name, "Transfer-Encoding")) {
            if (!same_without_case(field.value, "chunked"))
                return fault(Fault::unsupported, field.value_offset, "Transfer-Encoding");
            chunked = true;
        }
    }
    request.two_lengths = chunked && has_length;
    if (chunked)
        request.body = HttpBody::chunked;
    else if (request.content_length > 0)
        request.body = HttpBody::length;
    return true;
}

}  // namespace

bool same_without_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view HttpRequest::field(std::string_view name) const {
    for (const HttpField& each : fields)
        if (same_without_case(each.name, name)) return each.value;
    return {};
}

bool HttpRequest::has_field(std::string_view name) const {
    return std::any_of(fields.begin(), fields.end(), [name](const HttpField& each) {
        return same_without_case(each.name, name);
    });
}

core::Parsed<HttpRequest> decode_http_request(Bytes head) {
    const std::string_view text = core::as_text(head);
    std::size_t at = 0;
    bool is_first = true;
    HttpRequest request;
    while (true) {
        const std::size_t end = text.find('\n', at);
        if (end == text.npos) return fault(Fault::truncated, text.size(), "field-line");
        std::string_view line = text.substr(at, end - at);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const std::size_t start = at;
        at = end + 1;
        if (is_first) {
            if (line.empty()) continue;  // RFC 9112 section 2.2: empty lines before it are ignored
            auto first = decode_request_line(line, start);
            if (!first) return first.error();
            request = std::move(*first);
            is_first = false;
            if (request.major == 0) return request;
            continue;
        }
        if (line.empty()) break;
        if (line.size() > max_http_line_bytes || request.fields.size() == max_http_fields)
            return fault(Fault::over_limit, start, "field-line");
        // RFC 9112 section 5.2: a server refuses a folded line.
        if (line[0] == ' ' || line[0] == '\t') return fault(Fault::bad_value, start, "obs-fold");
        const std::size_t colon = line.find(':');
        // Section 5.1: no whitespace between the name and its colon.
        if (colon == line.npos || !is_token(line.substr(0, colon)))
            return fault(Fault::bad_value, start, "field-name");
        HttpField field{line.substr(0, colon), trimmed(line.substr(colon + 1)), 0};
        // RFC 9110 section 5.5: CR, LF and NUL are dangerous in a value.
        if (field.value.find('\0') != line.npos || field.value.find('\r') != line.npos)
            return fault(Fault::bad_value, start + colon + 1, "field-value");
        field.value_offset = static_cast<std::size_t>(field.value.data() - text.data());
        request.fields.push_back(field);
    }
    const auto framed = frame_body(request);
    if (!framed) return framed.error();
    return request;
}

core::Parsed<HttpStatus> decode_http_status(std::string_view line) {
    HttpStatus status;
    if (!read_version(line.substr(0, 8), status.major, status.minor))
        return fault(Fault::bad_value, 0, "HTTP-version");
    if (line.size() < 12 || line[8] != ' ') return fault(Fault::bad_value, 8, "status-code");
    const auto code = core::parse_unsigned(line.substr(9, 3), 999);
    if (!code || *code < 100 || (line.size() > 12 && line[12] != ' '))
        return fault(Fault::bad_value, 9, "status-code");
    status.code = static_cast<std::uint16_t>(*code);
    if (line.size() > 13) status.reason = line.substr(13);
    return status;
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
            hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

HttpRequestReader::Step HttpRequestReader::fail(Fault kind, std::uint64_t offset,
                                                const char* field) {
    state_ = State::broken;
    error_ = {kind, static_cast<std::size_t>(offset), field};
    head_.clear();
    head_.shrink_to_fit();
    request_ = {};
    return Step::fault;
}

HttpRequestReader::Step HttpRequestReader::read_head(Bytes& bytes) {
    while (!bytes.empty()) {
        // What cannot begin a method is no HTTP; servers do not wait for a line end to say so.
        const char first = static_cast<char>(bytes[0]);
        if (head_.size() == line_start_ && head_.find_first_not_of("\r\n") == head_.npos &&
            !is_token_char(first) && first != '\r' && first != '\n')
            return fail(Fault::bad_value, offset_, "method");
        const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{'\n'});
        const bool ended = end != bytes.end();
        std::size_t length = static_cast<std::size_t>(end - bytes.begin()) + (ended ? 1 : 0);
        // Taken no further than one byte past the limit, so that the fault lies at the same place in any pieces.
        const std::size_t room = max_http_head_bytes + 1 - head_.size();
        length = std::min(length, room);
        head_.append(core::as_text(bytes.first(length)));
        bytes = bytes.subspan(length);
        offset_ += length;
        const bool in_first_line = head_.find_first_not_of("\r\n") >= line_start_;
        if (head_.size() > max_http_head_bytes)
            return fail(Fault::over_limit, offset_, in_first_line ? "request-line" : "field-line");
        if (!head_.ends_with('\n')) continue;
        const std::string_view line = std::string_view(head_).substr(line_start_);
        const bool is_empty = line == "\n" || line == "\r\n";
        if (in_first_line && is_empty) {
            line_start_ = head_.size();
            continue;
        }
        const bool is_simple = in_first_line && line.find(" HTTP/") == line.npos;
        line_start_ = head_.size();
        if (!is_empty && !is_simple) continue;
        auto decoded = decode_http_request(core::as_bytes(head_));
        if (!decoded) {
            const ParseError found = decoded.error();
            return fail(found.fault, request_offset_ + found.offset, found.field);
        }
        request_ = std::move(*decoded);
        state_ = State::begin_body;
        return Step::request;
    }
    return Step::need_more;
}

// RFC 9112 section 7.1: chunk-size [ chunk-ext ] CRLF; a last chunk of size 0, then trailers and an empty line.
HttpRequestReader::Step HttpRequestReader::read_chunk_line(Bytes& bytes) {
    const std::size_t before = bytes.size();
    const bool ended = chunk_line_.take(bytes);
    offset_ += before - bytes.size();
    if (!ended) return Step::need_more;
    const std::uint64_t start = offset_ - chunk_line_.line_length();
    const std::string_view line = chunk_line_.line();
    if (state_ == State::chunk_end) {
        if (!line.empty()) return fail(Fault::bad_value, start, "chunk-data");
        state_ = State::chunk_size;
        return Step::need_more;
    }
    if (state_ == State::trailers) {
        if (line.empty()) {
            state_ = State::done;
            return Step::need_more;
        }
        if (++trailers_ > max_http_trailers)
            return fail(Fault::over_limit, start, "trailer-section");
        return Step::need_more;
    }
    std::size_t digits = 0;
    std::uint64_t size = 0;
    while (digits < line.size() && hex_digit(line[digits]) >= 0 && digits < 16)
        size = size * 16 + static_cast<std::uint64_t>(hex_digit(line[digits++]));
    const std::string_view rest = line.substr(digits);
    if (digits == 0 || digits == 16 ||
        (!rest.empty() && rest[0] != ';' && rest[0] != ' ' && rest[0] != '\t'))
        return fail(Fault::bad_value, start, "chunk-size");
    body_left_ = size;
    trailers_ = 0;
    state_ = size == 0 ? State::trailers : State::chunk_data;
    return Step::need_more;
}

HttpRequestReader::Step HttpRequestReader::read_body(Bytes& bytes) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, bytes.size()));
    body_ = bytes.first(length);
    bytes = bytes.subspan(length);
    offset_ += length;
    body_left_ -= length;
    if (body_left_ == 0) state_ = state_ == State::length_body ? State::done : State::chunk_end;
    return Step::body;
}

HttpRequestReader::Step HttpRequestReader::next(Bytes& bytes) {
    while (true) {
        switch (state_) {
            case State::broken:
                offset_ += bytes.size();
                bytes = {};
                return Step::need_more;
            case State::idle:
                if (bytes.empty()) return Step::need_more;
                request_offset_ = offset_;
                line_start_ = 0;
                request_ = {};
                head_.clear();
                state_ = State::head;
                continue;
            case State::head:
                return read_head(bytes);
            case State::begin_body:
                body_left_ = request_.content_length;
                state_ = request_.body == HttpBody::chunked  ? State::chunk_size
                         : request_.body == HttpBody::length ? State::length_body
                                                             : State::done;
                continue;
            case State::done:
                state_ = State::idle;
                return Step::end;
            case State::length_body:
            case State::chunk_data:
                if (bytes.empty()) return Step::need_more;
                return read_body(bytes);
            case State::chunk_size:
            case State::chunk_end:
            case State::trailers:
                if (bytes.empty()) return Step::need_more;
                if (read_chunk_line(bytes) == Step::fault) return Step::fault;
                continue;
        }
    }
}

std::size_t HttpRequestReader::memory() const {
    return sizeof *this - sizeof chunk_line_ + head_.capacity() +
           request_.fields.capacity() * sizeof(HttpField) + chunk_line_.memory();
}

}  // namespace hitme::wire
