// SPDX-License-Identifier: Apache-2.0
#include "simulation/dormancy_stream.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "simulation/onset_stream.h"

namespace hitme::simulation {
namespace {

constexpr double last_hour = 120;
/// Hours from UTC and how often: mostly Asia, then Europe, then the Americas.
constexpr std::array<std::pair<int, double>, 7> where{
    {{8, .30}, {9, .15}, {7, .10}, {1, .15}, {2, .15}, {-5, .10}, {-3, .05}}};

struct Stretch {
    double from;
    double to;
};

int draw_zone(Random& random) {
    double left = random.uniform();
    for (const auto& [zone, share] : where) {
        left -= share;
        if (left < 0) return zone;
    }
    return where.back().first;
}

struct Habits {
    HostHabit habit;
    double life_h;
    double scan_h;
    double sleep_h;
    double spread;  ///< of bouts and sleeps, relative
};

std::vector<Stretch> awake(Random& random, const Habits& habits, double born, int zone) {
    std::vector<Stretch> stretches;
    const auto add = [&](double from, double to) {
        from = std::max(from, born);
        to = std::min(to, last_hour);
        if (from < to) stretches.push_back({from, to});
    };
    switch (habits.habit) {
        case HostHabit::persistent:
            add(born, last_hour);
            break;
        case HostHabit::gone:
            add(born, born + random.gamma(2, habits.life_h / 2));
            break;
        case HostHabit::sleep:
            for (double at = born; at < last_hour;) {
                const double on = habits.scan_h * std::max(0.2, random.normal(1, habits.spread));
                add(at, at + on);
                at += on + habits.sleep_h * std::max(0.2, random.normal(1, habits.spread));
            }
            break;
        case HostHabit::daily:
            for (int day = -1; day < 7; ++day) {
                const double morning = day * 24 + random.normal(8, 1) - zone;
                add(morning, morning + random.normal(14.5, 1));
            }
            break;
    }
    return stretches;
}

}  // namespace

DormancyStream dormancy_stream(HostHabit habit, std::uint64_t seed, double passers_by) {
    Random random{seed * 8 + static_cast<std::uint64_t>(habit)};
    DormancyStream stream;
    stream.habit = habit;
    stream.now = at_hour(last_hour);
    const auto hosts = random.whole(100, 699);
    stream.sightings_per_h = std::exp(random.uniform(std::log(0.12), std::log(6.0)));
    Habits habits{habit, random.uniform(2, 12), random.uniform(1.5, 6), random.uniform(6, 24),
                  random.uniform(0.05, 0.3)};
    if (habit == HostHabit::sleep) {
        stream.scan_h = habits.scan_h;
        stream.sleep_h = habits.sleep_h;
    }
    const double lease = random.uniform(48, 120);
    if (random.chance(0.5)) stream.lease_h = lease;
    const auto fresh_source = [&stream](int zone) {
        stream.zones.push_back(std::chrono::hours{zone});
        return static_cast<std::uint32_t>(stream.zones.size() - 1);
    };
    for (std::int64_t host = 0; host < hosts; ++host) {
        const double born = random.uniform(0, 0.6 * last_hour);
        const double rate = stream.sightings_per_h * random.gamma(2, 0.5);
        const int zone = draw_zone(random);
        const auto stretches = awake(random, habits, born, zone);
        std::uint32_t source = fresh_source(zone);
        double moves = stream.lease_h ? born + random.exponential(*stream.lease_h) : last_hour + 1;
        for (const auto& [from, to] : stretches) {
            for (double at = from + random.exponential(1 / rate); at < to;
                 at += random.exponential(1 / rate)) {
                while (at > moves) {
                    source = fresh_source(zone);
                    moves += random.exponential(*stream.lease_h);
                }
                stream.sightings.push_back({at_hour(at), source});
            }
        }
    }
    const auto passing = static_cast<std::int64_t>(static_cast<double>(hosts) * passers_by /
                                                   std::max(1 - passers_by, 0.01));
    for (std::int64_t i = 0; i < passing; ++i) {
        const auto source = fresh_source(draw_zone(random));
        const double start = random.uniform(0, 0.95 * last_hour);
        do {
            const double at = start + random.exponential(400.0 / 3600);
            if (at < last_hour) stream.sightings.push_back({at_hour(at), source});
        } while (random.chance(0.75));
    }
    std::stable_sort(stream.sightings.begin(), stream.sightings.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    return stream;
}

}  // namespace hitme::simulation
