// SPDX-License-Identifier: Apache-2.0
// FILETIME: 100 ns since 1601-01-01T00:00Z ([MS-DTYP] 2.3.3).
#pragma once

#include <cstdint>

#include "core/time.h"

namespace hitme::dialogue::smb {

/// 0 for instants before 1601, which no clock gives.
inline std::uint64_t filetime_of(core::Time at) {
    constexpr std::int64_t unix_epoch = 116'444'736'000'000'000;  // 1970-01-01 in FILETIME
    const std::int64_t ticks = core::nanoseconds_of(at) / 100 + unix_epoch;
    return ticks > 0 ? static_cast<std::uint64_t>(ticks) : 0;
}

}  // namespace hitme::dialogue::smb
