// SPDX-License-Identifier: Apache-2.0
#include "analytics/coordination/same_event.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hitme::analytics {
namespace {

double log_choose(double n, double k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

}  // namespace

std::optional<double> log_overlap_tail(std::uint64_t all, std::uint64_t first, std::uint64_t second,
                                       std::uint64_t shared) {
    const auto most = std::min(first, second);
    if (first > all || second > all || shared > most) return std::nullopt;
    const std::uint64_t least = second > all - first ? second - (all - first) : 0;
    if (shared < least) return std::nullopt;
    if (shared == least) return 0;
    const auto n = static_cast<double>(all);
    const auto a = static_cast<double>(first);
    const auto b = static_cast<double>(second);
    const auto log_mass = [&](std::uint64_t k) {
        const auto x = static_cast<double>(k);
        return log_choose(a, x) + log_choose(n - a, b - x) - log_choose(n, b);
    };
    // From the larger term on: the terms rise to the mode and fall after it.
    double top = log_mass(shared);
    double sum = 1;
    for (std::uint64_t k = shared + 1; k <= most; ++k) {
        const double term = log_mass(k);
        if (term > top) {
            sum = sum * std::exp(top - term) + 1;
            top = term;
        } else {
            sum += std::exp(term - top);
            if (term < top - 50) break;
        }
    }
    return std::min(0.0, top + std::log(sum));
}

std::string_view name_of(SameEventReason reason) {
    switch (reason) {
        case SameEventReason::none:
            return "none";
        case SameEventReason::no_onset:
            return "no_onset";
        case SameEventReason::onsets_apart:
            return "onsets_apart";
        case SameEventReason::few_shared:
            return "few_shared";
        case SameEventReason::impossible_counts:
            return "impossible_counts";
    }
    return "none";
}

SameEventFinding judge_same_event(const SameEventInput& input) {
    SameEventFinding finding;
    const auto tail = log_overlap_tail(input.sources, input.first, input.second, input.shared);
    if (!tail) {
        finding.reason = SameEventReason::impossible_counts;
        return finding;
    }
    finding.log10_p = *tail / std::numbers::ln10;
    if (input.sources > 0) {
        finding.expected_shared = static_cast<double>(input.first) *
                                  static_cast<double>(input.second) /
                                  static_cast<double>(input.sources);
    }
    if (!input.first_onset || !input.second_onset) {
        finding.reason = SameEventReason::no_onset;
    } else if (input.first_onset->to < input.second_onset->from ||
               input.second_onset->to < input.first_onset->from) {
        finding.reason = SameEventReason::onsets_apart;
    } else if (!(*tail < std::log(most_by_chance))) {
        finding.reason = SameEventReason::few_shared;
    } else {
        finding.same_event = true;
    }
    return finding;
}

}  // namespace hitme::analytics
