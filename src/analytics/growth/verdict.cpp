// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/verdict.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
constexpr double z95 = 1.959964;

double hours_of(core::Duration span) {
    return std::chrono::duration<double, std::ratio<3600>>(span).count();
}

bool is_growth(GrowthVerdict verdict) {
    return verdict == GrowthVerdict::linear || verdict == GrowthVerdict::exponential ||
           verdict == GrowthVerdict::logistic || verdict == GrowthVerdict::growing_shape_unresolved;
}

bool is_decisive(GrowthVerdict verdict) {
    return static_cast<std::size_t>(verdict) < shape_count;
}

double rising(const GrowthFinding& finding) {
    return finding.probability(GrowthVerdict::linear) +
           finding.probability(GrowthVerdict::exponential) +
           finding.probability(GrowthVerdict::logistic);
}

std::vector<FitPoint> points_of(const HostSeries& series, const JudgedWindow& window,
                                const DailyCycle& cycle) {
    std::vector<FitPoint> points;
    const double whole = hours_of(window.now - window.window_from);
    for (const HostBin& bin : series.window()) {
        if (bin.exposure <= least_exposure) continue;
        const core::Time middle = bin.from + series.width / 2;
        const double angle = day_angle(middle);
        points.push_back({bin.judged_hosts(), bin.exposure, cycle.factor(middle),
                          hours_of(middle - window.window_from) / whole, std::cos(angle),
                          std::sin(angle)});
    }
    return points;
}

FitPriors priors_of(const DailyCycle& cycle, core::Duration width) {
    FitPriors priors;
    // Counting error and slow drift; a baseline without a host is taken for half of one, not for the logarithm of nothing.
    const double bins = cycle.exposure_hours / hours_of(width);
    const double level = cycle.hosts > 0 ? cycle.level : 0.5 / std::max(bins, 1.0);
    priors.log_level = {std::log(level + 1e-9),
                        std::sqrt(cycle.dispersion / std::max(cycle.hosts, 1.0) + 0.01)};
    // A bin of a day holds whole cycles.
    if (hours_of(width) >= 24) priors.cycle_deviation = 1e-3;
    return priors;
}

// One dispersion for all families, from the best-fitting of them; then all again with it.
void fit_all(GrowthFinding& finding, std::span<const FitPoint> points, const FitPriors& priors) {
    constexpr int most_rounds = 3;
    for (int round = 0; round < most_rounds; ++round) {
        std::vector<FamilyFit> fits;
        for (const Family family : families) {
            std::vector<Vector> known;
            if (round > 0)
                known.push_back(finding.fits[static_cast<std::size_t>(family)].parameters);
            fits.push_back(fit_family(family, points, priors, finding.alpha, known, round == 0));
        }
        finding.fits = std::move(fits);
        const auto& best = *std::max_element(
            finding.fits.begin(), finding.fits.end(),
            [](const auto& a, const auto& b) { return a.penalised < b.penalised; });
        const double freedom =
            std::max(1.0, static_cast<double>(points.size()) - static_cast<double>(best.size));
        double squares = 0;
        double products = 0;
        double last = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double mean = best.mean[i];
            const double residual =
                (points[i].hosts - mean) / std::sqrt(mean + finding.alpha * mean * mean);
            squares += residual * residual;
            if (i > 0) products += residual * last;
            last = residual;
        }
        finding.rho = squares > 0 ? std::clamp(products / squares, 0.0, 0.6) : 0;
        if (round + 1 == most_rounds) break;
        const double alpha = pearson_dispersion(points, best.mean, freedom);
        if (std::abs(alpha - finding.alpha) < 1e-3) break;
        finding.alpha = alpha;
    }
    finding.inflation = (1 + finding.rho) / (1 - finding.rho);
}

void weigh(GrowthFinding& finding) {
    const double bins = static_cast<double>(finding.bins);
    double least = 0;
    for (std::size_t i = 0; i < family_count; ++i) {
        const FamilyFit& fit = finding.fits[i];
        finding.delta_bic[i] =
            -2 * fit.penalised / finding.inflation + static_cast<double>(fit.size) * std::log(bins);
        if (i == 0 || finding.delta_bic[i] < least) least = finding.delta_bic[i];
    }
    for (double& one : finding.delta_bic) one -= least;
    const auto weights = family_weights(finding);
    for (std::size_t i = 0; i < family_count; ++i) {
        const FamilyFit& fit = finding.fits[i];
        const auto read = read_curve(fit.family, fit.curve(), std::exp(fit.log_level()));
        finding.probabilities[static_cast<std::size_t>(read)] += weights[i];
    }
}

