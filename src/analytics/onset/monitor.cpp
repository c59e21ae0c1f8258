// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/monitor.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace hitme::analytics {
namespace {

constexpr double day_seconds = 24 * hour_seconds;

struct Measured {
    double threshold;
    double false_alarms;  ///< in 30 days of one signal
};
constexpr std::array<Measured, 9> measured_rates{{{7, 2.93},
                                                  {7.5, 2.02},
                                                  {8, 1.38},
                                                  {8.5, 0.98},
                                                  {9, 0.66},
                                                  {9.5, 0.44},
                                                  {10, 0.26},
                                                  {11, 0.12},
                                                  {12, 0.053}}};

double slope(const Measured& a, const Measured& b) {
    return std::log(b.false_alarms / a.false_alarms) / (b.threshold - a.threshold);
}

}  // namespace

double false_alarms_per_30_days(double threshold) {
    std::size_t i = 1;
    while (i + 1 < measured_rates.size() && threshold > measured_rates[i].threshold) ++i;
    const auto& a = measured_rates[i - 1];
    return a.false_alarms * std::exp(slope(a, measured_rates[i]) * (threshold - a.threshold));
}

double threshold_for(std::size_t signals, double false_alarms_in_30_days) {
    const double each = std::max(false_alarms_in_30_days, 1e-12) /
                        static_cast<double>(std::max<std::size_t>(signals, 1));
    std::size_t i = 1;
    while (i + 1 < measured_rates.size() && each < measured_rates[i].false_alarms) ++i;
    const auto& a = measured_rates[i - 1];
    const double h = a.threshold + std::log(each / a.false_alarms) / slope(a, measured_rates[i]);
    return std::clamp(h, 6.0, 40.0);
}

Monitor::Monitor(double from, double watch_from, MonitorSettings settings)
    : settings_(settings),
      watch_from_(watch_from),
      cells_{from, settings.cell_seconds, {}, {}},
      refit_at_(watch_from) {}

void Monitor::expect(std::size_t cell) {
    const double rate = fit_ ? fit_->per_hour(cells_.middle(cell)) : 0;
    expected_so_far_[cell + 1] = expected_so_far_[cell] + cells_.exposure[cell] * rate;
}

void Monitor::refit() {
    const double now = cells_.end();
    const auto span = static_cast<std::size_t>(settings_.fit_days * day_seconds / cells_.width);
    const std::size_t size = cells_.count.size();
    const std::size_t first = size > span ? size - span : 0;
    const auto fine = static_cast<std::size_t>(std::max(1.0, std::round(300 / cells_.width)));
    fit_ = fit_intensity(cells_.slice(first, size).coarser(fine));
    const std::size_t look_back = settings_.lags * settings_.cells_per_lag;
    const double watched = std::floor((watch_from_ - cells_.from) / cells_.width + 1e-9);
    const auto begin = std::max(size > look_back ? size - look_back : 0,
                                static_cast<std::size_t>(std::max(0.0, watched)));
    for (std::size_t cell = begin; cell < size; ++cell) expect(cell);
    refit_at_ = now + day_seconds;
    forget();
}

// What neither a fit nor a window will look at again. Running totals stay as they are: only their differences are used.
void Monitor::forget() {
    const auto span = static_cast<std::size_t>(settings_.fit_days * day_seconds / cells_.width);
    const std::size_t kept = std::max(span, settings_.lags * settings_.cells_per_lag);
    const std::size_t size = cells_.count.size();
    if (size <= kept) return;
    const auto gone = static_cast<std::ptrdiff_t>(size - kept);
    const auto drop = [gone](std::vector<double>& from) {
        from.erase(from.begin(), from.begin() + gone);
    };
    drop(cells_.count);
    drop(cells_.exposure);
    drop(hosts_so_far_);
    drop(expected_so_far_);
    cells_.from += static_cast<double>(gone) * cells_.width;
}

OnsetAlarm Monitor::best_window() const {
    const std::size_t end = cells_.count.size();
    const double watched =
        std::max(0.0, std::floor((watch_from_ - cells_.from) / cells_.width + 1e-9));
    const auto first = static_cast<std::size_t>(watched);
    const double log_variance =
        settings_.refined_variance ? fit_->log_variance(cells_.end()) * fit_->phi() : 0;
    OnsetAlarm best{cells_.end(), cells_.end(), 0, 0, 0};
    for (std::size_t lag = 1; lag <= settings_.lags; ++lag) {
        const std::size_t width = lag * settings_.cells_per_lag;
        if (width + first > end) break;
        const double observed = hosts_so_far_[end] - hosts_so_far_[end - width];
        if (observed < settings_.least_hosts) continue;
        const double expected =
            std::max(expected_so_far_[end] - expected_so_far_[end - width], 1e-9);
        const double ratio = observed / expected;
        if (ratio < settings_.least_ratio) continue;
        double variance = fit_->phi();
        if (settings_.refined_variance) {
            variance =
                fit_->phi_for(static_cast<double>(width) * cells_.width) + expected * log_variance;
        }
        const double seconds = static_cast<double>(width) * cells_.width;
        const double score = (observed * std::log(ratio) - (observed - expected)) / variance +
                             settings_.width_weight * std::log(seconds / hour_seconds);
        if (score <= best.score) continue;
        const double since = cells_.end() - static_cast<double>(width) * cells_.width;
        best = {cells_.end(), since, score, observed, expected};
    }
    return best;
}

