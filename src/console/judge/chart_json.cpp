// SPDX-License-Identifier: Apache-2.0
#include "console/judge/chart_json.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "analytics/growth/measure.h"
#include "console/json_writer.h"
#include "console/judge/asked.h"

namespace hitme::console {
namespace {

double rounded(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return std::strtod(text, nullptr);
}

struct Band {
    double mean = 0;
    double low = 0;
    double high = 0;
};

void put_point(JsonWriter& json, core::Time at, const Band& band) {
    json.begin_object().key("at").time(at).key("mean").real(rounded(band.mean));
    json.key("low").real(rounded(std::max(0.0, band.low)));
    json.key("high").real(rounded(band.high)).end_object();
}

analytics::FitPoint point_at(const analytics::GrowthFinding& finding, core::Time at) {
    analytics::FitPoint point;
    point.background = finding.cycle.factor(at);
    point.cosine = std::cos(analytics::day_angle(at));
    point.sine = std::sin(analytics::day_angle(at));
    point.u = std::chrono::duration<double>(at - finding.window.window_from) /
              std::chrono::duration<double>(finding.window.now - finding.window.window_from);
    return point;
}

// The mean and its limits by the delta method on its logarithm, with the process noise that widens a growth rate's interval.
Band mean_band(const analytics::GrowthFinding& finding, const analytics::FamilyFit& fit,
               const analytics::FitPoint& point) {
    Band band;
    band.mean = analytics::mean_at(fit, point);
    std::vector<double> slope(fit.size);
    analytics::FamilyFit moved;
    moved.family = fit.family;
    moved.size = fit.size;
    constexpr double step = 1e-4;
    for (std::size_t i = 0; i < fit.size; ++i) {
        moved.parameters = fit.parameters;
        moved.parameters[i] += step;
        const double above = analytics::mean_at(moved, point);
        moved.parameters[i] -= 2 * step;
        slope[i] = (std::log(above) - std::log(analytics::mean_at(moved, point))) / (2 * step);
    }
    double variance = 0;
    for (std::size_t i = 0; i < fit.size; ++i)
        for (std::size_t j = 0; j < fit.size; ++j)
            variance += slope[i] * fit.covariance[i][j] * slope[j];
    constexpr double most_deviation = 5;  // beyond that a limit says nothing but "not known"
    const double deviation =
        std::min(most_deviation, std::sqrt(std::max(0.0, variance) * finding.inflation) *
                                     analytics::rate_error_factor * analytics::z95);
    band.low = band.mean * std::exp(-deviation);
    band.high = band.mean * std::exp(deviation);
    return band;
}

void put_curves(JsonWriter& json, const analytics::GrowthFinding& finding) {
    const auto weights = analytics::family_weights(finding);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < finding.fits.size(); ++i) {
        const auto family = finding.fits[i].family;
        if (weights[i] >= least_drawn_weight || family == analytics::Family::linear ||
            family == analytics::Family::exponential)
            order.push_back(i);
    }
    std::ranges::stable_sort(order, [&](auto a, auto b) { return weights[a] > weights[b]; });
    const core::Duration length = finding.window.now - finding.window.window_from;
    const auto ahead = core::Duration{static_cast<core::Duration::rep>(
        analytics::forecast_reach * static_cast<double>(length.count()))};
    json.key("curves").begin_array();
    for (const std::size_t i : order) {
        const auto& fit = finding.fits[i];
        json.begin_object().key("family").text(name_of(fit.family));
        json.key("weight").real(rounded(weights[i]));
        json.key("reads_as")
            .text(
                name_of(analytics::read_curve(fit.family, fit.curve(), std::exp(fit.log_level()))));
        json.key("points").begin_array();
        std::size_t points = 0;
        for (core::Time at = finding.window.window_from + finding.bin / 2;
             at < finding.window.now + ahead && points < analytics::max_bins;
             at += finding.bin, ++points)
            put_point(json, at, mean_band(finding, fit, point_at(finding, at)));
        json.end_array().end_object();
    }
    json.end_array();
}

void put_baseline(JsonWriter& json, const analytics::GrowthFinding& finding,
                  const analytics::HostSeries& series) {
    const auto& cycle = finding.cycle;
    json.key("baseline").begin_object().key("level").real(rounded(cycle.level));
    json.key("dispersion").real(rounded(cycle.dispersion));
    json.key("amplitude").real(rounded(cycle.amplitude()));
    json.key("peak_hour").real(cycle.peak_hour());
    json.key("points").begin_array();
    for (const auto& bin : series.bins) {
        const core::Time middle = bin.from + series.width / 2;
        const double mean = cycle.level * cycle.factor(middle);
        const double spread = analytics::z95 * std::sqrt(cycle.dispersion * mean);
        put_point(json, middle, {mean, mean - spread, mean + spread});
    }
    json.end_array().end_object();
}

void put_forecast(JsonWriter& json, const analytics::Forecast& forecast) {
    json.begin_object().key("at").time(forecast.at).key("refused");
    if (forecast.refused)
        json.text(name_of(*forecast.refused));
    else
        json.null();
    const auto put = [&](const char* key, double value) {
        json.key(key);
        if (forecast.refused)
            json.null();
        else
            json.real(rounded(value));
    };
    put("q025", forecast.hosts.q025);
    put("q10", forecast.hosts.q100);
    put("q50", forecast.hosts.q500);
    put("q90", forecast.hosts.q900);
    put("q975", forecast.hosts.q975);
    json.end_object();
}

}  // namespace

