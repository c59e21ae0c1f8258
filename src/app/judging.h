// SPDX-License-Identifier: Apache-2.0
// Joins the judge (console/judge) and the job that keeps its findings (console/findings) for `hitme up`.
#pragma once

#include <memory>
#include <string>

#include "console/findings/judging_thread.h"
#include "console/notice.h"
#include "console/settings.h"
#include "runtime/clock.h"
#include "store/ip_data.h"

namespace hitme::app {

console::JudgingSettings judging_settings(const console::ConsoleSettings::Judging& settings);

/// `notices` may be null. Sentences are in the host's time zone. `networks`: the databases that say whose a source is.
std::unique_ptr<console::JudgingThread> make_judging(
    const std::string& store_folder, const console::ConsoleSettings::Judging& settings,
    const store::IpDataSettings& networks, console::Notices* notices, const runtime::Clock& clock);

}  // namespace hitme::app
