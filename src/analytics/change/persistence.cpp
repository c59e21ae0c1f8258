// SPDX-License-Identifier: Apache-2.0
#include "analytics/change/persistence.h"

#include <algorithm>
#include <boost/math/distributions/negative_binomial.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>

namespace hitme::analytics {
namespace {

constexpr double least_exposed = 0.05;
constexpr std::size_t least_hours = 3;
constexpr double least_share = 0.9;
constexpr double quantile_of_baseline = 0.99;

std::string sentence_of(const PersistenceFinding& finding) {
    const std::string counts = std::to_string(finding.above) + " of " +
                               std::to_string(finding.observed) +
                               " observed hours since the onset were above the baseline";
    const std::size_t missing = finding.hours - finding.observed;
    const std::string gap =
        missing == 0 ? "." : "; " + std::to_string(missing) + " hours were not observed.";
    switch (finding.verdict) {
        case Persistence::continued:
            return "It continued: " + counts + gap;
        case Persistence::not_continued:
            return "It did not continue: " + counts + gap;
        case Persistence::too_short:
            return "Too early to say whether it continues: " + counts + gap;
        case Persistence::not_observed:
            return "Not observed: whether it continued cannot be said; " + counts + gap;
    }
    return counts + gap;
}

}  // namespace

std::string_view name_of(Persistence verdict) {
    switch (verdict) {
        case Persistence::continued:
            return "continued";
        case Persistence::not_continued:
            return "not_continued";
        case Persistence::too_short:
            return "too_short";
        case Persistence::not_observed:
            return "not_observed";
    }
    return "too_short";
}

double limit_99(double expected, double dispersion) {
    if (!(expected > 0) || !std::isfinite(expected)) return 0;
    if (dispersion > 1.001) {
        // Mean r (1 - p) / p, variance that over p: p = 1 / dispersion.
        const double share = 1 / dispersion;
        const boost::math::negative_binomial_distribution<> counts{expected / (dispersion - 1),
                                                                   share};
        return quantile(counts, quantile_of_baseline);
    }
    return quantile(boost::math::poisson_distribution<>{expected}, quantile_of_baseline);
}

PersistenceFinding judge_persistence(std::span<const HourSinceOnset> hours, double dispersion) {
    PersistenceFinding finding;
    finding.hours = hours.size();
    for (const auto& hour : hours) {
        if (!(hour.exposed >= least_exposed)) continue;
        ++finding.observed;
        finding.still = hour.hosts > limit_99(hour.expected, dispersion);
        finding.above += finding.still ? 1u : 0u;
    }
    if (finding.observed > 0)
        finding.share = static_cast<double>(finding.above) / static_cast<double>(finding.observed);
    if (2 * finding.observed < finding.hours)
        finding.verdict = Persistence::not_observed;
    else if (finding.observed < least_hours)
        finding.verdict = Persistence::too_short;
    else
        finding.verdict =
            *finding.share >= least_share ? Persistence::continued : Persistence::not_continued;
    finding.sentence = sentence_of(finding);
    return finding;
}

}  // namespace hitme::analytics
