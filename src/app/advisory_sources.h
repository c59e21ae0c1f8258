// SPDX-License-Identifier: Apache-2.0
// Joins what advisories draw on: measures of the store, outside data, rival explanations, reachability.
#pragma once

#include "console/advisory/material.h"

namespace hitme::app {

console::AdvisorySources advisory_sources();

}  // namespace hitme::app
