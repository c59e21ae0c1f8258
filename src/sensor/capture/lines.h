// SPDX-License-Identifier: Apache-2.0
// Lines of a stream, bounded.
//
// Limits   max_log_line_bytes: a longer line is passed over and counted.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/result.h"
#include "sensor/capture/archive_stream.h"

namespace hitme::sensor {

constexpr std::size_t max_log_line_bytes = 1 << 20;

class Lines {
 public:
    explicit Lines(ArchiveStream& stream) : stream_(stream) {}

    /// The next line without its end (LF or CR LF), valid until the next call; nothing at the end of the stream.
    core::Result<std::optional<std::string_view>> next();

    std::uint64_t number() const { return number_; }      ///< of the line given last, from 1
    std::uint64_t too_long() const { return too_long_; }  ///< lines passed over
    /// The line given last had no end: where the stream is truncated it is a piece only.
    bool unfinished() const { return unfinished_; }

 private:
    ArchiveStream& stream_;
    std::uint64_t number_ = 0;
    std::uint64_t too_long_ = 0;
    bool unfinished_ = false;
    bool passing_over_ = false;
};

}  // namespace hitme::sensor
