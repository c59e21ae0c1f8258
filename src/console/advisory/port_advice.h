// SPDX-License-Identifier: Apache-2.0
// What to do about scans of a port: a small table, each line with its source. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "event/signal.h"

namespace hitme::console {

struct PortAdvice {
    std::string_view text;
    std::string_view source;
};

/// What holds for that port, most urgent first; what holds for any port where none is known.
std::vector<PortAdvice> advice_for(event::Signal signal);
/// "SMB (file sharing of Windows)"; empty for a port that the table lacks.
std::string_view service_of(event::Signal signal);

}  // namespace hitme::console
