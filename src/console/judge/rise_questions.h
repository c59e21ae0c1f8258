// SPDX-License-Identifier: Apache-2.0
// What a rise is like: does it go on, is it the same in each class of sensors, how much like a worm is it? Asked of a stream as the
// judgements of asked.h are; nothing is printed here.
//
// Pure     the same stream and times give the same answers.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/change/agreement.h"
#include "analytics/change/persistence.h"
#include "analytics/growth/cycle.h"
#include "analytics/worm/ladder.h"
#include "console/judge/asked.h"

namespace hitme::console {

/// Hosts of each hour of baseline and window, with exposure, and the daily cycle of the baseline.
struct HourlyHosts {
    analytics::HostSeries series;
    analytics::DailyCycle cycle;
};
HourlyHosts hourly_hosts(const Stream& stream, const analytics::JudgedWindow& judged);

/// Hours of full exposure in [from, to).
double exposed_hours(const Stream& stream, core::Time from, core::Time to);

/// Of the hours of the window.
analytics::PersistenceFinding ask_persistence(const HourlyHosts& hourly);

/// The class of network that a sensor stood in at a time; "unknown" where nobody says.
using SensorClassAt = std::function<std::string(std::string_view sensor, core::Time at)>;

struct AskedAgreement {
    analytics::AgreementFinding finding;
    std::vector<analytics::ClassChange> classes;              ///< as in the finding
    std::map<std::string, std::vector<std::string>> sensors;  ///< by class, as of the window's end
};
AskedAgreement ask_agreement(const Stream& stream, const JudgeWindow& window,
                             const AskedTimes& times, const HourlyHosts& hourly,
                             const SensorClassAt& class_at);

/// `called`: how the signal is named in words, "445". The direction is against the level of a day before: the same rise as it was then, or the 48 hours before that moment.
analytics::LadderFinding ask_ladder(const Stream& stream, const AskedTimes& times,
                                    const HourlyHosts& hourly, const std::string& called);

}  // namespace hitme::console