// Mean of the whole signal, the day's cycle left out, over [from, to] of the window.
double level_over(const FamilyFit& fit, double from, double to) {
    double sum = 0;
    constexpr int steps = 4;
    for (int i = 0; i <= steps; ++i)
        sum += curve_at(fit.family, fit.curve(), from + (to - from) * i / steps).value;
    return std::exp(fit.log_level()) + sum / (steps + 1);
}

const FamilyFit& fit_of(const GrowthFinding& finding, Family family) {
    return finding.fits[static_cast<std::size_t>(family)];
}

const FamilyFit& best_fit(const GrowthFinding& finding) {
    return finding.fits[static_cast<std::size_t>(
        std::min_element(finding.delta_bic.begin(), finding.delta_bic.end()) -
        finding.delta_bic.begin())];
}

double rate_error(const GrowthFinding& finding) {
    return rate_error_factor *
           std::sqrt(std::max(
               fit_of(finding, Family::exponential).covariance[1][1] * finding.inflation, 0.0));
}

void decide(GrowthFinding& finding, double judged_hosts) {
    finding.decisive = finding.window_hours < short_window_hours || judged_hosts < sure_hosts
                           ? decisive_weight_unsure
                           : decisive_weight;
    const GrowthVerdict top = finding.best();
    const double growing = rising(finding);
    if (finding.probability(top) >= finding.decisive)
        finding.verdict = top;
    else
        finding.verdict = growing >= finding.decisive ? GrowthVerdict::growing_shape_unresolved
                                                      : GrowthVerdict::undetermined;
    const bool short_day = finding.window_hours < least_shape_hours;
    const bool no_cycle =
        !finding.cycle.known && hours_of(finding.bin) < 24 && finding.window_hours < 48;
    if (short_day) finding.reasons.push_back(GrowthReason::shorter_than_a_day);
    if (no_cycle) finding.reasons.push_back(GrowthReason::no_daily_cycle);
    if (!short_day && !no_cycle) return;
    const FamilyFit& best = best_fit(finding);
    const double first = level_over(best, 0, 0.1);
    const double last = level_over(best, 0.9, 1);
    const double rate = fit_of(finding, Family::exponential).parameters[1];
    if (growing >= 0.9 && last > 2 * first)
        finding.verdict = GrowthVerdict::growing_shape_unresolved;
    else if (finding.verdict != GrowthVerdict::no_growth ||
             std::abs(rate) + z95 * rate_error(finding) >= std::log(1.5))
        finding.verdict = GrowthVerdict::undetermined;
}

std::optional<double> doubling(double rate, double window_hours) {
    if (!(rate > 1e-9)) return std::nullopt;
    return std::numbers::ln2 * window_hours / rate;
}

void measure(GrowthFinding& finding) {
    const double per_hour = 1 / hours_of(finding.bin);
    const double wide = z95 * std::sqrt(finding.inflation);
    const double rate = fit_of(finding, Family::exponential).parameters[1];
    const double error = rate_error(finding);
    if (rate + z95 * error > 0)
        finding.doubling_if_exponential_h = {doubling(rate, finding.window_hours),
                                             doubling(rate + z95 * error, finding.window_hours),
                                             doubling(rate - z95 * error, finding.window_hours)};
    if (finding.verdict == GrowthVerdict::exponential ||
        finding.verdict == GrowthVerdict::growing_shape_unresolved)
        finding.doubling_h = finding.doubling_if_exponential_h;
    const FamilyFit& best = best_fit(finding);
    finding.fold_change = level_over(best, 1, 1) / level_over(best, 0, 0);
    if (finding.verdict == GrowthVerdict::linear) {
        const FamilyFit& fit = fit_of(finding, Family::linear);
        const double start = std::exp(fit.parameters[0]);
        const double end = std::exp(fit.parameters[1]);
        const double variance = start * start * fit.covariance[0][0] +
                                end * end * fit.covariance[1][1] -
                                2 * start * end * fit.covariance[0][1];
        const double scale = per_hour / finding.window_hours;
        const double slope = (end - start) * scale;
        const double half = wide * std::sqrt(std::max(variance, 0.0)) * scale;
        finding.slope_hosts_per_h2 = {slope, slope - half, slope + half};
    }
    if (finding.verdict == GrowthVerdict::logistic) {
        const FamilyFit& fit = fit_of(finding, Family::logistic);
        const double height = std::exp(fit.parameters[0]) * per_hour;
        const double half = wide * std::sqrt(std::max(fit.covariance[0][0], 0.0));
        const double floor = std::exp(fit.log_level()) * per_hour;
        finding.plateau = {floor + height, floor + height * std::exp(-half),
                           floor + height * std::exp(half)};
    }
    if (finding.verdict == GrowthVerdict::tapering) {
        double top = -1;
        double at = 0;
        for (int i = 0; i <= 200; ++i) {
            const double value = curve_at(best.family, best.curve(), i / 200.0).value;
            if (value > top) {
                top = value;
                at = i / 200.0;
            }
        }
        const auto whole =
            static_cast<double>((finding.window.now - finding.window.window_from).count());
        finding.peak_at =
            finding.window.window_from + core::Duration{static_cast<std::int64_t>(at * whole)};
    }
}

