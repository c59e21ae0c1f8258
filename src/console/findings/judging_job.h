// SPDX-License-Identifier: Apache-2.0
// The judging job: looks at the busiest signals, at those with an open alarm, at those of all others whose new hosts rose
// (wide_watch.h), and at all of them together; keeps what is new as findings in the book, opens and closes alarms, scores forecasts, and tells Notices (docs/methods/findings.md).
//
// Time     event time: a step at `at` says what was known then. A running console steps at every whole `every`, `hitme judge keep`
//          walks the same steps over a log that is stored already; both write the same findings.
// Twice    a step that is not after the last one of a subject writes nothing.
// Threads  one; the store (for reading), the book and the judge are its own.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "console/finding.h"
#include "console/findings/alarm_record.h"
#include "console/findings/forecast_score.h"
#include "console/notice.h"
#include "console/signal_judge.h"
#include "core/result.h"
#include "runtime/zone.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::console {

struct JudgingSettings {
    core::Duration every = std::chrono::hours{1};
    core::Duration watch_every = std::chrono::minutes{5};  ///< alarms alone, between the steps
    std::size_t signals = 10;  ///< busiest ones that are looked at, besides open alarms
    /// What comes later than this is late: a step at `at` is taken when the clock stands this far after it.
    core::Duration lateness = std::chrono::minutes{5};
};
/// Subjects of one step at most, alarms included.
constexpr std::size_t max_subjects = 64;

/// What a step wrote.
struct JudgingStep {
    std::size_t subjects = 0;
    std::vector<Finding> kept;
    std::vector<ChangedAlarm> alarms;
    std::vector<ForecastScore> scores;
};

class JudgingJob {
 public:
    /// `only`: this subject instead of the busiest.
    JudgingJob(store::EventStore& store, store::Book& book, SignalJudge& judge, Notices* notices,
               JudgingSettings settings, runtime::Zone zone,
               std::optional<std::string> only = std::nullopt);

    /// `written_at` is the wall clock, for the records.
    /// Errors   those of the store and the book.
    core::Result<JudgingStep> step(core::Time at, core::Time written_at);
    /// Events alone, of the subjects of the last step and of signals that rose since.
    core::Result<JudgingStep> watch(core::Time at, core::Time written_at);

 private:
    core::Result<std::vector<std::string>> subjects_at(core::Time at);
    /// Adds the signals that rose in the day before `at`, and notes what was looked at (wide_look_note). Those in closely_ are
    /// followed whether they rise or not; those that were added for a rise are looked at again, to see whether it goes on.
    core::Result<void> add_risen(core::Time at, std::vector<std::string>& subjects);
    core::Result<void> look_at_findings(const std::string& subject, core::Time at,
                                        core::Time written_at, JudgingStep& done);
    core::Result<void> keep(Finding now, const Finding* standing, FindingWhy why,
                            const std::string& chart, core::Time written_at, JudgingStep& done);
    core::Result<void> look_at_events(const std::string& subject, core::Time at,
                                      core::Time written_at,
                                      const std::vector<analytics::OpenEvent>& events,
                                      JudgingStep& done);
    /// Those that somebody looked at in the last day.
    core::Result<void> keep_attributions(const std::string& subject, core::Time at,
                                         core::Time written_at);
    core::Result<void> look_at_forecasts(const std::string& subject, core::Time at,
                                         core::Time written_at, JudgingStep& done);
    void tell(const Finding& finding, const Finding* before);
    void tell(const Finding& finding, const std::string& was, std::string text);
    /// Of a growth verdict that was given once more, or for the first time (told_growth.h).
    core::Result<void> tell_growth(const Finding& finding, core::Time at,
                                   std::optional<core::Time> last_look);
    void tell(const ChangedAlarm& changed);
    void tell(const ForecastScore& score, bool simulated);

    store::EventStore& store_;
    store::Book& book_;
    SignalJudge& judge_;
    Notices* notices_;
    JudgingSettings settings_;
    runtime::Zone zone_;
    std::optional<std::string> only_;
    std::vector<std::string> subjects_;
    std::vector<std::string> closely_;  ///< of these, those that are no wide look's
    std::set<std::string> simulated_;   ///< subjects whose last judgement was of simulated contacts
};

}  // namespace hitme::console
