// SPDX-License-Identifier: Apache-2.0
// Notices that a program without alerts (the command line) leaves in the book, and the running console tells.
//
// Once      a notice is marked as told before it is handed on: it is told once, also after a restart. Where no console runs, the
//           next one tells it.
// Limits    max_told_at_once at a look, oldest first; a body or evidence over max_left_json_bytes is left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "console/notice.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view left_notice_kind = "left_notice";
constexpr std::size_t max_told_at_once = 100;
constexpr std::size_t max_left_json_bytes = 64 << 10;

/// Who tells a notice that is made while something is written to the book.
enum class Teller : std::uint8_t {
    caller,           ///< whoever made it: it is running with alerts
    running_console,  ///< the next look of a console: whoever made it has no alerts
};

/// The record that leaves a notice, to be put together with what it speaks of.
store::Entry left_notice(const Notice& notice, core::Time now);

/// Threads   one at a time.
class LeftNotices {
 public:
    /// Tells what was left and not told yet. Reads the book only where something changed.
    /// Errors   those of the book; what was not told waits for the next look.
    core::Result<void> tell(store::Book& book, Notices& notices, core::Time now);

 private:
    std::optional<std::uint64_t> seen_changes_;
};

}  // namespace hitme::console