// How many more hours of the same would set the two weightiest readings apart: the expected log-likelihood ratio of each
// hour to come, halved because the loser will be fitted again.
void look_ahead(GrowthFinding& finding) {
    if (is_decisive(finding.verdict)) return;
    const double missing_day = std::max(0.0, least_shape_hours - finding.window_hours);
    const auto weights = family_weights(finding);
    std::array<std::size_t, 2> top{};
    double first = -1;
    double second = -1;
    std::array<GrowthVerdict, family_count> reads{};
    for (std::size_t i = 0; i < family_count; ++i) {
        const FamilyFit& fit = finding.fits[i];
        reads[i] = read_curve(fit.family, fit.curve(), std::exp(fit.log_level()));
        if (weights[i] > first) {
            first = weights[i];
            top[0] = i;
        }
    }
    for (std::size_t i = 0; i < family_count; ++i)
        if (reads[i] != reads[top[0]] && weights[i] > second) {
            second = weights[i];
            top[1] = i;
        }
    if (second <= 0) {
        if (missing_day > 0) finding.needs_more_hours = std::ceil(missing_day);
        return;
    }
    double missing = std::log(finding.decisive / (1 - finding.decisive)) -
                     std::log(std::max(first, 1e-12) / second);
    const double width = hours_of(finding.bin);
    const double longest = 2 * finding.window_hours;
    double ahead = 0;
    while (missing > 0 && ahead < longest) {
        ahead += width;
        FitPoint point;
        point.u = 1 + ahead / finding.window_hours;
        const auto at =
            finding.window.now + core::Duration{static_cast<std::int64_t>(ahead * 3.6e12)};
        point.background = finding.cycle.factor(at);
        point.cosine = std::cos(day_angle(at));
        point.sine = std::sin(day_angle(at));
        const double a = mean_at(finding.fits[top[0]], point);
        const double b = mean_at(finding.fits[top[1]], point);
        const double log_of_b = std::log(b / a);
        const double expected = finding.alpha < 1e-6
                                    ? b - a - a * log_of_b
                                    : (a + 1 / finding.alpha) * std::log((1 + finding.alpha * b) /
                                                                         (1 + finding.alpha * a)) -
                                          a * log_of_b;
        missing -= 0.5 * expected / finding.inflation;
    }
    if (missing > 0) return;
    finding.needs_more_hours = std::ceil(std::max(ahead, missing_day));
}

std::string share(double weight) {
    if (weight < 0.01) return "below 0.01";
    char text[16];
    std::snprintf(text, sizeof text, "%.2f", weight);
    return text;
}

std::string_view head_of(GrowthVerdict verdict) {
    switch (verdict) {
        case GrowthVerdict::no_growth:
            return "No growth";
        case GrowthVerdict::linear:
            return "Growing";
        case GrowthVerdict::exponential:
            return "Growing";
        case GrowthVerdict::logistic:
            return "Levelling off";
        case GrowthVerdict::tapering:
            return "Tapering";
        case GrowthVerdict::growing_shape_unresolved:
            return "Growing, shape unresolved";
        case GrowthVerdict::undetermined:
            return "Undetermined";
        case GrowthVerdict::insufficient_data:
            return "Not enough data";
    }
    return "";
}

