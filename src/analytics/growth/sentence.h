// SPDX-License-Identifier: Apache-2.0
// A growth finding in words: the curve it speaks of, the evidence, the refusals (analytics 2.5).
// Pure.
#pragma once

#include <string>

#include "analytics/growth/verdict.h"

namespace hitme::analytics {

/// "Growing (hosts seen per hour over 60 h). Linear 0.87, logistic 0.13, exponential below 0.01. Not exponential."
std::string sentence_of(const GrowthFinding& finding);

}  // namespace hitme::analytics
