// SPDX-License-Identifier: Apache-2.0
#include "simulation/onset_stream.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hitme::simulation {
namespace {

constexpr double week_hours = 168;
constexpr double ramp_hours = 2;

}  // namespace

core::Time stream_start() {
    return core::Time{std::chrono::hours{4 * 24}};
}

core::Time at_hour(double hours) {
    return stream_start() + std::chrono::milliseconds{std::llround(hours * 3600e3)};
}

DailyLife DailyLife::draw(Random& random, double hours) {
    DailyLife life;
    life.level_per_h = std::exp(random.uniform(std::log(2.0), std::log(30.0)));
    life.swing = random.uniform(0, 0.4);
    life.peak_h = random.uniform(0, 24);
    const auto noise = random.whole(0, 2);
    const double shape = noise == 0 ? 20 : 60;
    for (double hour = 0; hour < hours + 1; hour += 1) {
        life.hourly.push_back(noise == 2 ? 1 : random.gamma(shape, 1 / shape));
    }
    return life;
}

double DailyLife::rate(double hour) const {
    const double angle = 2 * std::numbers::pi * (hour - peak_h) / 24;
    const auto index = std::min(static_cast<std::size_t>(hour), hourly.size() - 1);
    return level_per_h * (1 + swing * std::cos(angle)) * hourly[index];
}

double DailyLife::most() const {
    return level_per_h * (1 + swing) * *std::max_element(hourly.begin(), hourly.end());
}

OnsetStream onset_stream(RiseShape shape, std::uint64_t seed) {
    Random random{seed * 8 + static_cast<std::uint64_t>(shape)};
    OnsetStream stream;
    stream.shape = shape;
    const double onset = week_hours + random.uniform(0, 24);
    const double now = onset + random.uniform(2, 12);
    const DailyLife life = DailyLife::draw(random, now);
    const double excess = std::exp(random.uniform(std::log(2.0), std::log(12.0))) - 1;
    const double doubling = random.uniform(2, 6);
    const auto rise = [&](double hour) {
        if (hour < onset) return 0.0;
        if (shape == RiseShape::step) return excess;
        if (shape == RiseShape::ramp) return excess * (hour - onset) / ramp_hours;
        return excess / 2 * std::exp2((hour - onset) / doubling);
    };
    auto hours = arrivals(random, life, 0, now, 1, [](double) { return 1.0; });
    const auto more = arrivals(random, life, onset, now, std::max(rise(now), excess), rise);
    hours.insert(hours.end(), more.begin(), more.end());
    std::sort(hours.begin(), hours.end());
    for (const double hour : hours) stream.new_hosts.push_back(at_hour(hour));
    stream.from = stream_start();
    stream.onset = at_hour(onset);
    stream.now = at_hour(now);
    stream.background_per_h = life.level_per_h;
    stream.excess_per_h = life.level_per_h * excess;
    return stream;
}

}  // namespace hitme::simulation
