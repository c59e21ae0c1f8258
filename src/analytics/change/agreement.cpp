// SPDX-License-Identifier: Apache-2.0
#include "analytics/change/agreement.h"

#include <algorithm>
#include <cmath>

namespace hitme::analytics {
namespace {

constexpr double changed_above = 2;
constexpr double same_factor = 1.25;
constexpr double z95 = 1.959964;
constexpr std::size_t least_judged = 2;

bool is_judged(const BeforeAfter& counts) {
    return counts.expected_after() >= least_expected_hosts;
}

/// A rise may be proved by fewer expected hosts than it takes to deny one: its limits are exact (docs/decisions/0005).
bool is_proved(const BeforeAfter& counts, const RateRatio& ratio) {
    return counts.hosts_before >= least_baseline_hosts && ratio.low > changed_above;
}

std::string names_of(const std::vector<JudgedClass>& classes) {
    std::string names;
    for (const auto& one : classes)
        if (one.changed) names += (names.empty() ? "" : ", ") + one.name;
    return names;
}

std::string sentence_of(const AgreementFinding& finding) {
    switch (finding.verdict) {
        case Agreement::alike:
            return "The same change in every class of sensors: " + names_of(finding.classes) + ".";
        case Agreement::only_some:
            return "The change is in one part of the sensors only: " + names_of(finding.classes) +
                   ".";
        case Agreement::none_changed:
            return "No class of sensors changed.";
        case Agreement::undetermined:
            return "Whether the classes of sensors changed alike is not clear.";
        case Agreement::not_enough_data:
            break;
    }
    return "Not enough data: fewer than two classes of sensors expect five hosts or more or have "
           "changed beyond doubt.";
}

std::optional<bool> overlap(std::span<const ClassChange> classes,
                            const std::vector<JudgedClass>& judged) {
    std::optional<Span> common;
    std::size_t onsets = 0;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (!judged[i].changed || !classes[i].onset) continue;
        ++onsets;
        const Span& one = *classes[i].onset;
        common =
            common ? Span{std::max(common->from, one.from), std::min(common->to, one.to)} : one;
    }
    if (onsets < 2) return std::nullopt;
    return common->from <= common->to;
}

/// 1: up, -1: down, 0: the interval holds 1.
int direction(const RateRatio& ratio) {
    if (ratio.low > 1) return 1;
    return ratio.high && *ratio.high < 1 ? -1 : 0;
}

/// Of two ratios of Poisson counts, by the normal law of the logarithm, half a host added to each count.
RateRatio relative_ratio(const BeforeAfter& signal, const BeforeAfter& controls) {
    const auto log_ratio = [](const BeforeAfter& one) {
        return std::log((one.hosts_after + 0.5) / one.hours_after) -
               std::log((one.hosts_before + 0.5) / one.hours_before);
    };
    const auto variance = [](const BeforeAfter& one) {
        return std::max(1.0, one.dispersion) *
               (1 / (one.hosts_after + 0.5) + 1 / (one.hosts_before + 0.5));
    };
    const double middle = log_ratio(signal) - log_ratio(controls);
    const double reach = z95 * std::sqrt(variance(signal) + variance(controls));
    return {std::exp(middle), std::exp(middle - reach), std::exp(middle + reach)};
}

ControlVerdict control_verdict(const ControlFinding& finding, bool all_changed) {
    const int way = direction(*finding.signal);
    if (way == 0) return ControlVerdict::unchanged;
    const double low = finding.relative->low;
    const double high = *finding.relative->high;
    if (way > 0 ? low > same_factor : high < 1 / same_factor) return ControlVerdict::own;
    const bool is_same = low > 1 / same_factor && high < same_factor;
    return all_changed && is_same ? ControlVerdict::fleet_wide : ControlVerdict::undetermined;
}

std::string control_sentence(ControlVerdict verdict, const std::string& name) {
    switch (verdict) {
        case ControlVerdict::own:
            return "The change is " + name + "'s own: the other ports did not change so much.";
        case ControlVerdict::fleet_wide:
            return "Fleet-wide change, not " + name + ".";
        case ControlVerdict::undetermined:
            return "Whether the change is " + name + "'s own is not clear.";
        case ControlVerdict::unchanged:
            return name + " has not changed.";
        case ControlVerdict::not_enough_data:
            break;
    }
    return "Not enough data on other ports.";
}

}  // namespace

