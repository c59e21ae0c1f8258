// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/verdict.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

namespace hitme::console {
namespace {

std::string short_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, value >= 100 ? "%.0f" : "%.3g", value);
    return text;
}

double submitted(const std::vector<OwnSubmission>& own, const std::string& source, core::Day day) {
    double sum = 0;
    for (const auto& one : own)
        if (one.source == source && one.day == day) sum += one.sources;
    return sum;
}

std::optional<double> count_of(const OutsideDay& day) {
    if (day.sources) return day.sources;
    return day.records;
}

OutsideStatement judge_day(core::Day day, const std::string& statement, const NamedSeries& series,
                           const std::vector<OwnSubmission>& own) {
    OutsideStatement judged;
    judged.statement = statement + " on " + core::format_day(day);
    judged.source = series.source;
    judged.record = series.record;
    std::optional<double> theirs;
    std::vector<double> before;
    double ours = 0;
    for (const auto& one : series.days) {
        const auto count = count_of(one);
        if (!count) continue;
        const double sent = submitted(own, series.source, one.day);
        if (one.day == day) {
            theirs = *count - sent;
            ours = sent;
        } else if (one.day < day && day - one.day <= std::chrono::days{days_before}) {
            before.push_back(std::max(0.0, *count - sent));
        }
    }
    const std::string of = series.source + " for " + core::format_day(day) + ": ";
    if (!theirs || before.size() < least_days_before) {
        judged.verdict = OutsideVerdict::not_covered;
        judged.figures = of +
                         (theirs ? "fewer than 3 days before it are imported"
                                 : std::string("no value of that day is imported")) +
                         "; not covered.";
        return judged;
    }
    std::ranges::sort(before);
    const double usual = before[before.size() / 2];
    if (ours > 0 && *theirs <= 0) {
        judged.verdict = OutsideVerdict::not_independent;
        judged.figures = of + "nothing is left without our own " + short_number(ours) +
                         " submissions; not independent.";
        return judged;
    }
    const double ratio = *theirs / std::max(usual, 1.0);
    judged.verdict = ratio >= rise_confirms     ? OutsideVerdict::confirmed
                     : ratio < rise_contradicts ? OutsideVerdict::contradicts
                                                : OutsideVerdict::consistent;
    judged.figures = of + short_number(std::max(0.0, *theirs)) + " against a median of " +
                     short_number(usual) + " in " + std::to_string(before.size()) +
                     " days before, " + short_number(ratio) + " times" +
                     (ours > 0 ? " (our own " + short_number(ours) + " taken away)" : "") + "; " +
                     (judged.verdict == OutsideVerdict::confirmed     ? "confirmed by day"
                      : judged.verdict == OutsideVerdict::contradicts ? "contradicts"
                                                                      : "consistent") +
                     ".";
    return judged;
}

bool we_sent(const std::vector<OwnSubmission>& own, const std::string& source,
             const core::Address& address) {
    return std::ranges::any_of(own, [&](const OwnSubmission& one) {
        return one.source == source &&
               std::ranges::find(one.addresses, address) != one.addresses.end();
    });
}

bool is_single(const core::Prefix& network) {
    return network.length == (network.address.is_v4() ? 32 : 128);
}

/// Pearson's correlation; nothing where one of them does not vary.
std::optional<double> correlation_of(const std::vector<std::pair<double, double>>& pairs) {
    const double n = static_cast<double>(pairs.size());
    double mean_x = 0;
    double mean_y = 0;
    for (const auto& [x, y] : pairs) {
        mean_x += x / n;
        mean_y += y / n;
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (const auto& [x, y] : pairs) {
        xx += (x - mean_x) * (x - mean_x);
        yy += (y - mean_y) * (y - mean_y);
        xy += (x - mean_x) * (y - mean_y);
    }
    if (xx <= 1e-12 || yy <= 1e-12) return std::nullopt;
    return xy / std::sqrt(xx * yy);
}

}  // namespace

std::vector<OutsideStatement> judge_rise(core::Time at, const std::string& subject,
                                         const std::vector<NamedSeries>& series,
                                         const std::vector<OwnSubmission>& own) {
    std::vector<OutsideStatement> judged;
    for (const auto& one : series) {
        judged.push_back(judge_day(core::day_of(at), subject + " rose", one, own));
        OutsideStatement minute;
        minute.statement = subject + " rose at " + core::format_rfc3339(at);
        minute.source = one.source;
        minute.record = one.record;
        minute.verdict = OutsideVerdict::not_covered;
        minute.figures = one.source + ": the minute is not covered (daily data).";
        judged.push_back(std::move(minute));
    }
    return judged;
}

