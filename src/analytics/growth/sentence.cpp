// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/sentence.h"

#include <algorithm>
#include <cstdio>

#include "analytics/growth/measure.h"

namespace hitme::analytics {
namespace {

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
        case GrowthVerdict::step:
            return "A step, not growth";
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
        case GrowthReason::no_onset:
            return "the window does not begin at an onset, so no shape is given";
        case GrowthReason::sensor_change:
            return "sensors that listened all through say another thing";
        case GrowthReason::no_heartbeat:
            return "no heartbeats: outages are only suspected";
        case GrowthReason::no_reference:
            return "the sensors never listened all at once";
        case GrowthReason::forged_sources:
            return "withheld: forged sources";
    }
    return "";
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
        case GrowthReason::no_onset:
            return "no_onset";
        case GrowthReason::sensor_change:
            return "sensor_change";
        case GrowthReason::no_heartbeat:
            return "no_heartbeat";
        case GrowthReason::no_reference:
            return "no_reference";
        case GrowthReason::forged_sources:
            return "forged_sources";
    }
    return "";
}

std::string sentence_of(const GrowthFinding& finding) {
    std::string text{head_of(finding.verdict)};
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
        if (finding.step_at && finding.level_before && finding.level_after) {
            char levels[96];
            std::snprintf(levels, sizeof levels,
                          " From %.3g to %.3g hosts an hour above the background, level since.",
                          *finding.level_before, *finding.level_after);
            text += levels;
        }
    }
    for (const GrowthReason reason : finding.reasons) {
        std::string one{spoken(reason)};
        one[0] = static_cast<char>(one[0] >= 'a' && one[0] <= 'z' ? one[0] - 'a' + 'A' : one[0]);
        text += ' ' + one + '.';
    }
    // Less than half an hour is no promise: the readings lie closer than the expectation says.
    if (finding.needs_more_hours && *finding.needs_more_hours >= 0.5) {
        char more[48];
        std::snprintf(more, sizeof more, " Needs about %.0f more hour%s.",
                      *finding.needs_more_hours, *finding.needs_more_hours < 1.5 ? "" : "s");
        text += more;
    }
    return text;
}

}  // namespace hitme::analytics
