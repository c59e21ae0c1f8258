// SPDX-License-Identifier: Apache-2.0
#include "console/campaigns/transitions.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace hitme::console {
namespace {

using Step = std::optional<CampaignStep>;

bool is_growing(std::string_view verdict) {
    return verdict == "linear" || verdict == "exponential" || verdict == "growing_shape_unresolved";
}
bool is_flat(std::string_view verdict) {
    return verdict == "no_growth" || verdict == "logistic" || verdict == "step";
}

CampaignStep step_to(CampaignState state, core::Time at, std::string reason,
                     std::vector<std::string> evidence) {
    CampaignStep step;
    step.at = at;
    step.state = state;
    step.reason = std::move(reason);
    step.evidence = std::move(evidence);
    return step;
}

/// What was known at one moment.
class Known {
 public:
    Known(const Campaign& campaign, const CampaignRecords& records, core::Time at)
        : campaign_(campaign), records_(records), at_(at) {}

    /// The latest alarm that had opened.
    const SeenAlarm* alarm() const {
        const SeenAlarm* latest = nullptr;
        for (const auto& alarm : records_.alarms)
            if (alarm.opened <= at_) latest = &alarm;
        return latest;
    }
    bool is_open(const SeenAlarm& alarm) const { return !alarm.closed || *alarm.closed > at_; }
    /// The latest growth finding.
    const SeenGrowth* growth() const {
        const SeenGrowth* latest = nullptr;
        for (const auto& growth : records_.growth)
            if (growth.judged_at <= at_) latest = &growth;
        return latest;
    }
    /// Since when no growth finding said anything but "flat"; nothing where the latest says otherwise.
    std::optional<core::Time> flat_since() const {
        std::optional<core::Time> since;
        for (const auto& growth : records_.growth) {
            if (growth.judged_at > at_) break;
            if (!is_flat(growth.verdict))
                since.reset();
            else if (!since)
                since = growth.judged_at;
        }
        return since;
    }
    /// A statement of quiet that covers the last quiet_span, with coverage.
    const SeenQuiet* quiet() const {
        for (const auto& quiet : records_.quiet)
            if (quiet.from <= campaign_.since() + quiet_span &&
                quiet.until >= campaign_.since() + quiet_span &&
                quiet.coverage.value_or(0) >= quiet_coverage)
                return &quiet;
        return nullptr;
    }

    Step from_rumoured() const {
        if (auto step = on_refuted()) return step;
        if (auto step = on_alarm()) return step;
        if (campaign_.state() != CampaignState::rumoured || at_ < campaign_.since() + quiet_span)
            return std::nullopt;
        const auto* quiet_finding = quiet();
        if (quiet_finding == nullptr) return std::nullopt;
        char share[32];
        std::snprintf(share, sizeof share, "%.0f", *quiet_finding->coverage * 100);
        return step_to(
            CampaignState::watched, at_,
            "Nothing rose for 7 days, with " + std::string(share) + " % of the time covered.",
            {quiet_finding->id});
    }
    Step from_rising() const {
        if (auto step = on_taper()) return step;
        const auto* now = growth();
        if (now != nullptr && now->judged_at >= campaign_.since() && is_growing(now->verdict))
            return std::nullopt;
        if (auto step = on_plateau()) return step;
        if (flat_since()) return std::nullopt;  // a plateau, once that has held for a day
        if (at_ >= campaign_.since() + kept_state)
            return step_to(CampaignState::sustained, at_,
                           "Above what was before for 24 h; whether it still grows cannot be said.",
                           evidence());
        return std::nullopt;
    }
    Step from_sustained() const {
        if (auto step = on_taper()) return step;
        if (auto step = on_growth()) return step;
        return on_plateau();
    }
    Step from_plateau() const {
        if (auto step = on_taper()) return step;
        return on_growth();
    }
    Step from_tapering() const {
        const auto* latest = alarm();
        if (latest != nullptr && latest->opened > campaign_.since()) return on_alarm();
        if (auto step = on_growth()) return step;
        if (latest == nullptr || is_open(*latest)) return std::nullopt;
        const core::Time over = std::max(*latest->closed, campaign_.since());
        if (at_ < over + quiet_span) return std::nullopt;
        return step_to(CampaignState::closed, at_, "No excess for 7 days.", {latest->id});
    }