OutsideStatement judge_source(const core::Address& source, const std::vector<NamedSet>& sets,
                              const std::vector<OwnSubmission>& own) {
    OutsideStatement judged;
    judged.statement = source.to_string() + " scans";
    judged.figures = "No imported list names it; lists of the worst say nothing of the rest.";
    for (const auto& set : sets)
        for (const auto& network : set.networks) {
            if (!network.contains(source)) continue;
            if (we_sent(own, set.source, source)) {
                if (judged.verdict != OutsideVerdict::not_covered) continue;
                judged.verdict = OutsideVerdict::not_independent;
                judged.figures = set.source + " names it, and we submitted it ourselves.";
            } else if (is_single(network)) {
                judged.verdict = OutsideVerdict::confirmed;
                judged.figures = set.source + " names the same address.";
            } else if (judged.verdict != OutsideVerdict::confirmed) {
                judged.verdict = OutsideVerdict::consistent;
                judged.figures = set.source + " lists its network " + network.to_string() +
                                 "; a network is not a host.";
            } else {
                continue;
            }
            judged.source = set.source;
            judged.record = set.record;
        }
    return judged;
}

Overlap overlap_of(std::vector<core::Address> ours, const std::vector<NamedSet>& sets,
                   const std::vector<OwnSubmission>& own) {
    std::set<core::Address> theirs;
    for (const auto& set : sets)
        for (const auto& network : set.networks)
            if (is_single(network) && !we_sent(own, set.source, network.address))
                theirs.insert(network.address);
    std::ranges::sort(ours);
    // clang 14 cannot instantiate std::ranges::unique of libstdc++ 12.
    const auto last = std::unique(ours.begin(), ours.end());
    ours.erase(last, ours.end());
    Overlap overlap;
    for (const auto& address : ours)
        (theirs.contains(address) ? overlap.both : overlap.ours_only).push_back(address);
    for (const auto& address : theirs)
        if (!std::ranges::binary_search(ours, address)) overlap.theirs_only.push_back(address);
    return overlap;
}

ListCompared compare_list(const NamedSet& list, const std::vector<OwnSubmission>& own,
                          const std::vector<core::Address>& ours) {
    ListCompared compared;
    compared.source = list.source;
    compared.record = list.record;
    compared.held_at = list.held_at;
    std::set<core::Address> hosts;
    for (const auto& network : list.networks) {
        if (!is_single(network))
            ++compared.networks;
        else
            hosts.insert(network.address);
    }
    compared.hosts = hosts.size();
    for (const auto& host : hosts) {
        if (we_sent(own, list.source, host))
            ++compared.own;
        else if (std::ranges::binary_search(ours, host))
            ++compared.both;
    }
    return compared;
}

CurveAgreement compare_curves(const std::vector<OutsideDay>& ours, const NamedSeries& theirs) {
    CurveAgreement agreement;
    agreement.source = theirs.source;
    std::map<core::Day, double> by_day;
    for (const auto& day : theirs.days)
        if (const auto count = count_of(day)) by_day[day.day] = std::log1p(*count);
    for (int lag = -most_lag_days; lag <= most_lag_days; ++lag) {
        std::vector<std::pair<double, double>> pairs;
        for (const auto& day : ours) {
            const auto count = count_of(day);
            const auto found = by_day.find(day.day + std::chrono::days{lag});
            if (count && found != by_day.end())
                pairs.emplace_back(std::log1p(*count), found->second);
        }
        if (pairs.size() < least_curve_days) continue;
        const auto correlation = correlation_of(pairs);
        if (!correlation) continue;
        // Of equal ones the shorter lag.
        const bool better = !agreement.correlation ||
                            *correlation > *agreement.correlation + 1e-9 ||
                            (std::abs(*correlation - *agreement.correlation) <= 1e-9 &&
                             std::abs(lag) < std::abs(*agreement.lag_days));
        if (!better) continue;
        agreement.correlation = correlation;
        agreement.lag_days = lag;
        agreement.days = pairs.size();
    }
    return agreement;
}

}  // namespace hitme::console
