// SPDX-License-Identifier: Apache-2.0
// Lines of a text protocol, out of a stream that comes in pieces of any size.
//
// Bytes     a line ends with LF; one CR before it belongs to the end (RFC 5321 section 2.3.8, RFC 959 section 5.3.1; a bare
//           LF is taken too, as servers do).
// Limits    max_bytes of a line are kept, the rest is counted: cut() says so. Nothing else is held.
// Use       while (lines.take(bytes)) look_at(lines.line());
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace hitme::wire {

class LineSplitter {
 public:
    explicit LineSplitter(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    /// Takes from the front of `bytes` up to and with the next LF, or all of it. True when a line ended.
    bool take(core::Bytes& bytes);
    /// After take() said true: the line without its end; valid until the next take().
    std::string_view line() const { return text_; }
    /// The line was longer than what is kept.
    bool cut() const { return cut_; }
    /// Where the present line starts, and how long it is with its end, in bytes of the stream.
    std::uint64_t line_offset() const { return line_offset_; }
    std::uint64_t line_length() const { return offset_ - line_offset_; }
    /// Bytes taken or passed over so far.
    std::uint64_t offset() const { return offset_; }
    /// What came of a line that has not ended; empty after a whole one.
    std::string_view unfinished() const { return complete_ ? std::string_view{} : text_; }
    /// `count` bytes of the stream went elsewhere or were lost; a line begun before them is dropped.
    void pass(std::uint64_t count);
    std::size_t memory() const { return sizeof *this + text_.capacity(); }

 private:
    std::size_t max_bytes_;
    std::string text_;
    std::uint64_t offset_ = 0;
    std::uint64_t line_offset_ = 0;
    bool complete_ = true;
    bool cut_ = false;
};

}  // namespace hitme::wire
