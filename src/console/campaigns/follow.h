// SPDX-License-Identifier: Apache-2.0
// Opens and moves the campaigns of the book from its alarms, findings and claims.
//
// Twice    following again up to the same moment writes nothing.
// Threads  one; the book is the caller's.
#pragma once

#include <string>
#include <vector>

#include "console/campaign.h"
#include "console/campaigns/transitions.h"
#include "console/notice.h"
#include "core/result.h"
#include "store/book.h"

namespace hitme::console {

/// Campaigns that are opened and steps that are taken in one call, per signal at most.
constexpr std::size_t max_steps_at_once = 200;

struct Moved {
    Campaign campaign;
    std::vector<CampaignStep> steps;  ///< new ones
};

/// What the book says of a signal. Errors   those of the book.
core::Result<CampaignRecords> campaign_records(store::Book& book, const std::string& subject);

/// Everything up to `until` (event time), for every signal with an alarm, a finding or a claim; steps younger than `recent`
/// before `until` are told. Errors   those of the book.
core::Result<std::vector<Moved>> follow_campaigns(store::Book& book, core::Time until,
                                                  core::Time written_at, Notices* notices);

/// A person sets a state at once. Errors   bad_input: no reason. refused: `expected` is not the version that stands.
core::Result<Campaign> override_state(store::Book& book, Campaign campaign, CampaignState state,
                                      std::string reason, std::string_view author, core::Time at);

/// Opens a campaign by hand as watched, or gives the one that runs. Errors   those of the book.
core::Result<Campaign> open_by_hand(store::Book& book, const std::string& subject,
                                    const std::string& title, const std::string& reason,
                                    std::string_view author, core::Time at);

/// "Scans of 445/tcp"
std::string title_of(std::string_view subject);

}  // namespace hitme::console
