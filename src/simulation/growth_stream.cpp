// SPDX-License-Identifier: Apache-2.0
#include "simulation/growth_stream.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>

#include "simulation/random.h"

namespace hitme::simulation {
namespace {

// Everything inside is in hours since the baseline's start, a Monday's midnight.
constexpr double step = 1.0 / 12;
const core::Time monday = core::Time{std::chrono::sys_days{std::chrono::year_month_day{
    std::chrono::year{2026}, std::chrono::January, std::chrono::day{5}}}};

core::Time instant(double hour) {
    return monday + core::Duration{static_cast<std::int64_t>(std::llround(hour * 3.6e12))};
}

std::uint64_t seed_of(std::uint64_t seed, std::uint64_t purpose) {
    // splitmix64, so that neighbouring seeds share nothing.
    std::uint64_t z = seed * 16 + purpose + 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

double log_uniform(Random& random, double low, double high) {
    return std::exp(random.uniform(std::log(low), std::log(high)));
}

struct Cycle {
    double swing = 0;
    double peak_hour = 0;
    double factor(double hour) const {
        return 1 + swing * std::cos(2 * std::numbers::pi * (hour - peak_hour) / 24);
    }
};

// What disturbs all rates of one hour together: with it, counts scatter more than Poisson's.
class Weather {
 public:
    // `shape` of the gamma factor, whose mean is 1 and variance 1 / shape; nothing for none.
    Weather(Random& random, double hours, std::optional<double> shape)
        : factors_(static_cast<std::size_t>(hours) + 2, 1.0) {
        if (!shape) return;
        for (double& one : factors_) one = random.gamma(*shape, 1 / *shape);
        highest_ = *std::max_element(factors_.begin(), factors_.end());
    }
    double factor(double hour) const {
        return factors_[std::min(static_cast<std::size_t>(std::max(hour, 0.0)),
                                 factors_.size() - 1)];
    }
    double highest() const { return std::max(highest_, 1.0); }

 private:
    std::vector<double> factors_;
    double highest_ = 1;
};

struct Host {
    double from = 0;
    double to = 0;
};

// Who is infected from when to when, in hours since the window's start.
class Outbreak {
 public:
    Outbreak(Random& random, double hours) : random_(random), hours_(hours) {}

    void infect(std::int64_t count, double hour) {
        for (std::int64_t i = 0; i < count; ++i) {
            infected_.push_back(hosts_.size());
            hosts_.push_back({std::max(0.0, hour + random_.uniform() * step), hours_});
        }
    }
    void patch(std::int64_t count, double hour) {
        for (std::int64_t i = 0; i < count && !infected_.empty(); ++i) {
            const auto last = static_cast<std::int64_t>(infected_.size()) - 1;
            std::swap(infected_[static_cast<std::size_t>(random_.whole(0, last))],
                      infected_.back());
            Host& host = hosts_[infected_.back()];
            host.to = std::max(host.from, hour + random_.uniform() * step);
            infected_.pop_back();
        }
    }
    double now_infected() const { return static_cast<double>(infected_.size()); }
    std::int64_t steps() const { return static_cast<std::int64_t>(hours_ / step); }
    double hours() const { return hours_; }
    Random& random() { return random_; }
    const std::vector<Host>& hosts() const { return hosts_; }

 private:
    Random& random_;
    double hours_;
    std::vector<Host> hosts_;
    std::vector<std::size_t> infected_;
};

double chance_within(double rate_per_h) {
    return 1 - std::exp(-rate_per_h * step);
}

// From `from` on, in hours since the window's start.
void stay(Outbreak& outbreak, double size, double from = 0) {
    constexpr double life_hours = 12;
    Random& random = outbreak.random();
    outbreak.infect(static_cast<std::int64_t>(size), from - step);
    for (auto i = static_cast<std::int64_t>(from / step); i < outbreak.steps(); ++i) {
        const double hour = static_cast<double>(i) * step;
        outbreak.patch(random.binomial(static_cast<std::int64_t>(outbreak.now_infected()),
                                       chance_within(1 / life_hours)),
                       hour);
        outbreak.infect(random.poisson(size / life_hours * step), hour);
    }
}

void grow_linearly(Outbreak& outbreak, double size, double fold) {
    const double first = size / fold;
    outbreak.infect(static_cast<std::int64_t>(first), 0);
    const double each = (size - first) / static_cast<double>(outbreak.steps());
    for (std::int64_t i = 0; i < outbreak.steps(); ++i)
        outbreak.infect(outbreak.random().poisson(each), static_cast<double>(i) * step);
}

void grow_exponentially(Outbreak& outbreak, double size, double fold) {
    const double rate = std::log(fold) / outbreak.hours();
    outbreak.infect(std::max<std::int64_t>(20, static_cast<std::int64_t>(size / fold)), 0);
    for (std::int64_t i = 0; i < outbreak.steps(); ++i)
        outbreak.infect(
            outbreak.random().poisson(outbreak.now_infected() * std::expm1(rate * step)),
            static_cast<double>(i) * step);
}

struct Exhaustion {
    double first_share = 0;   ///< of the vulnerable, infected at the window's start
    double middle = 0;        ///< share of the window after which half would be infected
    double patched_from = 9;  ///< share of the window; beyond 1: never
    double left = 1;          ///< share that patching leaves by now
};

void exhaust(Outbreak& outbreak, double size, const Exhaustion& course) {
    Random& random = outbreak.random();
    const auto vulnerable = static_cast<std::int64_t>(size);
    const auto first = std::max<std::int64_t>(
        15, static_cast<std::int64_t>(static_cast<double>(vulnerable) * course.first_share));
    std::int64_t susceptible = vulnerable - first;
    const auto whole = static_cast<double>(vulnerable);
    const double rate = std::log(static_cast<double>(susceptible) / static_cast<double>(first)) /
                        (course.middle * outbreak.hours());
    const double patch_from = course.patched_from * outbreak.hours();
    const double patch_rate =
        -std::log(course.left) / std::max(outbreak.hours() - patch_from, step);
    outbreak.infect(first, 0);
    for (std::int64_t i = 0; i < outbreak.steps(); ++i) {
        const double hour = static_cast<double>(i) * step;
        const double pressure =
            rate * outbreak.now_infected() * static_cast<double>(susceptible) / whole * step;
        const std::int64_t caught = std::min(susceptible, random.poisson(pressure));
        susceptible -= caught;
        if (hour >= patch_from) {
            susceptible -= random.binomial(susceptible, chance_within(patch_rate));
            outbreak.patch(random.binomial(static_cast<std::int64_t>(outbreak.now_infected()),
                                           chance_within(patch_rate)),
                           hour);
        }
        outbreak.infect(caught, hour);
    }
}

void run(Outbreak& outbreak, GrowthKind kind, double size) {
    Random& random = outbreak.random();
    const double fold = log_uniform(random, 4, 24);
    switch (kind) {
        case GrowthKind::none:
            return stay(outbreak, size);
        case GrowthKind::linear:
            return grow_linearly(outbreak, size, fold);
        case GrowthKind::exponential:
            return grow_exponentially(outbreak, size, fold);
        case GrowthKind::logistic: {
            Exhaustion course;
            course.first_share = random.uniform(0.02, 0.08);
            course.middle = random.uniform(0.3, 0.55);
            return exhaust(outbreak, size, course);
        }
        case GrowthKind::tapering: {
            Exhaustion course;
            course.first_share = random.uniform(0.02, 0.08);
            course.middle = random.uniform(0.2, 0.35);
            course.patched_from = random.uniform(course.middle + 0.1, 0.6);
            course.left = random.uniform(0.1, 0.45);
            return exhaust(outbreak, size, course);
        }
        case GrowthKind::jump:
            return stay(outbreak, size, random.uniform(0.2, 0.8) * outbreak.hours());
    }
}

std::vector<double> infected_by_hour(const std::vector<Host>& hosts, double hours) {
    std::vector<double> infected;
    for (double hour = 0;; hour = std::min(hour + 1, hours)) {
        // A host infected within the first step counts at the start, one that is left counts at the end.
        infected.push_back(
            static_cast<double>(std::count_if(hosts.begin(), hosts.end(), [&](const Host& host) {
                return host.from <= std::max(hour, step) && (host.to > hour || host.to >= hours);
            })));
        if (hour >= hours) return infected;
    }
}

// Sensors, how much of the traffic each sees, and the sightings that they record.
class Fleet {
 public:
    Fleet(Random& random, std::size_t sensors, double now) : random_(random), now_(now) {
        double sum = 0;
        for (std::size_t i = 0; i < sensors; ++i) {
            share_.push_back(random.gamma(5, 1));
            sum += share_.back();
        }
        for (double& one : share_) one /= sum;
        listening_.assign(sensors, {{0, now}});
    }

    void lose(double window_from, double window_hours) {
        const double from = window_from + random_.uniform(0, 0.8) * window_hours;
        const std::int64_t lost = random_.whole(1, 4);
        std::vector<std::size_t> sensors;
        for (std::size_t i = 0; i < share_.size(); ++i) sensors.push_back(i);
        for (std::int64_t i = 0; i < lost; ++i) {
            const auto place = static_cast<std::size_t>(
                random_.whole(0, static_cast<std::int64_t>(sensors.size()) - 1));
            const double back = std::min(now_, from + random_.uniform(6, 24));
            listening_[sensors[place]] = {{0, from}, {back, now_}};
            sensors.erase(sensors.begin() + static_cast<std::ptrdiff_t>(place));
        }
    }
    void add(double window_from, double window_hours) {
        listening_.push_back({{window_from + random_.uniform(0.1, 0.8) * window_hours, now_}});
        share_.push_back(random_.uniform(0.2, 1.0));
    }

    // 1, and more where a sensor is added: what that sees comes on top.
    double reach() const {
        double sum = 0;
        for (const double one : share_) sum += one;
        return sum;
    }
    void see(double hour, std::uint32_t source, std::vector<Contact>& contacts) {
        double place = random_.uniform() * reach();
        std::size_t sensor = 0;
        while (sensor + 1 < share_.size() && place >= share_[sensor]) place -= share_[sensor++];
        for (const Host& span : listening_[sensor])
            if (hour >= span.from && hour < span.to && hour < now_) {
                contacts.push_back({instant(hour), source, static_cast<std::uint16_t>(sensor)});
                return;
            }
    }
    std::vector<std::vector<Listening>> listening() const {
        std::vector<std::vector<Listening>> result;
        for (const auto& spans : listening_) {
            auto& own = result.emplace_back();
            for (const Host& span : spans)
                if (span.to > span.from) own.push_back({instant(span.from), instant(span.to)});
        }
        return result;
    }

 private:
    Random& random_;
    double now_;
    std::vector<double> share_;
    std::vector<std::vector<Host>> listening_;
};

// Scanners that have nothing to do with the outbreak: some contacts within minutes, never seen again.
void add_background(Random& random, Fleet& fleet, const Cycle& cycle, const Weather& weather,
                    double per_hour, double hours, std::uint32_t& sources,
                    std::vector<Contact>& contacts) {
    constexpr double visit_hours = 1.0 / 6;
    const double most = (1 + cycle.swing) * weather.highest();
    const std::int64_t candidates = random.poisson(per_hour * fleet.reach() * most * hours);
    for (std::int64_t i = 0; i < candidates; ++i) {
        const double hour = random.uniform(0, hours);
        if (!random.chance(cycle.factor(hour) * weather.factor(hour) / most)) continue;
        const std::uint32_t source = sources++;
        fleet.see(hour, source, contacts);
        while (random.chance(0.5))
            fleet.see(hour + random.exponential(visit_hours), source, contacts);
    }
}

// What the infected hosts' scans show: hosts differ in speed, and change addresses where leases end.
void add_signal(Random& random, Fleet& fleet, const Cycle& cycle, const Weather& weather,
                const std::vector<Host>& hosts, double per_host_and_hour, double window_from,
                std::optional<double> lease_hours, std::uint32_t& sources,
                std::vector<Contact>& contacts) {
    const double most = (1 + cycle.swing) * weather.highest();
    for (const Host& host : hosts) {
        const double own = per_host_and_hour * fleet.reach() * random.gamma(1.5, 1 / 1.5);
        std::vector<double> seen;
        const std::int64_t candidates = random.poisson(own * most * (host.to - host.from));
        for (std::int64_t i = 0; i < candidates; ++i) {
            const double hour = window_from + random.uniform(host.from, host.to);
            if (random.chance(cycle.factor(hour) * weather.factor(hour) / most))
                seen.push_back(hour);
        }
        std::sort(seen.begin(), seen.end());
        std::uint32_t source = sources++;
        double lease_ends =
            lease_hours ? window_from + host.from + random.exponential(*lease_hours) : 1e9;
        for (const double hour : seen) {
            while (hour >= lease_ends) {
                source = sources++;
                lease_ends += random.exponential(*lease_hours);
            }
            fleet.see(hour, source, contacts);
        }
    }
}

void sort_by_time(std::vector<Contact>& contacts) {
    std::sort(contacts.begin(), contacts.end(), [](const Contact& a, const Contact& b) {
        return std::pair{a.at, a.source} < std::pair{b.at, b.source};
    });
}

}  // namespace

std::string_view name_of(GrowthKind kind) {
    switch (kind) {
        case GrowthKind::none:
            return "none";
        case GrowthKind::linear:
            return "linear";
        case GrowthKind::exponential:
            return "exponential";
        case GrowthKind::logistic:
            return "logistic";
        case GrowthKind::tapering:
            return "tapering";
        case GrowthKind::jump:
            return "jump";
    }
    return "";
}

GrowthStream growth_stream(GrowthKind kind, std::uint64_t seed, const GrowthOptions& options) {
    Random random{seed_of(seed, static_cast<std::uint64_t>(kind))};
    GrowthStream stream;
    GrowthTruth& truth = stream.truth;
    truth.kind = kind;
    const double window_hours = random.uniform(36, 72);
    const double window_from = options.baseline_days * 24.0 + random.uniform(0, 24);
    const double now = window_from + window_hours;
    const double size = log_uniform(random, 200, 2500);
    truth.peak_sightings_per_h = log_uniform(random, 40, 300);
    truth.background_per_h = random.uniform(2, 12);
    const std::optional<double> shapes[] = {20.0, 60.0, std::nullopt};
    const Weather weather{random, now, shapes[random.whole(0, 2)]};
    Cycle background;
    Cycle signal;
    Fleet fleet{random, 8, now};
    if (options.confounded) {
        background = {random.uniform(0, 0.4), random.uniform(0, 24)};
        signal = {random.uniform(0, 0.4), random.uniform(0, 24)};
        const double lot = random.uniform();
        if (lot < 0.3) {
            truth.change = FleetChange::sensors_lost;
            fleet.lose(window_from, window_hours);
        } else if (lot < 0.6) {
            truth.change = FleetChange::sensor_added;
            fleet.add(window_from, window_hours);
        }
    }
    truth.background_swing = background.swing;
    truth.signal_swing = signal.swing;

    Outbreak outbreak{random, window_hours};
    run(outbreak, kind, size);
    truth.infected = infected_by_hour(outbreak.hosts(), window_hours);
    if (kind == GrowthKind::exponential)
        truth.doubling_h = window_hours / std::log2(truth.infected.back() / truth.infected.front());

    std::uint32_t sources = 0;
    add_background(random, fleet, background, weather, truth.background_per_h, now, sources,
                   stream.contacts);
    add_signal(random, fleet, signal, weather, outbreak.hosts(), truth.peak_sightings_per_h / size,
               window_from, options.lease_hours, sources, stream.contacts);
    sort_by_time(stream.contacts);
    stream.listening = fleet.listening();
    stream.baseline_from = instant(0);
    stream.window_from = instant(window_from);
    stream.now = instant(now);
    return stream;
}

GrowthStream few_hosts_stream(GrowthKind kind, std::uint64_t seed) {
    constexpr double window_hours = 48;
    constexpr double last_per_h = 12;
    constexpr double fold = 8;
    constexpr double swing = 0.6;
    Random random{seed_of(seed, 8 + static_cast<std::uint64_t>(kind))};
    GrowthStream stream;
    const double window_from = 7 * 24 + random.uniform(0, 24);
    const double now = window_from + window_hours;
    const double before = kind == GrowthKind::none ? last_per_h : last_per_h / fold;
    const Cycle cycle{swing, random.uniform(0, 24)};
    Fleet fleet{random, 8, now};
    const auto rate = [&](double hour) {
        const double u = std::max(0.0, (hour - window_from) / window_hours);
        if (kind == GrowthKind::none) return before;
        if (kind == GrowthKind::exponential) return before * std::pow(fold, u);
        return before + (last_per_h - before) * u;
    };
    const double most = last_per_h * (1 + swing);
    const std::int64_t candidates = random.poisson(most * now);
    std::uint32_t source = 0;
    for (std::int64_t i = 0; i < candidates; ++i) {
        const double hour = random.uniform(0, now);
        if (!random.chance(rate(hour) * cycle.factor(hour) / most)) continue;
        fleet.see(hour, source, stream.contacts);
        if (random.chance(0.5)) fleet.see(hour + random.exponential(0.1), source, stream.contacts);
        ++source;
    }
    sort_by_time(stream.contacts);
    stream.listening = fleet.listening();
    stream.baseline_from = instant(0);
    stream.window_from = instant(window_from);
    stream.now = instant(now);
    stream.truth.kind = kind;
    stream.truth.background_per_h = before;
    stream.truth.signal_swing = stream.truth.background_swing = swing;
    stream.truth.peak_sightings_per_h = 1.5 * last_per_h;
    return stream;
}

void add_loud_host(GrowthStream& stream, std::uint64_t seed, std::size_t probes) {
    Random random{seed_of(seed, 15)};
    std::uint32_t source = 0;
    for (const Contact& contact : stream.contacts) source = std::max(source, contact.source + 1);
    const auto last = static_cast<std::int64_t>(stream.listening.size()) - 1;
    const auto whole = static_cast<double>((stream.now - stream.window_from).count());
    for (std::size_t i = 0; i < probes; ++i) {
        const core::Time at =
            stream.window_from +
            core::Duration{static_cast<std::int64_t>(random.uniform(0.5, 1) * whole)};
        const auto sensor = static_cast<std::uint16_t>(random.whole(0, last));
        const auto& spans = stream.listening[sensor];
        if (std::any_of(spans.begin(), spans.end(),
                        [&](const Listening& span) { return at >= span.from && at < span.to; }))
            stream.contacts.push_back({at, source, sensor});
    }
    sort_by_time(stream.contacts);
}

}  // namespace hitme::simulation
