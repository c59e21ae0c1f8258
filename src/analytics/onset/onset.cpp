// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/onset.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace hitme::analytics {
namespace {

constexpr double minute = 60;
constexpr double look_back_hours = 36;
constexpr double after_alarm_hours = 2;
constexpr double one_event_hours = 24;
constexpr std::size_t sizes = 24;
constexpr double smallest = 0.15;
constexpr double largest = 40;
constexpr double most_dispersion = 5;
/// More hosts than this in the window are put together by the minute: their number says enough.
constexpr std::size_t most_exact = 3000;
/// The rough pass looks at every third size, and what is e^-10 of the best there is left out.
constexpr std::size_t rough_stride = 3;
constexpr double negligible = 10;
constexpr double never = -std::numeric_limits<double>::infinity();

struct Shape {
    OnsetShape kind;
    double growth;  ///< per second; for the exponentials
    double log_weight;
};

std::array<Shape, 5> all_shapes() {
    const auto doubling = [](double hours) { return std::numbers::ln2 / (hours * hour_seconds); };
    const double third = -std::log(3.0);
    return {{{OnsetShape::step, 0, 0},
             {OnsetShape::ramp, 0, 0},
             {OnsetShape::exponential, doubling(1), third},
             {OnsetShape::exponential, doubling(2), third},
             {OnsetShape::exponential, doubling(4), third}}};
}

double profile(const Shape& shape, double since) {
    if (shape.kind == OnsetShape::ramp) return since / hour_seconds;
    return shape.kind == OnsetShape::step ? 1 : std::exp(shape.growth * since);
}

/// Hosts of a window with their weights, and the expected hosts of its cells.
struct Window {
    std::vector<double> at;
    std::vector<double> weight;
    std::vector<double> cell_at;  ///< middles
    std::vector<double> expected;
    std::vector<std::size_t> hour;  ///< of each cell, from 0
    std::vector<double> hour_hosts;
    std::vector<double> hour_expected;
    double noise = 0;  ///< 1 / shape of the gamma factor; 0 for none
    double phi = 1;    ///< dispersion that even minutes show
};

Window window_of(std::span<const double> times, double from, double now, double cell,
                 const Intensity& fit, std::span<const ExposedSpan> reduced, bool exact) {
    Window window;
    const auto cells = count_in_bins(times, from, now, cell, reduced);
    const double first_hour = std::floor(from / hour_seconds);
    for (std::size_t i = 0; i < cells.count.size(); ++i) {
        const double middle = cells.middle(i);
        const double expected = cells.exposure[i] * fit.per_hour(middle);
        const double hosts = expected > 0 ? cells.count[i] : 0;
        const auto hour = static_cast<std::size_t>(std::floor(middle / hour_seconds) - first_hour);
        if (window.hour_hosts.size() <= hour) {
            window.hour_hosts.resize(hour + 1, 0);
            window.hour_expected.resize(hour + 1, 0);
        }
        window.cell_at.push_back(middle);
        window.expected.push_back(expected);
        window.hour.push_back(hour);
        window.hour_hosts[hour] += hosts;
        window.hour_expected[hour] += expected;
        if (!exact && hosts > 0) {
            window.at.push_back(middle);
            window.weight.push_back(hosts);
        }
    }
    if (exact) {
        for (const double at : times) {
            const auto bin = static_cast<std::size_t>(std::max(0.0, (at - from) / cell));
            if (at < from || bin >= cells.count.size() || cells.exposure[bin] <= 0) continue;
            window.at.push_back(at);
            window.weight.push_back(1);
        }
    }
    window.phi = std::min(fit.phi_by_width.front(), fit.phi());
    window.noise = std::max(0.0, fit.phi() / window.phi - 1) / fit.level_per_hour();
    return window;
}

/// ln likelihood of an onset at `tau` for every size (shape's weight included), over that of no onset.
class Likelihood {
 public:
    Likelihood(const Window& window, std::span<const Shape> shapes)
        : window_(window), shapes_(shapes), reference_(window.cell_at.front()) {
        for (const auto& shape : shapes) {
            Prepared ready;
            ready.hour.resize(window.hour_hosts.size(), 0);
            for (std::size_t i = 0; i < window.cell_at.size(); ++i) {
                ready.cell.push_back(window.expected[i] *
                                     profile(shape, window.cell_at[i] - reference_));
                ready.hour[window.hour[i]] += ready.cell.back();
            }
            for (const double at : window.at) ready.host.push_back(profile(shape, at - reference_));
            prepared_.push_back(std::move(ready));
        }
    }

