// SPDX-License-Identifier: Apache-2.0
// Times in sentences for people: to the second, because nobody reads nanoseconds. Records keep them whole. Pure.
#pragma once

#include <chrono>
#include <string>

#include "core/time.h"

namespace hitme::console {

/// "2026-03-01T12:00:05Z"
inline std::string told_time(core::Time at) {
    return core::format_rfc3339(std::chrono::floor<std::chrono::seconds>(at));
}

}  // namespace hitme::console
