// SPDX-License-Identifier: Apache-2.0
// Findings in one sentence each, for a report and for a terminal. Times are the reader's; every sentence names its window or
// what it rests on, and a refusal is a sentence too.
#pragma once

#include <string>

#include "analytics/coordination/groups.h"
#include "analytics/growth/forecast.h"
#include "analytics/onset/onset.h"
#include "console/judge/finding_json.h"
#include "runtime/zone.h"

namespace hitme::console {

/// "9.1", and from ten on "113".
std::string rounded(double value);
/// "Onset: Fri 2009-01-23 9:02 AM EST (95 %: 6:24 AM to ...). 6.7 new hosts an hour before, 9.1 more since. ..."
std::string sentence_of(const analytics::OnsetFinding& finding, const runtime::Zone& zone);
/// "Forecast for Mon ... (1 h): 113 hosts, 95 % 93 to 228, present conditions, full sensors."
std::string sentence_of(const analytics::Forecast& forecast, const runtime::Zone& zone);
/// "New hosts every 3.8 min (3.1-4.7): 95 in 6 h. ..."
std::string sentence_of(const StreamCounts& counts);
/// " 3 contacts dated later than now left out."; empty for none.
std::string future_left_out(std::uint64_t contacts);
/// "No group of sources stands out." or the surest of them.
std::string sentence_of(std::span<const analytics::Group> groups, const runtime::Zone& zone);

}  // namespace hitme::console
