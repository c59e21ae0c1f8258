// SPDX-License-Identifier: Apache-2.0
// Whether this program runs under the address sanitizer: asked of the program and not of the compiler, because a test's own
// code is compiled without it for every build (cmake/flags.cmake).
#pragma once

extern "C" __attribute__((weak)) void __asan_init();

namespace hitme::tests {

[[nodiscard]] inline bool under_address_sanitizer() {
    return __asan_init != nullptr;
}

}  // namespace hitme::tests
