// SPDX-License-Identifier: Apache-2.0
#include "analytics/change/accumulation.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstdio>
#include <span>

namespace hitme::analytics {
namespace {

constexpr double day_hours = 24;
constexpr double tested = 3;  // trends that can each call it accumulation

struct Point {
    double day = 0;
    double rate = 0;    ///< hosts a day at full exposure
    double weight = 1;  ///< share of the day that was exposed
};

/// Two-sided quantile of Student's t that leaves `outside` outside.
double t_quantile(double freedom, double outside) {
    return boost::math::quantile(boost::math::students_t{freedom}, 1 - outside / 2);
}

struct Line {
    double slope = 0;
    double error = 0;
    double freedom = 0;
    double level = 0;  ///< mean rate
};

// Weighted least squares; scatter from the residuals, but never less than counting makes.
std::optional<Line> line_of(std::span<const Point> points) {
    double weight = 0, day = 0, rate = 0;
    for (const Point& point : points) {
        weight += point.weight;
        day += point.weight * point.day;
        rate += point.weight * point.rate;
    }
    if (points.size() < 3 || !(weight > 0)) return std::nullopt;
    day /= weight;
    rate /= weight;
    double spread = 0, product = 0;
    for (const Point& point : points) {
        spread += point.weight * (point.day - day) * (point.day - day);
        product += point.weight * (point.day - day) * (point.rate - rate);
    }
    if (!(spread > 0)) return std::nullopt;
    Line line;
    line.slope = product / spread;
    line.level = rate;
    line.freedom = static_cast<double>(points.size()) - 2;
    double squares = 0;
    for (const Point& point : points) {
        const double residual = point.rate - rate - line.slope * (point.day - day);
        squares += point.weight * residual * residual;
    }
    const double variance = std::max(squares / line.freedom, rate);
    line.error = std::sqrt(variance / spread);
    return line;
}

Trend trend(double value, double error, double freedom) {
    const double reach = t_quantile(freedom, 0.05) * error;
    return {value, value - reach, value + reach};
}

bool surely_rises(double value, double error, double freedom) {
    return value - t_quantile(freedom, 0.05 / tested) * error > 0;
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string between(const Trend& trend) {
    return number(*trend.value) + " (95 %: " + number(*trend.low) + " to " + number(*trend.high) +
           ")";
}

}  // namespace

std::string_view name_of(AccumulationVerdict verdict) {
    switch (verdict) {
        case AccumulationVerdict::accumulating:
            return "accumulating";
        case AccumulationVerdict::churn:
            return "churn";
        case AccumulationVerdict::insufficient_data:
            break;
    }
    return "insufficient_data";
}

AccumulationFinding judge_accumulation(const AccumulationInput& input) {
    AccumulationFinding finding;
    std::vector<Point> active, fresh, added, baseline_new, window_new;
    double hosts = 0;
    for (std::size_t i = 0; i < input.days.size(); ++i) {
        const auto& day = input.days[i];
        // A day of which less than half was listened to says too little of its hosts.
        if (!(day.exposed_hours >= day_hours / 2)) continue;
        const double share = std::min(1.0, day.exposed_hours / day_hours);
        const auto at = static_cast<double>(i);
        hosts += day.active;
        active.push_back({at, day.active / share, share});
        fresh.push_back({at, day.new_hosts / share, share});
        (day.is_baseline ? baseline_new : window_new).push_back(fresh.back());
        if (!day.is_baseline) added.push_back({at, day.first_ever / share, share});
    }
    if (active.size() < least_accumulation_days || !(hosts >= least_accumulation_hosts)) {
        finding.sentence =
            "Not enough data: fewer than five days were listened to, or under 60 hosts.";
        return finding;
    }
    const auto active_line = line_of(active);
    const auto fresh_line = line_of(fresh);
    bool rises = false;
    if (active_line) {
        finding.active_per_day =
            trend(active_line->slope, active_line->error, active_line->freedom);
        rises = rises || surely_rises(active_line->slope, active_line->error, active_line->freedom);
    }
    if (fresh_line) {
        finding.new_hosts_per_day =
            trend(fresh_line->slope, fresh_line->error, fresh_line->freedom);
        rises = rises || surely_rises(fresh_line->slope, fresh_line->error, fresh_line->freedom);
    }
    const auto mean_of = [](std::span<const Point> points) {
        double sum = 0, weight = 0;
        for (const Point& point : points) {
            sum += point.weight * point.rate;
            weight += point.weight;
        }
        return std::pair{weight > 0 ? sum / weight : 0.0, weight};
    };
    if (const auto [level, days] = mean_of(added); days > 0) {
        const double error = std::sqrt(std::max(level, 1.0) / days);
        finding.cumulative_per_day = trend(level, error, std::max(1.0, days));
    }
    if (baseline_new.size() >= 2 && !window_new.empty()) {
        const auto [before, before_days] = mean_of(baseline_new);
        const auto [after, after_days] = mean_of(window_new);
        double squares = 0;
        for (const Point& point : baseline_new)
            squares += point.weight * (point.rate - before) * (point.rate - before);
        for (const Point& point : window_new)
            squares += point.weight * (point.rate - after) * (point.rate - after);
        const double freedom =
            std::max(1.0, static_cast<double>(baseline_new.size() + window_new.size()) - 2);
        const double variance = std::max(squares / freedom, std::max(before, 1.0));
        const double error = std::sqrt(variance * (1 / before_days + 1 / after_days));
        finding.net_per_day = trend(after - before, error, freedom);
        rises = rises || surely_rises(after - before, error, freedom);
    }
    finding.verdict = rises ? AccumulationVerdict::accumulating : AccumulationVerdict::churn;
    const std::string total =
        finding.cumulative_per_day.value
            ? "The total rises by " + number(*finding.cumulative_per_day.value) + " hosts a day"
            : "The total rises";
    if (!rises) {
        finding.sentence = total +
                           ", because hosts come and go: neither the hosts active a day nor the "
                           "new ones a day rise.";
        return finding;
    }
    finding.sentence = "Hosts accumulate. " + total + "; active hosts change by " +
                       (finding.active_per_day.value ? between(finding.active_per_day) : "?") +
                       " from day to day";
    if (finding.net_per_day.value)
        finding.sentence +=
            "; new hosts a day beyond the baseline's turnover: " + between(finding.net_per_day);
    finding.sentence += ".";
    return finding;
}

}  // namespace hitme::analytics
