// SPDX-License-Identifier: Apache-2.0
#include "analytics/change/ratio.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>

namespace hitme::analytics {

std::optional<RateRatio> rate_ratio(const BeforeAfter& counts) {
    if (!(counts.hours_before > 0) || !(counts.hours_after > 0)) return std::nullopt;
    const double spread = std::max(1.0, counts.dispersion);
    const double before = counts.hosts_before / spread;
    const double after = counts.hosts_after / spread;
    if (!(before >= 0) || !(after >= 0) || !(before + after > 0)) return std::nullopt;
    const double hours = counts.hours_before / counts.hours_after;
    const auto odds = [&](double share) { return share / (1 - share) * hours; };
    RateRatio ratio;
    if (before > 0) {
        ratio.value = after / before * hours;
        ratio.high = odds(quantile(boost::math::beta_distribution<>{after + 1, before}, 0.975));
    }
    if (after > 0)
        ratio.low = odds(quantile(boost::math::beta_distribution<>{after, before + 1}, 0.025));
    return ratio;
}

}  // namespace hitme::analytics