std::string_view spoken(GrowthReason reason) {
    switch (reason) {
        case GrowthReason::empty_window:
            return "no whole bin to judge";
        case GrowthReason::few_bins:
            return "fewer than 12 usable bins";
        case GrowthReason::few_hosts:
            return "fewer than 60 hosts";
        case GrowthReason::short_baseline:
            return "less than 48 h of baseline";
        case GrowthReason::no_calibrated_sensor:
            return "no sensor with 24 h of uptime before the window";
        case GrowthReason::shorter_than_a_day:
            return "the window is shorter than a day, so no shape is given";
        case GrowthReason::no_daily_cycle:
            return "the baseline is too short for a daily cycle, so no shape is given";
        case GrowthReason::sensor_change:
            return "sensors that listened all through say another thing";
        case GrowthReason::no_heartbeat:
            return "no heartbeats: outages are only suspected";
        case GrowthReason::no_reference:
            return "the sensors never listened all at once";
    }
    return "";
}

void say(GrowthFinding& finding) {
    std::string& text = finding.sentence;
    text = head_of(finding.verdict);
    text += " (hosts seen per hour";
    if (!finding.fits.empty()) {
        char span[32];
        std::snprintf(span, sizeof span, " over %.0f h", finding.window_hours);
        text += span;
    }
    text += ").";
    if (!finding.fits.empty()) {
        std::vector<std::size_t> order{0, 1, 2, 3, 4};
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return finding.probabilities[a] > finding.probabilities[b];
        });
        const char* separator = " ";
        for (const std::size_t shape : order) {
            const auto verdict = static_cast<GrowthVerdict>(shape);
            if (finding.probabilities[shape] < 0.01 && verdict != GrowthVerdict::exponential)
                continue;
            std::string name{name_of(verdict)};
            std::replace(name.begin(), name.end(), '_', ' ');
            if (*separator == ' ') name[0] = static_cast<char>(name[0] - 'a' + 'A');
            text += separator + name + ' ' + share(finding.probabilities[shape]);
            separator = ", ";
        }
        text += '.';
        if (is_decisive(finding.verdict) && finding.verdict != GrowthVerdict::exponential &&
            finding.probability(GrowthVerdict::exponential) < 0.05)
            text += " Not exponential.";
    }
    for (const GrowthReason reason : finding.reasons) {
        std::string one{spoken(reason)};
        one[0] = static_cast<char>(one[0] >= 'a' && one[0] <= 'z' ? one[0] - 'a' + 'A' : one[0]);
        text += ' ' + one + '.';
    }
    if (finding.needs_more_hours) {
        char more[48];
        std::snprintf(more, sizeof more, " Needs about %.0f more hours.",
                      *finding.needs_more_hours);
        text += more;
    }
}

GrowthFinding judge_series(const HostSeries& series, const GrowthInput& input) {
    GrowthFinding finding;
    finding.window = input.window;
    finding.bin = series.width;
    finding.window_hours = std::max(0.0, hours_of(input.window.now - input.window.window_from));
    finding.exposure_min = series.exposure_min;
    finding.exposure_source = series.source;
    finding.excluded_sensors = series.excluded_sensors;
    finding.lost_sensors = series.lost_sensors;
    finding.added_sensors = series.added_sensors;
    finding.blind_sensors = series.blind_sensors;
    finding.suspected_outages = series.suspected_outages;
    finding.loud_sources = series.loud_sources;
    finding.future = series.future;
    if (series.window().empty()) {
        finding.reasons.push_back(GrowthReason::empty_window);
        return finding;
    }
    if (series.source == ExposureSource::assumed)
        finding.reasons.push_back(GrowthReason::no_heartbeat);
    if (series.source == ExposureSource::additive)
        finding.reasons.push_back(GrowthReason::no_reference);
    finding.cycle = fit_cycle(series.baseline(), series.width);
    const auto points = points_of(series, input.window, finding.cycle);
    finding.bins = points.size();
    double judged_hosts = 0;
    for (const FitPoint& point : points) judged_hosts += point.hosts;
    for (const HostBin& bin : series.window())
        if (bin.exposure > least_exposure) finding.hosts += bin.hosts;
    const auto refused = finding.reasons.size();
    if (series.judged_sensors.empty())
        finding.reasons.push_back(GrowthReason::no_calibrated_sensor);
    if (finding.bins < least_judged_bins) finding.reasons.push_back(GrowthReason::few_bins);
    if (judged_hosts < least_judged_hosts) finding.reasons.push_back(GrowthReason::few_hosts);
    if (finding.cycle.exposure_hours < least_baseline_hours)
        finding.reasons.push_back(GrowthReason::short_baseline);
    if (finding.reasons.size() > refused) return finding;
    fit_all(finding, points, priors_of(finding.cycle, series.width));
    weigh(finding);
    decide(finding, judged_hosts);
    return finding;
}

