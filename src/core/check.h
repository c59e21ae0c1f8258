// SPDX-License-Identifier: Apache-2.0
// check: what must hold if our own logic is right. Kept in release, ends the process with the place.
//
// Never put a condition here that bytes from outside can break: that would be a remote kill switch.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace hitme::core {

// The defaults are filled in at the call (std::source_location does so too, but clang 14 lacks it).
inline void check(bool holds, const char* what_must_hold, const char* file = __builtin_FILE(),
                  unsigned line = static_cast<unsigned>(__builtin_LINE())) {
    if (holds) [[likely]]
        return;
    std::fprintf(stderr, "hitme: bug: %s (%s:%u)\n", what_must_hold, file, line);
    std::abort();
}

}  // namespace hitme::core