std::optional<OnsetAlarm> Monitor::close(double hosts, double exposed_hours) {
    const bool watching = cells_.end() >= watch_from_ - 1e-6;
    if (watching && cells_.end() >= refit_at_ - 1e-6) refit();
    cells_.count.push_back(exposed_hours > 0 ? hosts : 0);
    cells_.exposure.push_back(std::max(0.0, exposed_hours));
    hosts_so_far_.push_back(hosts_so_far_.back() + cells_.count.back());
    expected_so_far_.push_back(expected_so_far_.back());
    if (!watching) return std::nullopt;
    expect(cells_.count.size() - 1);
    if (cells_.end() <= silent_until_ + 1e-6) return std::nullopt;
    const OnsetAlarm best = best_window();
    if (!(best.score > settings_.threshold)) return std::nullopt;
    silent_until_ = best.at - cells_.width +
                    static_cast<double>(settings_.lags * settings_.cells_per_lag) * cells_.width;
    return best;
}

namespace {

void put(core::Writer& out, double value) {
    out.u64be(std::bit_cast<std::uint64_t>(value));
}
void put(core::Writer& out, const std::vector<double>& values) {
    out.u64be(values.size());
    for (const double value : values) put(out, value);
}
double get(core::Reader& in) {
    const auto value = std::bit_cast<double>(in.u64be("number"));
    if (!std::isfinite(value)) in.fail(core::Fault::bad_value, "number");
    return in.ok() ? value : 0;
}
void get(core::Reader& in, std::vector<double>& values) {
    const std::uint64_t size = in.u64be("cells");
    if (size > Monitor::max_saved_cells + 1) in.fail(core::Fault::over_limit, "cells");
    values.clear();
    for (std::uint64_t i = 0; in.ok() && i < size; ++i) values.push_back(get(in));
}

}  // namespace

void Monitor::save(core::Writer& out) const {
    for (const double value : {watch_from_, cells_.from, refit_at_, silent_until_}) put(out, value);
    put(out, cells_.count);
    put(out, cells_.exposure);
    put(out, hosts_so_far_);
    put(out, expected_so_far_);
    out.u8(fit_ ? 1 : 0);
    if (!fit_) return;
    for (const double value : fit_->coefficients) put(out, value);
    for (const auto& row : fit_->covariance)
        for (const double value : row) put(out, value);
    out.u8(static_cast<std::uint8_t>(fit_->used_terms));
    for (const double value : fit_->phi_by_width) put(out, value);
}

Monitor Monitor::load(core::Reader& in, const MonitorSettings& settings) {
    Monitor made{0, 0, settings};
    for (double* value :
         {&made.watch_from_, &made.cells_.from, &made.refit_at_, &made.silent_until_})
        *value = get(in);
    get(in, made.cells_.count);
    get(in, made.cells_.exposure);
    get(in, made.hosts_so_far_);
    get(in, made.expected_so_far_);
    const std::size_t cells = made.cells_.count.size();
    if (made.cells_.exposure.size() != cells || made.hosts_so_far_.size() != cells + 1 ||
        made.expected_so_far_.size() != cells + 1)
        in.fail(core::Fault::bad_value, "cells");
    if (in.u8("fitted") == 1) {
        Intensity fit;
        for (double& value : fit.coefficients) value = get(in);
        for (auto& row : fit.covariance)
            for (double& value : row) value = get(in);
        fit.used_terms = in.u8("terms");
        for (double& value : fit.phi_by_width) value = get(in);
        if (fit.used_terms == 0 || fit.used_terms > Intensity::terms)
            in.fail(core::Fault::bad_value, "terms");
        made.fit_ = fit;
    }
    // A broken state is no state: what is left must be usable all the same.
    return in.ok() ? made : Monitor{0, 0, settings};
}

std::vector<OnsetAlarm> watch(const BinnedCounts& cells, double watch_from,
                              const MonitorSettings& settings) {
    Monitor monitor{cells.from, watch_from, settings};
    std::vector<OnsetAlarm> alarms;
    for (std::size_t i = 0; i < cells.count.size(); ++i) {
        if (auto alarm = monitor.close(cells.count[i], cells.exposure[i])) alarms.push_back(*alarm);
    }
    return alarms;
}

}  // namespace hitme::analytics