// Do the sensors that listened all through contradict? Fewer hosts may leave them undecided: that is no contradiction.
bool contradicts(GrowthVerdict whole, GrowthVerdict panel) {
    if (whole == panel || whole == GrowthVerdict::undetermined) return false;
    if (panel == GrowthVerdict::growing_shape_unresolved) return !is_growth(whole);
    if (whole == GrowthVerdict::growing_shape_unresolved)
        return !is_growth(panel) && is_decisive(panel);
    return is_decisive(panel);
}

}  // namespace

std::string_view name_of(GrowthReason reason) {
    switch (reason) {
        case GrowthReason::empty_window:
            return "empty_window";
        case GrowthReason::few_bins:
            return "few_bins";
        case GrowthReason::few_hosts:
            return "few_hosts";
        case GrowthReason::short_baseline:
            return "short_baseline";
        case GrowthReason::no_calibrated_sensor:
            return "no_calibrated_sensor";
        case GrowthReason::shorter_than_a_day:
            return "shorter_than_a_day";
        case GrowthReason::no_daily_cycle:
            return "no_daily_cycle";
        case GrowthReason::sensor_change:
            return "sensor_change";
        case GrowthReason::no_heartbeat:
            return "no_heartbeat";
        case GrowthReason::no_reference:
            return "no_reference";
    }
    return "";
}

GrowthVerdict GrowthFinding::best() const {
    return static_cast<GrowthVerdict>(std::max_element(probabilities.begin(), probabilities.end()) -
                                      probabilities.begin());
}

std::array<double, family_count> family_weights(const GrowthFinding& finding) {
    std::array<double, family_count> weights{};
    double sum = 0;
    for (std::size_t i = 0; i < family_count; ++i)
        sum += weights[i] = std::exp(-0.5 * finding.delta_bic[i]);
    for (double& weight : weights) weight /= sum;
    return weights;
}

core::Duration choose_bin(const GrowthInput& input) {
    constexpr std::size_t most_bins = 200;
    constexpr double least_median = 5;
    core::Duration longest = hours{1};
    for (const core::Duration width : {hours{1}, hours{3}, hours{6}, hours{24}}) {
        const auto length = input.window.now - input.window.window_from;
        if (length <= core::Duration{0}) break;
        const auto bins = static_cast<std::size_t>(length / width);
        if (bins < least_judged_bins) break;
        longest = width;
        if (bins > most_bins) continue;
        // The median asks for the window alone: a bin's count does not need the baseline.
        const auto series = count_hosts(input.sightings, input.uptimes, input.window, width);
        std::vector<double> counts;
        for (const HostBin& bin : series.window())
            if (bin.exposure > least_exposure) counts.push_back(bin.hosts);
        if (counts.empty()) continue;
        const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
        std::nth_element(counts.begin(), middle, counts.end());
        if (*middle >= least_median) return width;
    }
    return longest;
}

GrowthFinding judge_growth(const GrowthInput& input) {
    const core::Duration width = input.bin.value_or(choose_bin(input));
    const auto series =
        count_hosts(input.sightings, input.uptimes, input.window, width, input.all_traffic);
    GrowthFinding finding = judge_series(series, input);
    if (!finding.fits.empty()) {
        const bool changed = !series.lost_sensors.empty() && !series.steady_sensors.empty();
        if (changed) {
            const auto panel =
                judge_series(count_hosts(input.sightings, input.uptimes, input.window, width, {},
                                         series.steady_sensors),
                             input);
            if (!panel.fits.empty()) finding.panel_verdict = panel.verdict;
            if (finding.panel_verdict && contradicts(finding.verdict, *finding.panel_verdict)) {
                finding.verdict = GrowthVerdict::undetermined;
                finding.reasons.push_back(GrowthReason::sensor_change);
            }
        }
        measure(finding);
        look_ahead(finding);
    }
    say(finding);
    return finding;
}

}  // namespace hitme::analytics
