// SPDX-License-Identifier: Apache-2.0
// What leads a campaign from one state to another (C-24; docs/campaigns.md has the table).
//
// How      a walk in event time: what was known at each moment decides, nothing later. The same records give the same steps,
//          however late the walk is made.
// 24 h     a state is kept for 24 h (kept_state); a step that falls due before is taken when they are over, by what is known
//          then. Only a person may step earlier.
// Pure     no I/O.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "console/campaign.h"
#include "console/claim.h"
#include "core/time.h"

namespace hitme::console {

/// As long as nothing is seen for this long, with coverage, a rumour is watched; and what tapered is closed.
constexpr core::Duration quiet_span = std::chrono::hours{24 * 7};
/// "Nothing seen" needs this share of the interval (C-08).
constexpr double quiet_coverage = 0.95;
/// No growth for this long is a plateau (C-30).
constexpr core::Duration plateau_span = std::chrono::hours{24};

/// An event on the signal: kind "alarm" of the book, where it is a rise that was confirmed. What chance alone may raise opens
/// no campaign.
struct SeenAlarm {
    std::string id;
    core::Time opened;  ///< when it was confirmed
    std::optional<core::Time> closed;
};
/// A growth finding.
struct SeenGrowth {
    std::string id;
    std::string verdict;
    core::Time judged_at;
};
/// An onset finding that says no_rise, and until when that was confirmed.
struct SeenQuiet {
    std::string id;
    core::Time from;
    core::Time until;
    std::optional<double> coverage;
};

/// What the book holds on one signal, each list in order of time.
struct CampaignRecords {
    std::vector<Claim> claims;
    std::vector<SeenAlarm> alarms;
    std::vector<SeenGrowth> growth;
    std::vector<SeenQuiet> quiet;
};

/// The next change of `campaign` at or before `until`; nothing where it stays.
std::optional<CampaignStep> next_step(const Campaign& campaign, const CampaignRecords& records,
                                      core::Time until);

/// The step that opens a campaign, of what came after `after` (the end of the last one); nothing where nothing does.
std::optional<CampaignStep> opening_step(const CampaignRecords& records,
                                         std::optional<core::Time> after, core::Time until);

}  // namespace hitme::console
