// SPDX-License-Identifier: Apache-2.0
// A campaign: one matter followed through time, a signal and what happens on it, with its states and why each came (C-24).
// Kept in the book as kind "campaign" (docs/formats/book.md); docs/campaigns.md says what leads from one state to another.
//
// Times    of steps are event time: when the state began to hold, not when somebody noticed.
// Pure     no I/O but campaigns_on().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/json_writer.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view campaign_kind = "campaign";
constexpr std::string_view engine_author = "hitme";
constexpr core::Duration kept_state = std::chrono::hours{24};  // as Infocon (C-24)
constexpr std::size_t max_campaign_steps = 500;
constexpr std::size_t max_aliases = 16;
constexpr std::size_t max_reason_bytes = 1000;

enum class CampaignState : std::uint8_t {
    rumoured,   ///< others say so; we have seen nothing yet
    watched,    ///< we looked, with coverage, and saw nothing
    rising,     ///< an onset stands, or growth
    sustained,  ///< above what was before, and neither growth nor its end can be said
    plateau,    ///< above what was before, and no longer growing
    tapering,   ///< it falls
    closed,     ///< over
    refuted,    ///< what was said did not hold
};
std::string_view name_of(CampaignState state);
std::optional<CampaignState> campaign_state_named(std::string_view name);

struct CampaignStep {
    core::Time at;
    CampaignState state = CampaignState::rumoured;
    std::string reason;
    std::string author{engine_author};
    std::vector<std::string> evidence;  ///< ids of findings, alarms, claims
    friend bool operator==(const CampaignStep&, const CampaignStep&) = default;
};

struct Campaign {
    std::string id;       ///< "tcp-445.campaign.1"
    std::string subject;  ///< "tcp/445"
    std::string title;
    std::vector<std::string> aliases;
    std::vector<CampaignStep> steps;  ///< oldest first, never empty
    bool simulated = false;
    std::uint64_t version = 0;

    CampaignState state() const { return steps.back().state; }
    core::Time since() const { return steps.back().at; }
    core::Time opened() const { return steps.front().at; }
    bool runs() const {
        return state() != CampaignState::closed && state() != CampaignState::refuted;
    }
};

/// "tcp-445.campaign.2"
std::string campaign_id(std::string_view subject, std::uint64_t number);

void put_campaign(JsonWriter& json, const Campaign& campaign);
store::Entry campaign_entry(const Campaign& campaign, core::Time written_at,
                            std::string_view author);
/// Errors   bad_input: the body is no campaign; the member is named.
core::Result<Campaign> campaign_of(const store::Entry& entry);

/// Campaigns of a subject ("": of any), oldest first. Errors   those of the book.
core::Result<std::vector<Campaign>> campaigns_on(store::Book& book, const std::string& subject);

}  // namespace hitme::console
