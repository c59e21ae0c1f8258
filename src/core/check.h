// SPDX-License-Identifier: Apache-2.0
// check: what must hold if our own logic is right. Kept in release, ends the process with the place.
//
// Never put a condition here that bytes from outside can break: that would be a remote kill switch.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

namespace hitme::core {

inline void check(bool holds, const char* what_must_hold,
                  std::source_location place = std::source_location::current()) {
    if (holds) [[likely]]
        return;
    std::fprintf(stderr, "hitme: bug: %s (%s:%u)\n", what_must_hold, place.file_name(),
                 static_cast<unsigned>(place.line()));
    std::abort();
}

}  // namespace hitme::core
