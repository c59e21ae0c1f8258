// SPDX-License-Identifier: Apache-2.0
// Has it continued throughout the day? (docs/methods/persistence.md; C-21)
//
// The share of hours since the onset with more hosts than the baseline has in 99 of 100. An hour without a sensor is not
// observed; it has not ended anything.
// Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hitme::analytics {

struct HourSinceOnset {
    double hosts = 0;
    double expected = 0;  ///< by the baseline, at the exposure that the hour had
    double exposed = 1;   ///< share of the hour; under a twentieth it is not observed
};

enum class Persistence {
    continued,  ///< 90 % of the observed hours or more are above the limit
    not_continued,
    too_short,     ///< fewer than three hours observed
    not_observed,  ///< over half of the hours were not
};
std::string_view name_of(Persistence verdict);

struct PersistenceFinding {
    Persistence verdict = Persistence::too_short;
    std::size_t hours = 0;
    std::size_t observed = 0;
    std::size_t above = 0;
    std::optional<double> share;  ///< above / observed
    bool still = false;           ///< the last observed hour is above
    std::string sentence;
};

/// The least count that at most one hour in a hundred exceeds; `dispersion` above 1 gives a negative binomial.
double limit_99(double expected, double dispersion);

PersistenceFinding judge_persistence(std::span<const HourSinceOnset> hours, double dispersion = 1);

}  // namespace hitme::analytics