    /// `shape` is one of those given to the constructor; every `stride`th size, of those the wanted (by shape and
    /// size) where that is given.
    void at(double tau, const Shape& shape, std::size_t stride, const std::vector<bool>* wanted,
            std::vector<double>& out) {
        const auto& w = window_;
        const auto index = static_cast<std::size_t>(&shape - shapes_.data());
        const auto is_wanted = [&](std::size_t size) {
            return wanted == nullptr || (*wanted)[index * sizes + size];
        };
        bool any = false;
        for (std::size_t k = 0; k < sizes; k += stride) any = any || is_wanted(k);
        if (!any) return;
        const auto first = static_cast<std::size_t>(
            std::upper_bound(w.at.begin(), w.at.end(), tau) - w.at.begin());
        const auto cell = static_cast<std::size_t>(
            std::lower_bound(w.cell_at.begin(), w.cell_at.end(), tau) - w.cell_at.begin());
        const Prepared& ready = prepared_[index];
        const double scale = shape.growth > 0 ? std::exp(-shape.growth * (tau - reference_)) : 1;
        const double offset =
            shape.kind == OnsetShape::ramp ? (tau - reference_) / hour_seconds : 0;
        // Whole hours from their sums; only the onset's own hour cell by cell.
        const std::size_t own = cell < w.hour.size() ? w.hour[cell] : w.hour_hosts.size();
        extra_.assign(w.hour_hosts.size(), 0);
        for (std::size_t h = own + 1; h < extra_.size(); ++h) {
            extra_[h] = scale * ready.hour[h] - offset * w.hour_expected[h];
        }
        for (std::size_t i = cell; i < w.cell_at.size() && w.hour[i] == own; ++i) {
            extra_[own] += scale * ready.cell[i] - offset * w.expected[i];
        }
        rise_.clear();
        for (std::size_t i = first; i < w.at.size(); ++i) {
            rise_.push_back(scale * ready.host[i] - offset);
        }
        const std::size_t first_hour = cell < w.hour.size() ? w.hour[cell] : extra_.size();
        for (std::size_t k = 0; k < sizes; k += stride) {
            if (!is_wanted(k)) continue;
            const double part = static_cast<double>(k) / (sizes - 1);
            const double size = smallest * std::pow(largest / smallest, part);
            double sum = hosts_term(size, first);
            for (std::size_t h = first_hour; h < extra_.size(); ++h) {
                const double more = size * extra_[h];
                if (w.noise < 1e-6) {
                    sum -= more;
                } else {
                    const double shape_of_noise = 1 / w.noise;
                    sum -= (shape_of_noise + w.hour_hosts[h]) *
                           std::log1p(more / (shape_of_noise + w.hour_expected[h]));
                }
            }
            out.push_back(sum / w.phi + shape.log_weight);
        }
    }

 private:
    /// Sum of weight x ln(1 + size x rise); as products of sixteen, which is one logarithm in sixteen.
    double hosts_term(double size, std::size_t first) const {
        double sum = 0;
        if (window_.weight.empty() || window_.weight.front() != 1 || weighted()) {
            for (std::size_t i = 0; i < rise_.size(); ++i) {
                sum += window_.weight[first + i] * std::log1p(size * rise_[i]);
            }
            return sum;
        }
        std::size_t i = 0;
        for (; i + 16 <= rise_.size(); i += 16) {
            double product = 1;
            for (std::size_t j = i; j < i + 16; ++j) product *= 1 + size * rise_[j];
            sum += std::log(product);
        }
        double product = 1;
        for (; i < rise_.size(); ++i) product *= 1 + size * rise_[i];
        return sum + std::log(product);
    }
    bool weighted() const { return static_cast<double>(window_.weight.size()) < total_; }

