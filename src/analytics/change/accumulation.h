// SPDX-License-Identifier: Apache-2.0
// "Some victims have been found and have been slowly accumulating" (C-28): is anything accumulating, or do hosts only come and go?
// docs/methods/accumulation.md.
//
// The total of distinct hosts rises for ever where hosts come and go: with a constant rate of new ones it rises in a straight
// line. So the total is given, and never judged. What is judged: new hosts a day above what the baseline's turnover brings, and
// whether the hosts active a day, or the new ones, rise. Whole days, so that no daily cycle shows; one dispersion for all.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hitme::analytics {

struct AccumulationDay {
    double active = 0;      ///< distinct hosts of the day
    double new_hosts = 0;   ///< by the 24-hour rule
    double first_ever = 0;  ///< what the day adds to the total
    double exposed_hours = 24;
    bool is_baseline = false;
};

struct AccumulationInput {
    std::vector<AccumulationDay> days;  ///< in order; the baseline first
};

enum class AccumulationVerdict {
    accumulating,  ///< more stay than go: active or new hosts rise, or new ones exceed turnover
    churn,         ///< the total rises, and only because hosts come and go
    insufficient_data,  ///< fewer than five days with half a day of exposure, or under 60 hosts
};
std::string_view name_of(AccumulationVerdict verdict);

/// Hosts a day, or their change a day; its 95 % interval. For the verdict three of them are looked at, each at 1/3 of the 5 %.
struct Trend {
    std::optional<double> value;
    std::optional<double> low;
    std::optional<double> high;
};

struct AccumulationFinding {
    AccumulationVerdict verdict = AccumulationVerdict::insufficient_data;
    Trend cumulative_per_day;  ///< how fast the total rises in the window; no verdict rests on it
    Trend
        net_per_day;  ///< new hosts a day less the baseline's; nothing without a baseline of two days
    Trend active_per_day;     ///< change of active hosts from day to day
    Trend new_hosts_per_day;  ///< change of new hosts from day to day
    std::string sentence;
};

constexpr std::size_t least_accumulation_days = 5;
constexpr double least_accumulation_hosts = 60;

AccumulationFinding judge_accumulation(const AccumulationInput& input);

}  // namespace hitme::analytics
