// SPDX-License-Identifier: Apache-2.0
// What is odd in the curve of new sources: batches of one network, steps, pulses, bursts (docs/methods/shape-oddities.md; C-32)
//
// Hours against their expected hosts (level times daily cycle, which the caller fits). Score of a stretch: N ln(N / M) -
// (N - M) over phi, N seen and M expected. What one finding explains is taken out before the next kind is looked for.
// Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace hitme::analytics {

enum class OddityKind { batch, step, pulses, burst };
std::string_view name_of(OddityKind kind);

struct NewSource {
    std::size_t hour = 0;       ///< from the start of the curve
    std::uint32_t network = 0;  ///< AS number; 0 is unknown and makes no batch
};

struct Oddity {
    OddityKind kind = OddityKind::burst;
    core::Time at;     ///< first hour of it
    double hours = 1;  ///< of a step 0, of pulses their period
    double size = 0;   ///< hosts above the expected; of a step the ratio after / before
    double score = 0;
    std::uint32_t network = 0;  ///< of a batch
};

/// `expected` holds each hour's hosts; sources beyond its end are left out. At most 20 bursts and 20 batches.
std::vector<Oddity> shape_oddities(core::Time from, std::span<const NewSource> sources,
                                   std::span<const double> expected, double dispersion = 1);

}  // namespace hitme::analytics
