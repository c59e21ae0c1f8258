// SPDX-License-Identifier: Apache-2.0
// The judgements of analytics/ asked of a stream: windows, exposure and inputs worked out, findings as they come.
//
// What each answers, and over which time, stands in questions.h; here nothing is printed.
//
// Unproved  of a signal whose sources prove no address the sentences say so, and where those look forged each question refuses
//           (source_proof.h): no events, no groups, and findings with the reason `forged_sources`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analytics/attribution/attribution.h"
#include "analytics/coordination/groups.h"
#include "analytics/dormancy/dormancy.h"
#include "analytics/growth/forecast.h"
#include "analytics/growth/verdict.h"
#include "analytics/onset/onset.h"
#include "analytics/onset/signal_events.h"
#include "console/judge/stream.h"
#include "runtime/zone.h"

namespace hitme::console {

constexpr core::Duration most_baseline = std::chrono::days{28};
constexpr core::Duration usual_window = std::chrono::hours{48};

struct JudgeWindow {
    std::optional<core::Time> from;
    std::optional<core::Time> to;
    std::optional<core::Time> watch_from;       ///< onset: alarms from here on
    std::optional<core::Duration> bin;          ///< growth: width of the bins; nothing: chosen
    double addresses = 0;                       ///< dormancy: that were watched; 0: not known
    double probes_per_second = 0;               ///< dormancy: of one host, evenly; 0: not known
    core::Duration clock_error{};               ///< onset: of the sensors, where somebody knows it
    runtime::Zone zone = runtime::Zone::utc();  ///< the reader's, for what is said
};

/// A window with nothing left open.
struct AskedTimes {
    core::Time first;  ///< of the log
    core::Time from;
    core::Time to;
    analytics::WindowStart start = analytics::WindowStart::asked;

    void begin_at_onset(core::Time onset) {
        from = onset;
        start = analytics::WindowStart::onset;
    }
};
AskedTimes times_of(const Stream& stream, const JudgeWindow& window,
                    core::Duration otherwise = usual_window);
/// What a question answers, in full: labelled where the sources prove no address (source_proof.h), with what was left out as dated
/// later than now, and that the window ends with one contact that stands alone further than its length after all others.
std::string said(const Stream& stream, const AskedTimes& times, std::string sentence);
/// With its baseline: what lies before, at most most_baseline.
analytics::JudgedWindow judged_window(const AskedTimes& times);

/// When the share of listening sensors was not whole: a sensor counts alike, which is all that times alone can say.
std::vector<analytics::ExposedSpan> reduced_exposure(const Stream& stream, const AskedTimes& times);

/// The first alarm of the watched time. Unless a window says otherwise, nothing is watched in a log's first day, when every host
/// is new.
analytics::OnsetFinding ask_onset(const Stream& stream, const JudgeWindow& window,
                                  const AskedTimes& times);
/// The onset of what goes on now: alarms more than a day apart are events of their own, and an old one that ended does not
/// date the present one.
analytics::OnsetFinding ask_last_onset(const Stream& stream, const JudgeWindow& window,
                                       const AskedTimes& times);
/// The events of the signal until `times.to`, by the alarm policy.
std::vector<analytics::OpenEvent> ask_events(const Stream& stream, const AskedTimes& times);

analytics::GrowthFinding ask_growth(const Stream& stream, const JudgeWindow& window,
                                    const AskedTimes& times);
/// Six hours ahead, and a third of the judged window's length; and for the next Monday's morning in the reader's zone, where that is
/// near enough to be said.
std::vector<analytics::Forecast> ask_forecasts(const analytics::GrowthFinding& finding,
                                               const runtime::Zone& zone);

analytics::DormancyFinding ask_dormancy(const Stream& stream, const JudgeWindow& window,
                                        const AskedTimes& times);
analytics::AttributionFinding ask_attribution(const Stream& stream, const AskedTimes& times);
std::vector<analytics::Group> ask_groups(const Stream& stream, const AskedTimes& times);

}  // namespace hitme::console