 private:
    std::vector<std::string> evidence() const {
        std::vector<std::string> ids;
        if (const auto* latest = alarm()) ids.push_back(latest->id);
        if (const auto* now = growth()) ids.push_back(now->id);
        return ids;
    }
    Step on_refuted() const {
        // Everything that was said was taken back, and we saw nothing ourselves.
        std::vector<std::string> fallen;
        for (const auto& claim : records_.claims) {
            if (claim.event != ClaimEvent::outbreak || claim.said_at > at_) continue;
            if (claim.stands() || !claim.fate_at || *claim.fate_at > at_) return std::nullopt;
            fallen.push_back(claim.id);
        }
        if (fallen.empty()) return std::nullopt;
        return step_to(CampaignState::refuted, at_,
                       "What was said was withdrawn or contradicted, and we saw no rise.", fallen);
    }
    Step on_alarm() const {
        const auto* latest = alarm();
        if (latest == nullptr || !is_open(*latest) || latest->opened < campaign_.opened())
            return std::nullopt;
        return step_to(CampaignState::rising, at_,
                       "New hosts rose, beyond what chance does in a year.", {latest->id});
    }
    Step on_growth() const {
        const auto* now = growth();
        const auto* latest = alarm();
        if (now == nullptr || !is_growing(now->verdict) || now->judged_at < campaign_.since() ||
            latest == nullptr || !is_open(*latest))
            return std::nullopt;
        return step_to(CampaignState::rising, at_, "It grows: " + now->verdict + ".", {now->id});
    }
    Step on_taper() const {
        const auto* now = growth();
        if (now != nullptr && now->verdict == "tapering" && now->judged_at > campaign_.since())
            return step_to(CampaignState::tapering, at_, "It falls: the growth finding says so.",
                           {now->id});
        const auto* latest = alarm();
        if (latest != nullptr && !is_open(*latest))
            return step_to(CampaignState::tapering, at_,
                           "The excess stayed below half of its peak for 24 h.", {latest->id});
        return std::nullopt;
    }
    Step on_plateau() const {
        const auto since = flat_since();
        if (!since || at_ < std::max(*since, campaign_.since()) + plateau_span) return std::nullopt;
        return step_to(CampaignState::plateau, at_, "No growth for 24 h, above what was before.",
                       evidence());
    }

    const Campaign& campaign_;
    const CampaignRecords& records_;
    core::Time at_;
};

Step step_at(const Campaign& campaign, const CampaignRecords& records, core::Time at) {
    const Known known(campaign, records, at);
    switch (campaign.state()) {
        case CampaignState::rumoured:
        case CampaignState::watched:
            return known.from_rumoured();
        case CampaignState::rising:
            return known.from_rising();
        case CampaignState::sustained:
            return known.from_sustained();
        case CampaignState::plateau:
            return known.from_plateau();
        case CampaignState::tapering:
            return known.from_tapering();
        case CampaignState::closed:
        case CampaignState::refuted:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::optional<CampaignStep> next_step(const Campaign& campaign, const CampaignRecords& records,
                                      core::Time until) {
    const core::Time earliest = campaign.since() + kept_state;
    // Only at these moments can something new be known or a span be over.
    std::vector<core::Time> moments{earliest, campaign.since() + quiet_span,
                                    campaign.since() + plateau_span};
    for (const auto& alarm : records.alarms) {
        moments.push_back(alarm.opened);
        if (!alarm.closed) continue;
        moments.push_back(*alarm.closed);
        moments.push_back(*alarm.closed + quiet_span);
    }
    for (const auto& growth : records.growth) {
        moments.push_back(growth.judged_at);
        moments.push_back(growth.judged_at + plateau_span);
    }
    for (const auto& quiet : records.quiet) moments.push_back(quiet.until);
    for (const auto& claim : records.claims)
        if (claim.fate_at) moments.push_back(*claim.fate_at);
    std::ranges::sort(moments);
    for (const auto at : moments) {
        if (at < earliest || at > until) continue;
        if (auto step = step_at(campaign, records, at)) return step;
    }
    return std::nullopt;
}

std::optional<CampaignStep> opening_step(const CampaignRecords& records,
                                         std::optional<core::Time> after, core::Time until) {
    std::optional<CampaignStep> first;
    const auto consider = [&](CampaignStep step) {
        if ((after && step.at <= *after) || step.at > until) return;
        if (!first || step.at < first->at) first = std::move(step);
    };
    for (const auto& claim : records.claims)
        if (claim.event == ClaimEvent::outbreak && claim.stands())
            consider(
                step_to(CampaignState::rumoured, claim.said_at,
                        "Said by " + claim.who + " (" + std::string(name_of(claim.grade)) + ").",
                        {claim.id}));
    for (const auto& alarm : records.alarms)
        consider(step_to(CampaignState::rising, alarm.opened,
                         "New hosts rose, beyond what chance does in a year.", {alarm.id}));
    return first;
}

}  // namespace hitme::console
