// SPDX-License-Identifier: Apache-2.0
// What is done with a log that was imported in the dashboard: read as `hitme import` reads it, judged in steps of six hours as
// `hitme judge keep` does, its campaigns followed to its end.
#pragma once

#include <string>

#include "console/log_import/log_imports.h"
#include "runtime/clock.h"
#include "store/ip_data.h"

namespace hitme::app {

/// Ours: a month has 120 steps of some tenths of a second.
constexpr core::Duration import_judged_every = std::chrono::hours{6};
/// Ours: twenty years; one contact with a clock of 1990 must not make a walk of days.
constexpr std::uint64_t max_import_steps = 30'000;

console::log_import::Work log_import_work(const std::string& store_folder,
                                          const store::IpDataSettings& networks,
                                          const runtime::Clock& clock);

}  // namespace hitme::app
