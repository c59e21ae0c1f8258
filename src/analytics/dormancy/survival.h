// SPDX-License-Identifier: Apache-2.0
// Kaplan and Meier's curve, pooled adjacent violators, and the hazard of being seen again (docs/methods/dormancy.md).
// Pure; hours throughout.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hitme::analytics {

struct Lifetime {
    double hours = 0;
    bool ended = false;  ///< false: censored, nothing is known beyond `hours`
};

/// A share and its 95 % interval.
struct ShareInterval {
    double value = 0;
    double low = 0;
    double high = 1;
};

/// Kaplan-Meier: the share ended by `at`, with Greenwood's variance on the log-log scale. With no end seen the upper
/// limit is 3 / n (the rule of three); with nobody at all it is 0, 0 ... 1.
ShareInterval ended_by(std::span<const Lifetime> lifetimes, double at);

/// When half have ended; nothing where the curve never gets there.
std::optional<double> median_lifetime(std::span<const Lifetime> lifetimes);

/// The non-increasing sequence closest to `values` under `weights` (pool adjacent violators).
std::vector<double> falling(std::span<const double> values, std::span<const double> weights);

struct ReturnBump {
    double p = 1;                ///< that a falling hazard alone would look so
    std::optional<double> hour;  ///< where the hazard rises most, since the last sighting
};

/// Does the hazard of the next sighting rise again after a lull? Steady or dying scanners, in any mixture, give a falling
/// hazard. Hourly hazard up to 40 h without the first hour; likelihood ratio of the free hazard against the best falling
/// one, referred to 200 parametric bootstraps of a fixed seed. Refuses (p = 1) under 15 returns or 6 hours with 5 at risk.
ReturnBump return_bump(std::span<const Lifetime> gaps);

}  // namespace hitme::analytics
