// SPDX-License-Identifier: Apache-2.0
// All that is said of one signal at one moment: its events, and findings on onset, growth, dormancy, attribution, persistence,
// agreement of sensor classes and the worm ladder, as records that can be kept (console/finding.h). The job of a running console
// and `hitme judge keep` ask this, and a report with it.
//
// Windows  all but the onset are judged from the onset of the open rise on; without one, over the last 48 h.
// Fleet    all signals together say nothing of persistence, agreement and ladder: a rise is one signal's.
// Pure     the same stream and moment give the same findings.
#pragma once

#include <string>
#include <vector>

#include "analytics/onset/alarm_policy.h"
#include "console/finding.h"
#include "console/judge/asked.h"
#include "console/judge/rise_questions.h"

namespace hitme::console {

struct Moment {
    std::vector<analytics::OpenEvent> events;  ///< in order of opening
    std::vector<Finding> findings;             ///< in the order above; without ids
    std::string
        growth_chart;  ///< JSON (docs/formats/api.yaml, FindingChart), empty where nothing was fitted
};

/// `subject` names the findings; `at` is now. The ladder is asked only of a stream whose payloads were read.
Moment judge_moment(const Stream& stream, const std::string& subject, core::Time at,
                    const runtime::Zone& zone, const SensorClassAt& class_at = {});

/// The growth verdict alone, over the window that judge_moment() takes.
analytics::GrowthFinding growth_at(const Stream& stream, core::Time at, const runtime::Zone& zone);

/// What a finding over [from, to) rests on.
FindingData data_of(const Stream& stream, core::Time from, core::Time to);

/// Hosts that the sensors but `excluded` saw in [from, to), and the share of these sensors that listened (1 where no
/// heartbeat is known).
struct SeenHosts {
    double hosts = 0;
    double exposure = 1;
};
SeenHosts hosts_seen(const Stream& stream, core::Time from, core::Time to,
                     const std::vector<std::string>& excluded);

}  // namespace hitme::console