    /// Each shape as if it had begun at the reference: another onset only scales or shifts it.
    struct Prepared {
        std::vector<double> cell;
        std::vector<double> hour;
        std::vector<double> host;
    };

    const Window& window_;
    std::span<const Shape> shapes_;
    double reference_;
    std::vector<Prepared> prepared_;
    double total_ = [this] {
        double sum = 0;
        for (const double one : window_.weight) sum += one;
        return sum;
    }();
    std::vector<double> extra_;
    std::vector<double> rise_;
};

double log_sum(const std::vector<double>& terms) {
    const double most = *std::max_element(terms.begin(), terms.end());
    double sum = 0;
    for (const double one : terms) sum += std::exp(one - most);
    return most + std::log(sum);
}

/// Which shapes and sizes are worth an exact look in a block: those that were so, or whose neighbours were, in the rough
/// pass. The neighbouring blocks count too, because the likelihood may jump inside one.
void promising(const std::vector<std::vector<double>>& rough, std::size_t block, double least,
               std::vector<bool>& wanted) {
    const std::size_t per_shape = sizes / rough_stride;
    const std::size_t shapes = rough[block].size() / per_shape;
    wanted.assign(shapes * sizes, false);
    const std::size_t last = std::min(block + 1, rough.size() - 1);
    for (std::size_t near = block > 0 ? block - 1 : 0; near <= last; ++near) {
        for (std::size_t i = 0; i < rough[near].size(); ++i) {
            if (rough[near][i] < least) continue;
            const std::size_t size = i % per_shape * rough_stride;
            const std::size_t from = size >= rough_stride ? size - rough_stride + 1 : 0;
            const std::size_t to = std::min(size + rough_stride, sizes);
            for (std::size_t k = from; k < to; ++k) wanted[i / per_shape * sizes + k] = true;
        }
    }
}

double quantile(const std::vector<double>& mass, double from, double share) {
    double before = 0;
    for (std::size_t i = 0; i < mass.size(); ++i) {
        if (before + mass[i] >= share) {
            return from + minute * (static_cast<double>(i) + (share - before) / mass[i]);
        }
        before += mass[i];
    }
    return from + minute * static_cast<double>(mass.size());
}

// Chi-square says nothing of hours in which a fraction of a host is expected: one hour with four then counts like a day of
// trouble. So many hours together as expect a host, at most half a day.
std::size_t telling_hours(const BinnedCounts& day, const Intensity& fit) {
    double expected = 0;
    for (std::size_t i = 0; i < day.count.size(); ++i)
        expected += day.exposure[i] * fit.per_hour(day.middle(i));
    const double hours = day.exposed_hours();
    for (const std::size_t width : std::array<std::size_t, 6>{1, 2, 3, 4, 6, 8})
        if (hours > 0 && expected / hours * static_cast<double>(width) >= 1) return width;
    return 12;
}

}  // namespace

std::string_view name_of(OnsetShape shape) {
    switch (shape) {
        case OnsetShape::step:
            return "step";
        case OnsetShape::ramp:
            return "ramp";
        case OnsetShape::exponential:
            return "exponential";
    }
    return "step";
}

std::string_view name_of(OnsetRefusal refusal) {
    switch (refusal) {
        case OnsetRefusal::none:
            return "none";
        case OnsetRefusal::no_alarm:
            return "no_alarm";
        case OnsetRefusal::short_baseline:
            return "short_baseline";
        case OnsetRefusal::sensor_change:
            return "sensor_change";
        case OnsetRefusal::wide_interval:
            return "wide_interval";
        case OnsetRefusal::unfit_baseline:
            return "unfit_baseline";
        case OnsetRefusal::forged_sources:
            return "forged_sources";
    }
    return "none";
}

