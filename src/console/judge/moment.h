// SPDX-License-Identifier: Apache-2.0
// All that is said of one signal at one moment: its events, and findings on onset, growth, dormancy and attribution, as records
// that can be kept (console/finding.h). The job of a running console and `hitme judge keep` ask this, and a report with it.
//
// Windows  growth, dormancy and attribution are judged from the onset of the open rise on; without one, over the last 48 h.
// Pure     the same stream and moment give the same findings.
#pragma once

#include <string>
#include <vector>

#include "analytics/onset/alarm_policy.h"
#include "console/finding.h"
#include "console/judge/asked.h"

namespace hitme::console {

struct Moment {
    std::vector<analytics::OpenEvent> events;  ///< in order of opening
    std::vector<Finding> findings;  ///< onset, growth, dormancy, attribution; without ids
    std::string
        growth_chart;  ///< JSON (docs/formats/api.yaml, FindingChart), empty where nothing was fitted
};

/// `subject` names the findings; `at` is now.
Moment judge_moment(const Stream& stream, const std::string& subject, core::Time at,
                    const runtime::Zone& zone);

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
