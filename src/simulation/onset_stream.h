// SPDX-License-Identifier: Apache-2.0
// New hosts of one signal: a week and more of its daily life, then from a known moment a step, a ramp or an exponential
// rise. Each host is a point of a Poisson process whose rate is the level, times the day's swing, times a gamma factor
// per hour (mean 1), times the rise. Pure.
#pragma once

#include <vector>

#include "core/time.h"
#include "simulation/random.h"

namespace hitme::simulation {

enum class RiseShape { step, ramp, exponential };

struct OnsetStream {
    std::vector<core::Time> new_hosts;  ///< in order
    core::Time from;                    ///< 1970-01-05, a Monday
    core::Time onset;                   ///< the truth
    core::Time now;                     ///< 2 to 12 h after it
    RiseShape shape = RiseShape::step;
    double background_per_h = 0;  ///< 2 to 30
    double excess_per_h =
        0;  ///< of a step; of the others after two hours (ramp) or as twice the start
};

OnsetStream onset_stream(RiseShape shape, std::uint64_t seed);

/// How many come when, of one signal that nothing happens to; what the parts of a stream share.
struct DailyLife {
    double level_per_h = 0;
    double swing = 0;            ///< of the daily cycle, 0 to 0.4
    double peak_h = 0;           ///< UTC
    std::vector<double> hourly;  ///< gamma factors from the stream's start on

    /// Level, 2 to 30 an hour; noise of 0, 13 or 22 %.
    static DailyLife draw(Random& random, double hours);
    double rate(double hour) const;  ///< hosts per hour, `hour` since the start
    double most() const;             ///< no rate is above it
};

/// The points of a Poisson process of rate life x factor(hour) on [from, to) hours, in no order. `most_factor` bounds it.
template <typename Factor>
std::vector<double> arrivals(Random& random, const DailyLife& life, double from, double to,
                             double most_factor, Factor factor) {
    std::vector<double> hours;
    const double most = life.most() * most_factor;
    const auto candidates = random.poisson(most * (to - from));
    for (std::int64_t i = 0; i < candidates; ++i) {
        const double at = random.uniform(from, to);
        if (random.uniform() * most < life.rate(at) * factor(at)) hours.push_back(at);
    }
    return hours;
}

/// Monday, so that weeks begin where they should.
core::Time stream_start();
core::Time at_hour(double hours_since_start);

}  // namespace hitme::simulation
