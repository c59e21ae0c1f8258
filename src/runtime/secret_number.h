// SPDX-License-Identifier: Apache-2.0
// A number that nobody outside the process can guess: seeds of hash tables and of decoys' challenges.
#pragma once

#include <cstdint>
#include <random>

namespace hitme::runtime {

/// 64 bits from the system's random source.
inline std::uint64_t secret_number() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

}  // namespace hitme::runtime