OnsetPosterior onset_posterior(std::span<const double> times, double base_end, double latest,
                               double now, const Intensity& fit,
                               std::span<const ExposedSpan> reduced) {
    const auto minutes =
        static_cast<std::size_t>(std::max(1.0, std::ceil((latest - base_end) / minute)));
    const auto low = std::lower_bound(times.begin(), times.end(), base_end);
    const auto high = std::lower_bound(low, times.end(), now);
    const std::span<const double> inside{low, high};
    const Window coarse = window_of(inside, base_end, now, 5 * minute, fit, reduced, false);
    const Window fine =
        window_of(inside, base_end, now, minute, fit, reduced, inside.size() <= most_exact);
    constexpr std::size_t block = 10;
    const auto shapes = all_shapes();
    Likelihood rough{coarse, shapes};
    std::vector<bool> wanted;
    std::vector<double> terms;
    std::vector<std::vector<double>> rough_terms;  // by block; eight sizes of each shape
    double best = never;
    for (std::size_t first = 0; first < minutes; first += block) {
        auto& found = rough_terms.emplace_back();
        const double tau = base_end + minute * (static_cast<double>(first) + block / 2.0);
        for (const auto& shape : shapes) rough.at(tau, shape, rough_stride, nullptr, found);
        best = std::max(best, *std::max_element(found.begin(), found.end()));
    }
    Likelihood exact{fine, shapes};
    std::vector<double> density(minutes, never);
    std::array<double, 3> by_shape{never, never, never};
    for (std::size_t i = 0; i < minutes; ++i) {
        if (i % block == 0) promising(rough_terms, i / block, best - negligible, wanted);
        terms.clear();
        const double tau = base_end + minute * (static_cast<double>(i) + 0.5);
        for (const auto& shape : shapes) {
            const std::size_t before = terms.size();
            exact.at(tau, shape, 1, &wanted, terms);
            auto& most = by_shape[static_cast<std::size_t>(shape.kind)];
            for (std::size_t k = before; k < terms.size(); ++k) {
                most = std::max(most, terms[k] - shape.log_weight);
            }
        }
        if (!terms.empty()) density[i] = log_sum(terms);
    }
    const double top = *std::max_element(density.begin(), density.end());
    std::vector<double> mass;
    double total = 0;
    for (const double one : density) total += mass.emplace_back(std::exp(one - top));
    for (double& one : mass) one /= total;
    const auto winner = std::max_element(by_shape.begin(), by_shape.end()) - by_shape.begin();
    return {quantile(mass, base_end, 0.5), quantile(mass, base_end, 0.025),
            quantile(mass, base_end, 0.975), static_cast<OnsetShape>(winner)};
}

namespace {

/// Where the baseline of an alarm ends: before anything that its rise may hold.
double baseline_end(const OnsetAlarm& alarm, double from) {
    const double end = alarm.at - look_back_hours * hour_seconds;
    if (end - from >= least_hours_for_cycle * hour_seconds) return end;
    return std::min(
        std::max(from + least_hours_for_cycle * hour_seconds, alarm.at - 12 * hour_seconds),
        alarm.since - hour_seconds);
}

struct SeenAndExpected {
    double hosts = 0;
    double expected = 0;
    double hours = 0;  ///< of exposure

    double excess_per_hour() const { return hours > 0 ? (hosts - expected) / hours : 0; }
};

SeenAndExpected seen_between(std::span<const double> times, double from, double to,
                             const Intensity& fit, std::span<const ExposedSpan> reduced) {
    const auto window = count_in_bins(times, from, to, minute, reduced);
    SeenAndExpected seen;
    for (std::size_t i = 0; i < window.count.size(); ++i) {
        seen.hosts += window.count[i];
        seen.expected += window.exposure[i] * fit.per_hour(window.middle(i));
    }
    seen.hours = window.exposed_hours();
    return seen;
}

/// The alarm whose rise is dated: the first, unless what came between it and a later one was dwarfed by that.
const OnsetAlarm& dated_alarm(const std::vector<OnsetAlarm>& alarms, std::span<const double> times,
                              double from, std::span<const ExposedSpan> reduced) {
    const OnsetAlarm* dated = &alarms.front();
    const double end = baseline_end(*dated, from);
    if (end <= from) return *dated;
    const Intensity fit = fit_intensity(count_in_bins(times, from, end, 300, reduced));
    for (const auto& later : alarms) {
        if (later.since - dated->at < hour_seconds ||
            later.at - dated->at > one_event_hours * hour_seconds)
            continue;
        const auto between = seen_between(times, dated->at, later.since, fit, reduced);
        if (between.hours < 1) continue;
        // One standard error at least: few hosts in few hours are no proof of calm.
        const double left =
            std::max(between.excess_per_hour(), std::sqrt(between.hosts + 1) / between.hours);
        const double hours = (later.at - later.since) / hour_seconds;
        if (later.observed - later.expected >= dwarfing * left * hours) dated = &later;
    }
    return *dated;
}

}  // namespace

