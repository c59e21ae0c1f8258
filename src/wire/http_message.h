// SPDX-License-Identifier: Apache-2.0
// HTTP/1 requests, as a server reads them off a stream, and the status line of an answer.
//
// What     RFC 9112: request line (3), field lines (5), body by Content-Length or chunks (6, 7.1), and the request of
//          HTTP/0.9 ("GET /" alone). HTTP/2 is only known by its preface (RFC 9113 section 3.4), a request "PRI".
// Pieces   HttpRequestReader takes the stream in pieces of any size and says the same whatever the pieces.
// Limits   below; what passes them is over_limit, as 414 and 431 are for (RFC 9112 section 3, RFC 6585 section 5).
//          Bodies are not held: they are given through.
// Pure     views of a head point into the bytes that were decoded; those of a reader live until it takes
//          bytes of its next request.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/line_splitter.h"

namespace hitme::wire {

constexpr std::size_t max_http_head_bytes = 16 << 10;  // ours; Apache: 100 fields of 8190
constexpr std::size_t max_http_line_bytes = 8190;      // Apache's LimitRequestLine
constexpr std::size_t max_http_fields = 100;           // Apache's LimitRequestFields
constexpr std::size_t max_http_trailers = 100;

struct HttpField {
    std::string_view name;
    std::string_view value;        ///< without the spaces around it (RFC 9112 section 5.1)
    std::size_t value_offset = 0;  ///< from the start of the head
};

enum class HttpBody : std::uint8_t { none, length, chunked };

struct HttpRequest {
    std::string_view method;
    std::string_view target;
    std::size_t target_offset = 0;
    std::uint8_t major = 0;  ///< HTTP/0.9 is 0, 9
    std::uint8_t minor = 9;
    std::vector<HttpField> fields;
    HttpBody body = HttpBody::none;
    std::uint64_t content_length = 0;
    /// Both Transfer-Encoding and Content-Length: how requests are smuggled (RFC 9112 section 6.1).
    bool two_lengths = false;

    /// The first value of that field, its name without case; empty when there is none.
    std::string_view field(std::string_view name) const;
    bool has_field(std::string_view name) const;
};

/// A request line and its field lines, up to and with the empty line.
/// Errors   truncated: no empty line. over_limit: "request-line", "field-line". unsupported: "Transfer-Encoding" other than
///          chunked, "HTTP-version" other than 0.9, 1.x and 2.0. bad_value: "method", "request-target", "HTTP-version",
///          "field-name", "field-value", "obs-fold", "Content-Length".
core::Parsed<HttpRequest> decode_http_request(core::Bytes head);

struct HttpStatus {
    std::uint8_t major = 0;
    std::uint8_t minor = 0;
    std::uint16_t code = 0;
    std::string_view reason;
};
/// A status line without its end (RFC 9112 section 4). Errors   bad_value: "HTTP-version", "status-code".
core::Parsed<HttpStatus> decode_http_status(std::string_view line);

/// %XX replaced by its byte (RFC 3986 section 2.1), once; what is no hexadecimal pair stays.
std::string percent_decoded(std::string_view text);

bool same_without_case(std::string_view a, std::string_view b);

class HttpRequestReader {
 public:
    enum class Step : std::uint8_t {
        need_more,  ///< all bytes were taken
        request,    ///< a head is complete: request()
        body,       ///< some bytes of its body: body()
        end,        ///< the request is complete
        fault,      ///< error(); the stream cannot be read further
    };

    HttpRequestReader() = default;
    HttpRequestReader(const HttpRequestReader&) = delete;  // request() points into head_
    HttpRequestReader& operator=(const HttpRequestReader&) = delete;

    /// Takes bytes from the front of `bytes` and says what they made.
    Step next(core::Bytes& bytes);
    const HttpRequest& request() const { return request_; }
    core::Bytes body() const { return body_; }
    /// `offset` is from the start of the stream.
    const core::ParseError& error() const { return error_; }
    /// Where the present request starts in the stream, and how much of the stream was taken.
    std::uint64_t request_offset() const { return request_offset_; }
    std::uint64_t offset() const { return offset_; }
    /// Inside a request that is not complete.
    bool unfinished() const { return state_ != State::idle && state_ != State::broken; }
    std::size_t memory() const;

 private:
    enum class State : std::uint8_t {
        idle,
        head,
        begin_body,
        length_body,
        chunk_size,
        chunk_data,
        chunk_end,
        trailers,
        done,
        broken,
    };
    Step read_head(core::Bytes& bytes);
    Step read_chunk_line(core::Bytes& bytes);
    Step read_body(core::Bytes& bytes);
    Step fail(core::Fault fault, std::uint64_t offset, const char* field);

    State state_ = State::idle;
    std::string head_;
    std::size_t line_start_ = 0;  ///< of the line that is being read, in head_
    HttpRequest request_;
    core::Bytes body_;
    core::ParseError error_;
    std::uint64_t offset_ = 0;
    std::uint64_t request_offset_ = 0;
    std::uint64_t body_left_ = 0;
    std::size_t trailers_ = 0;
    LineSplitter chunk_line_{256};  // ours: a size of at most 16 digits and its extensions
};

}  // namespace hitme::wire
