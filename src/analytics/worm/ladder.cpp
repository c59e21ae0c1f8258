// SPDX-License-Identifier: Apache-2.0
#include "analytics/worm/ladder.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace hitme::analytics {
namespace {

constexpr double least_ratio = 2;
/// Half of chi-square with one degree of freedom at 0.1 %.
constexpr double least_score = 10.828 / 2;

/// Doubled or more, and by more than such counts vary.
bool is_up(double seen, double expected, double dispersion) {
    if (!(seen > 0)) return false;
    const double base = std::max(expected, 0.5);
    if (seen < least_ratio * base) return false;
    const double score = (seen * std::log(seen / base) - (seen - base)) / std::max(1.0, dispersion);
    return score > least_score;
}

std::string number(double value) {
    char text[64];
    const int size = std::snprintf(text, sizeof text, "%.6g",
                                   value < 100 ? std::round(value * 10) / 10 : std::round(value));
    return {text, static_cast<std::size_t>(std::clamp(size, 0, 63))};
}

std::string against(const char* what, double seen, double expected) {
    return number(seen) + " " + what + " against " + number(expected) + " expected";
}

bool sources_are_up(const LadderInput& in) {
    return is_up(in.sources, in.expected_sources, in.source_dispersion);
}

std::vector<LadderRung> rungs_of(const LadderInput& in) {
    const bool is_common = in.common_sources >= least_common_sources &&
                           in.common_networks >= least_networks &&
                           static_cast<double>(in.common_sources) >=
                               least_common_share * static_cast<double>(in.payload_sources);
    const bool is_exploit = in.exploit_networks >= least_networks &&
                            static_cast<double>(in.exploit_sources) >=
                                least_common_share * static_cast<double>(in.common_sources);
    return {
        {WormLevel::volume,
         in.has_baseline && is_up(in.events, in.expected_events, in.event_dispersion),
         in.has_baseline ? against("events", in.events, in.expected_events)
                         : number(in.events) + " events, and under a day before to compare with"},
        {WormLevel::sources,
         in.has_baseline && sources_are_up(in) && in.median_probes_per_source <= most_probes_each,
         (in.has_baseline ? against("hosts by the hour", in.sources, in.expected_sources)
                          : number(in.sources) + " hosts by the hour") +
             ", the median of them sent " + number(in.median_probes_per_source) + " an hour"},
        {WormLevel::payload, is_common,
         std::to_string(in.common_sources) + " of " + std::to_string(in.payload_sources) +
             " sources sent the same first payload, from " + std::to_string(in.common_networks) +
             " networks"},
        {WormLevel::exploit, is_exploit,
         std::to_string(in.exploit_sources) + " of those with an exploit's pattern, from " +
             std::to_string(in.exploit_networks) + " networks"},
        {WormLevel::targets_scan, in.targets_that_scan > 0,
         std::to_string(in.targets_that_scan) + " former targets scan"},
    };
}

std::string_view words_of(WormLevel level, bool more_sources) {
    switch (level) {
        case WormLevel::background:
            break;
        case WormLevel::volume:
            return more_sources ? "more traffic from more sources, many probes each"
                                : "more traffic from as many sources";
        case WormLevel::sources:
            return "more sources, few probes each";
        case WormLevel::payload:
            return "more sources with one first payload over many networks";
        case WormLevel::exploit:
            return "more sources with one exploit over many networks";
        case WormLevel::targets_scan:
            return "more sources with one exploit, and former targets among them";
    }
    return "background";
}

LadderDirection direction_of(WormLevel now, std::optional<WormLevel> before) {
    if (!before) return LadderDirection::unknown;
    if (now == *before) return LadderDirection::steady;
    return now > *before ? LadderDirection::rising : LadderDirection::falling;
}

}  // namespace

std::string_view name_of(WormLevel level) {
    switch (level) {
        case WormLevel::background:
            return "L0";
        case WormLevel::volume:
            return "L1";
        case WormLevel::sources:
            return "L2";
        case WormLevel::payload:
            return "L3";
        case WormLevel::exploit:
            return "L4";
        case WormLevel::targets_scan:
            return "L5";
    }
    return "L0";
}

std::string_view name_of(LadderDirection direction) {
    switch (direction) {
        case LadderDirection::unknown:
            return "unknown";
        case LadderDirection::rising:
            return "rising";
        case LadderDirection::steady:
            return "steady";
        case LadderDirection::falling:
            return "falling";
    }
    return "unknown";
}

LadderFinding judge_ladder(const LadderInput& input) {
    LadderFinding finding;
    finding.rungs = rungs_of(input);
    if (finding.rungs.front().met) finding.level = WormLevel::volume;
    for (std::size_t i = 1; i < finding.rungs.size() && finding.rungs[i].met; ++i)
        finding.level = finding.rungs[i].level;
    finding.direction = direction_of(finding.level, input.before);
    finding.called = input.signal.empty() ? "scanning" : input.signal + " scanning";
    if (finding.level >= WormLevel::payload && !input.signature.empty()) {
        finding.family = input.signature;
        finding.called = "worm " + input.signature;
    }
    finding.sentence = std::string{name_of(finding.level)} + ", " +
                       std::string{words_of(finding.level, sources_are_up(input))} + " (" +
                       finding.called + ")";
    if (finding.level > WormLevel::background)
        finding.sentence +=
            ": " + finding.rungs[static_cast<std::size_t>(finding.level) - 1].evidence;
    finding.sentence += ".";
    if (input.before && *input.before != finding.level)
        finding.sentence += " Before it was " + std::string{name_of(*input.before)} + ".";
    return finding;
}

}  // namespace hitme::analytics