std::string chart_json(const Stream& stream, const std::string& subject,
                       const analytics::GrowthFinding& finding,
                       std::span<const analytics::Forecast> forecasts,
                       const analytics::OnsetFinding& onset) {
    const analytics::JudgedWindow& shown = finding.window;
    const auto series =
        analytics::count_hosts(stream.sightings, stream.uptimes, shown, finding.bin);
    analytics::HostSeries drawn = series;
    const auto most = static_cast<std::size_t>(std::max<core::Duration::rep>(
        1, chart_baseline / std::max(finding.bin, core::Duration{1})));
    if (drawn.baseline_bins > most) {
        const auto left_out = static_cast<std::ptrdiff_t>(drawn.baseline_bins - most);
        drawn.bins.erase(drawn.bins.begin(), drawn.bins.begin() + left_out);
        drawn.baseline_bins = most;
    }
    JsonWriter json;
    json.begin_object().key("subject").text(subject);
    json.key("bin_seconds")
        .number(static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::seconds>(finding.bin).count()));
    json.key("bins").begin_array();
    for (std::size_t i = 0; i < drawn.bins.size(); ++i) {
        const auto& bin = drawn.bins[i];
        json.begin_object().key("at").time(bin.from).key("hosts").real(bin.hosts);
        json.key("loud").real(bin.loud).key("exposure").real(rounded(bin.exposure));
        json.key("judged").truth(i >= drawn.baseline_bins).end_object();
    }
    json.end_array();
    put_curves(json, finding);
    put_baseline(json, finding, drawn);
    json.key("forecasts").begin_array();
    for (const auto& forecast : forecasts) put_forecast(json, forecast);
    json.end_array();
    json.key("onset");
    if (onset.onset && onset.ci95) {
        json.begin_object().key("at").time(*onset.onset);
        json.key("low").time(onset.ci95->low).key("high").time(onset.ci95->high).end_object();
    } else {
        json.null();
    }
    json.key("coverage").begin_array();
    const core::Time from = drawn.bins.empty() ? shown.window_from : drawn.bins.front().from;
    for (const auto& reduced : reduced_exposure(stream, {from, from, shown.now})) {
        json.begin_object().key("from").time(reduced.span.from).key("to").time(reduced.span.to);
        json.key("share").real(rounded(reduced.share)).end_object();
    }
    json.end_array().end_object();
    return json.take();
}

}  // namespace hitme::console