std::string_view name_of(Agreement verdict) {
    switch (verdict) {
        case Agreement::alike:
            return "alike";
        case Agreement::only_some:
            return "only_some";
        case Agreement::none_changed:
            return "none_changed";
        case Agreement::undetermined:
            return "undetermined";
        case Agreement::not_enough_data:
            return "not_enough_data";
    }
    return "undetermined";
}

std::string_view name_of(ControlVerdict verdict) {
    switch (verdict) {
        case ControlVerdict::own:
            return "own";
        case ControlVerdict::fleet_wide:
            return "fleet_wide";
        case ControlVerdict::undetermined:
            return "undetermined";
        case ControlVerdict::unchanged:
            return "unchanged";
        case ControlVerdict::not_enough_data:
            return "not_enough_data";
    }
    return "undetermined";
}

AgreementFinding judge_agreement(std::span<const ClassChange> classes) {
    AgreementFinding finding;
    std::size_t judged = 0;
    std::size_t changed = 0;
    std::size_t unchanged = 0;
    for (const auto& one : classes) {
        auto& known = finding.classes.emplace_back();
        known.name = one.name;
        known.ratio = rate_ratio(one.counts);
        known.judged =
            known.ratio && (is_judged(one.counts) || is_proved(one.counts, *known.ratio));
        if (!known.judged) continue;
        ++judged;
        known.changed = known.ratio->low > changed_above;
        changed += known.changed ? 1u : 0u;
        unchanged += known.ratio->high && *known.ratio->high <= changed_above ? 1u : 0u;
    }
    finding.onsets_overlap = overlap(classes, finding.classes);
    if (judged < least_judged)
        finding.verdict = Agreement::not_enough_data;
    else if (changed == classes.size())
        finding.verdict =
            finding.onsets_overlap.value_or(true) ? Agreement::alike : Agreement::undetermined;
    else if (unchanged == judged)
        finding.verdict = Agreement::none_changed;
    else if (changed > 0 && unchanged > 0 && changed + unchanged == judged)
        finding.verdict = Agreement::only_some;
    else
        finding.verdict = Agreement::undetermined;
    finding.sentence = sentence_of(finding);
    return finding;
}

ControlFinding judge_controls(const ClassChange& signal, std::span<const ClassChange> controls) {
    ControlFinding finding;
    finding.signal = rate_ratio(signal.counts);
    BeforeAfter pooled;
    bool all_changed = true;
    const int way = finding.signal ? direction(*finding.signal) : 0;
    for (const auto& one : controls) {
        const auto ratio = rate_ratio(one.counts);
        if (!ratio || !is_judged(one.counts)) continue;
        ++finding.controls;
        all_changed = all_changed && direction(*ratio) == way;
        pooled.hosts_before += one.counts.hosts_before;
        pooled.hosts_after += one.counts.hosts_after;
        // The same sensors over the same hours: the exposure of any control is that of all.
        pooled.hours_before = std::max(pooled.hours_before, one.counts.hours_before);
        pooled.hours_after = std::max(pooled.hours_after, one.counts.hours_after);
        pooled.dispersion = std::max(pooled.dispersion, one.counts.dispersion);
    }
    if (finding.controls >= least_judged && finding.signal) {
        finding.relative = relative_ratio(signal.counts, pooled);
        finding.verdict = control_verdict(finding, all_changed);
    }
    finding.sentence = control_sentence(finding.verdict, signal.name);
    return finding;
}

}  // namespace hitme::analytics