OnsetFinding judge_onset(const OnsetInput& input) {
    OnsetFinding finding;
    finding.threshold = input.monitor.threshold;
    finding.display_zone = input.display_zone;
    const double from = seconds_of(input.from);
    const double now = seconds_of(input.now);
    std::vector<double> times;
    for (const auto at : input.new_hosts) {
        if (at >= input.from && at < input.now) times.push_back(seconds_of(at));
    }
    std::sort(times.begin(), times.end());
    const auto cells = count_in_bins(times, from, now, input.monitor.cell_seconds, input.reduced);
    const auto alarms = watch(cells, seconds_of(input.watch_from), input.monitor);
    finding.alarms = alarms.size();
    for (const auto& one : alarms) {
        if (finding.alarms_at.size() == most_alarms_listed) break;
        finding.alarms_at.push_back(time_of_seconds(one.at));
    }
    if (alarms.empty()) return finding;
    const OnsetAlarm& alarm = dated_alarm(alarms, times, from, input.reduced);
    finding.alarm_at = time_of_seconds(alarms.front().at);
    finding.dated_alarm_at = time_of_seconds(alarm.at);
    finding.score = alarm.score;

    double judged = alarm.at + after_alarm_hours * hour_seconds;
    if (input.asked_at) judged = std::max(alarm.at, seconds_of(*input.asked_at));
    judged = std::min(judged, now);
    finding.judged_at = time_of_seconds(judged);
    const double base_end = baseline_end(alarm, from);
    // An alarm in the log's first hours: there is nothing before it.
    if (base_end <= from) {
        finding.refusal = OnsetRefusal::short_baseline;
        return finding;
    }
    const auto baseline = count_in_bins(times, from, base_end, 300, input.reduced);
    const Intensity fit = fit_intensity(baseline);
    finding.phi = fit.phi();
    finding.baseline_per_h = fit.level_per_hour();
    const auto excess_since = [&](double start) {
        return seen_between(times, start, judged, fit, input.reduced).excess_per_hour();
    };
    finding.excess_per_h = excess_since(alarm.since);
    if (baseline.exposed_hours() < least_hours_for_cycle - 1) {
        finding.refusal = OnsetRefusal::short_baseline;
        return finding;
    }
    const std::size_t day = 24 * 12;
    const auto last_day = baseline.slice(
        baseline.count.size() - std::min(day, baseline.count.size()), baseline.count.size());
    if (dispersion(last_day.coarser(12 * telling_hours(last_day, fit)), fit, 0) > most_dispersion) {
        finding.refusal = OnsetRefusal::unfit_baseline;
        return finding;
    }
    auto posterior = onset_posterior(times, base_end, alarm.at, judged, fit, input.reduced);
    const double clock = std::chrono::duration<double>(input.clock_error).count();
    if (clock > 60) {
        posterior.low -= clock;
        posterior.high += clock;
    }
    for (const auto change : input.sensor_changes) {
        const double at = seconds_of(change);
        if (at >= posterior.low && at <= posterior.high)
            finding.refusal = OnsetRefusal::sensor_change;
    }
    if (finding.refusal == OnsetRefusal::sensor_change) return finding;
    if (posterior.high - posterior.low > 24 * hour_seconds) {
        finding.refusal = OnsetRefusal::wide_interval;
        return finding;
    }
    finding.refusal = OnsetRefusal::none;
    finding.onset = time_of_seconds(std::round(posterior.median / minute) * minute);
    finding.ci95 = {time_of_seconds(std::floor(posterior.low / minute) * minute),
                    time_of_seconds(std::ceil(posterior.high / minute) * minute)};
    finding.shape = posterior.shape;
    if (judged - posterior.median > 5 * minute)
        finding.excess_per_h = excess_since(posterior.median);
    return finding;
}

}  // namespace hitme::analytics
