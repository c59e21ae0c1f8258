// SPDX-License-Identifier: Apache-2.0
// The log: one line per message on standard error, for people and for journald.
//
// Form     2026-03-01T12:00:00.123Z warning runtime: message
// Safety   a message is passed through core::printable, so captured bytes cannot drive a terminal
// or forge a line. Threads  any thread may log. Why      spdlog is heavy to compile, so only
// log.cpp sees it.
#pragma once

#include <cstddef>
#include <string_view>

namespace hitme::runtime {

enum class Level { debug, info, warning, error };

constexpr std::size_t max_log_bytes = 4096;  // ours: a longer message is cut and ends in "..."

/// Writes one line. `room` names the part of the program that speaks.
void log(Level level, std::string_view room, std::string_view message);

/// Messages below `level` are left out from now on; at first it is info.
void set_log_level(Level level);

}  // namespace hitme::runtime
