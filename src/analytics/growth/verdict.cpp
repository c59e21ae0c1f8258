// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/verdict.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "analytics/growth/measure.h"
#include "analytics/growth/sentence.h"
#include "analytics/growth/step.h"

namespace hitme::analytics {
namespace {

using std::chrono::hours;

bool is_growth(GrowthVerdict verdict) {
    return verdict == GrowthVerdict::linear || verdict == GrowthVerdict::exponential ||
           verdict == GrowthVerdict::logistic || verdict == GrowthVerdict::growing_shape_unresolved;
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

void decide(GrowthFinding& finding, double judged_hosts) {
    const GrowthVerdict top = finding.best();
    const double growing = rising(finding);
    const double needed =
        finding.window_hours < short_window_hours ? decisive_weight_unsure : decisive_weight;
    // So few hosts may show that nothing grows; how something does takes more.
    const bool few = judged_hosts < sure_hosts && top != GrowthVerdict::no_growth;
    finding.decisive = few ? decisive_weight_unsure : needed;
    if (finding.probability(top) >= finding.decisive)
        finding.verdict = top;
    else
        finding.verdict = growing >= needed ? GrowthVerdict::growing_shape_unresolved
                                            : GrowthVerdict::undetermined;
    const bool short_day = finding.window_hours < least_shape_hours;
    const bool no_cycle =
        !finding.cycle.known && hours_of(finding.bin) < 24 && finding.window_hours <= 48;
    if (short_day) finding.reasons.push_back(GrowthReason::shorter_than_a_day);
    if (no_cycle) finding.reasons.push_back(GrowthReason::no_daily_cycle);
    if (!short_day && !no_cycle) return;
    const FamilyFit& best = best_fit(finding);
    const double first = level_over(best, 0, 0.1);
    const double last = level_over(best, 0.9, 1);
    const double rate = fit_of(finding, Family::exponential).parameters[1];
    // Without a known cycle, what a day's swing alone can make is no growth.
    const double least_factor = no_cycle ? most_daily_swing : 2;
    if (growing >= 0.9 && last > least_factor * first)
        finding.verdict = GrowthVerdict::growing_shape_unresolved;
    else if (finding.verdict != GrowthVerdict::no_growth ||
             std::abs(rate) + z95 * rate_error(finding) >= std::log(1.5))
        finding.verdict = GrowthVerdict::undetermined;
}

// A curve, or a jump that is level since? Not where no shape is given: a night's swing has its jumps too.
void tell_from_step(GrowthFinding& finding) {
    // In wider bins a jump and a bend of half a day look the same.
    constexpr double widest_bin_hours = 3;
    if (hours_of(finding.bin) > widest_bin_hours) return;
    const auto step = find_step(finding.points, finding.priors, best_fit(finding), finding.alpha,
                                finding.inflation);
    if (!step) return;
    finding.verdict = GrowthVerdict::step;
    const double per_hour = 1 / hours_of(finding.bin);
    finding.level_before = step->before * per_hour;
    finding.level_after = step->after * per_hour;
    finding.fold_change = step->fold;
    const auto length = finding.window.now - finding.window.window_from;
    // A point's `u` is its bin's middle.
    finding.step_at = finding.window.window_from +
                      core::Duration{static_cast<core::Duration::rep>(
                          finding.points[step->at].u * static_cast<double>(length.count()))} -
                      finding.bin / 2;
}

bool gives_shape(const GrowthFinding& finding) {
    return !finding.has(GrowthReason::shorter_than_a_day) &&
           !finding.has(GrowthReason::no_daily_cycle);
}

// A rise of which nobody knows since when it goes on has a size and no shape.
void leave_out_shape(GrowthFinding& finding) {
    if (!is_growth(finding.verdict)) return;
    finding.verdict = GrowthVerdict::growing_shape_unresolved;
    finding.reasons.push_back(GrowthReason::no_onset);
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
    finding.points = points_of(series, input.window, finding.cycle);
    const auto& points = finding.points;
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
    finding.priors = priors_of(finding.cycle, series.width);
    fit_all(finding, points, finding.priors);
    weigh(finding);
    decide(finding, judged_hosts);
    if (finding.verdict != GrowthVerdict::no_growth && gives_shape(finding))
        tell_from_step(finding);
    if (input.start == WindowStart::last_hours) leave_out_shape(finding);
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

bool GrowthFinding::has(GrowthReason reason) const {
    return std::ranges::find(reasons, reason) != reasons.end();
}

GrowthVerdict GrowthFinding::best() const {
    if (verdict == GrowthVerdict::step) return verdict;
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
    finding.sentence = sentence_of(finding);
    return finding;
}

}  // namespace hitme::analytics
