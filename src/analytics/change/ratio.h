// SPDX-License-Identifier: Apache-2.0
// The rate after a change over the rate before it, with its interval (docs/methods/agreement.md).
//
// Given their sum, the later of two Poisson counts is binomial: Clopper and Pearson's exact interval of its share gives that
// of the ratio. Over-dispersion divides both counts first.
// Pure.
#pragma once

#include <optional>

namespace hitme::analytics {

struct BeforeAfter {
    double hosts_before = 0;
    double hours_before = 0;  ///< of full exposure
    double hosts_after = 0;
    double hours_after = 0;
    double dispersion = 1;  ///< below 1 counts as 1

    /// Hosts after the change if there had been none.
    double expected_after() const {
        return hours_before > 0 ? hosts_before / hours_before * hours_after : 0;
    }
};

struct RateRatio {
    std::optional<double> value;  ///< nothing where nothing was seen before
    double low = 0;
    std::optional<double> high;  ///< nothing: no upper limit
};

/// The 95 % interval; nothing without exposure on both sides, or without any host.
std::optional<RateRatio> rate_ratio(const BeforeAfter& counts);

/// A class or signal of fewer expected hosts than this is not judged (C-22).
constexpr double least_expected_hosts = 5;

}  // namespace hitme::analytics
