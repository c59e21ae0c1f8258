// SPDX-License-Identifier: Apache-2.0
#include "console/campaigns/follow.h"

#include <algorithm>
#include <set>
#include <utility>

#include "console/finding.h"
#include "console/json_body.h"

namespace hitme::console {
namespace {

constexpr core::Duration recent = std::chrono::hours{48};
constexpr std::size_t max_name_bytes = 200;
constexpr std::size_t max_pages = 20;

core::Result<std::vector<store::Entry>> all_of(store::Book& book, std::string_view kind,
                                               const std::string& subject) {
    std::vector<store::Entry> entries;
    store::EntryQuery query;
    query.kind = kind;
    if (!subject.empty()) query.subject = subject;
    query.limit = store::max_entries_per_page;
    for (std::size_t page_number = 0; page_number < max_pages; ++page_number) {
        auto page = book.list(query);
        if (!page) return page.error();
        std::ranges::move(page->entries, std::back_inserter(entries));
        if (page->entries.size() < query.limit) break;
        query.offset += query.limit;
    }
    return entries;
}

core::Result<void> take_alarms(store::Book& book, const std::string& subject,
                               CampaignRecords& records) {
    const auto entries = all_of(book, "alarm", subject);
    if (!entries) return entries.error();
    for (const auto& entry : *entries) {
        JsonBody body(entry.body, Unasked::is_passed_by);
        const auto kind = body.text("kind", max_name_bytes);
        const auto confirmed = body.time("confirmed");
        const auto closed = body.time("closed");
        // One loud source is no outbreak.
        if (!body.fault() && kind == "rise" && confirmed)
            records.alarms.push_back({entry.id, *confirmed, closed});
    }
    std::ranges::sort(records.alarms, {}, &SeenAlarm::opened);
    return {};
}

core::Result<void> take_findings(store::Book& book, const std::string& subject,
                                 CampaignRecords& records) {
    const auto entries = all_of(book, finding_kind, subject);
    if (!entries) return entries.error();
    for (const auto& entry : *entries) {
        const auto finding = finding_of(entry);
        if (!finding) continue;
        if (finding->question == "growth")
            records.growth.push_back({finding->id, finding->verdict, finding->judged_at});
        if (finding->question != "onset" || finding->verdict != "no_rise") continue;
        SeenQuiet quiet{finding->id, finding->judged_at, finding->judged_at,
                        finding->coverage.share};
        const auto confirmed = book.noted("finding_confirmed/" + finding->id);
        if (!confirmed) return confirmed.error();
        if (*confirmed) {
            JsonBody note(**confirmed, Unasked::is_passed_by);
            if (const auto at = note.time("at")) quiet.until = std::max(quiet.until, *at);
        }
        records.quiet.push_back(std::move(quiet));
    }
    std::ranges::sort(records.growth, {}, &SeenGrowth::judged_at);
    std::ranges::sort(records.quiet, {}, &SeenQuiet::from);
    return {};
}

bool is_simulated(store::Book& book, const std::string& subject) {
    store::EntryQuery query;
    query.kind = finding_kind;
    query.subject = subject;
    query.limit = 1;
    const auto page = book.list(query);
    if (!page || page->entries.empty()) return false;
    const auto finding = finding_of(page->entries.front());
    return finding && finding->simulated;
}

Severity severity_of(CampaignState state) {
    if (state == CampaignState::rising) return Severity::high;
    if (state == CampaignState::sustained || state == CampaignState::plateau)
        return Severity::medium;
    return Severity::low;
}

void tell(Notices& notices, const Campaign& campaign, const CampaignStep& step) {
    Notice notice;
    notice.kind = NoticeKind::campaign;
    notice.severity = severity_of(step.state);
    notice.at = step.at;
    notice.group = "campaign " + campaign.id;
    notice.title = campaign.title + ": " + std::string(name_of(step.state));
    notice.text = step.reason;
    notice.signal = campaign.subject;
    notice.page = "/campaigns/" + campaign.id;
    notice.simulated = campaign.simulated;
    notices.tell(std::move(notice));
}

core::Result<void> follow_subject(store::Book& book, const std::string& subject, core::Time until,
                                  core::Time written_at, Notices* notices,
                                  std::vector<Moved>& moved) {
    const auto records = campaign_records(book, subject);
    if (!records) return records.error();
    auto campaigns = campaigns_on(book, subject);
    if (!campaigns) return campaigns.error();
    std::optional<Campaign> running;
    std::optional<core::Time> ended;
    if (!campaigns->empty()) {
        if (campaigns->back().runs())
            running = campaigns->back();
        else
            ended = campaigns->back().since();
    }
    std::size_t number = campaigns->size();
    for (std::size_t taken = 0; taken < max_steps_at_once;) {
        if (!running) {
            auto opening = opening_step(*records, ended, until);
            if (!opening) return {};
            running.emplace();
            running->id = campaign_id(subject, ++number);
            running->subject = subject;
            running->title = title_of(subject);
            running->simulated = is_simulated(book, subject);
            running->steps.push_back(std::move(*opening));
            moved.push_back({*running, running->steps});
            ++taken;
        }
        Moved* last =
            !moved.empty() && moved.back().campaign.id == running->id ? &moved.back() : nullptr;
        while (running->steps.size() < max_campaign_steps && taken < max_steps_at_once) {
            auto step = next_step(*running, *records, until);
            if (!step) break;
            if (last == nullptr) {
                moved.push_back({*running, {}});
                last = &moved.back();
            }
            running->steps.push_back(*step);
            last->steps.push_back(std::move(*step));
            last->campaign = *running;
            ++taken;
        }
        if (last != nullptr) {
            const auto version =
                book.put(campaign_entry(*running, written_at, engine_author), running->version);
            if (!version) return version.error();
            last->campaign.version = *version;
            if (notices != nullptr)
                for (const auto& step : last->steps)
                    if (step.at + recent >= until) tell(*notices, *running, step);
        }
        if (running->runs()) return {};
        ended = running->since();
        running.reset();
    }
    return {};
}

}  // namespace

std::string title_of(std::string_view subject) {
    const auto slash = subject.find('/');
    if (slash == subject.npos) return "Contacts of " + std::string(subject);
    return "Scans of " + std::string(subject.substr(slash + 1)) + "/" +
           std::string(subject.substr(0, slash));
}

core::Result<CampaignRecords> campaign_records(store::Book& book, const std::string& subject) {
    CampaignRecords records;
    auto claims = claims_on(book, subject);
    if (!claims) return claims.error();
    records.claims = std::move(*claims);
    if (const auto alarms = take_alarms(book, subject, records); !alarms) return alarms.error();
    if (const auto findings = take_findings(book, subject, records); !findings)
        return findings.error();
    return records;
}

core::Result<std::vector<Moved>> follow_campaigns(store::Book& book, core::Time until,
                                                  core::Time written_at, Notices* notices) {
    std::set<std::string> subjects;
    for (const std::string_view kind : {"alarm", "claim", "campaign"}) {
        const auto entries = all_of(book, kind, "");
        if (!entries) return entries.error();
        for (const auto& entry : *entries) subjects.insert(entry.subject);
    }
    subjects.erase(std::string(fleet_subject));
    std::vector<Moved> moved;
    for (const auto& subject : subjects)
        if (const auto done = follow_subject(book, subject, until, written_at, notices, moved);
            !done)
            return done.error();
    return moved;
}

core::Result<Campaign> override_state(store::Book& book, Campaign campaign, CampaignState state,
                                      std::string reason, std::string_view author, core::Time at) {
    if (reason.empty())
        return core::error(core::ErrorCode::bad_input, "reason: an override needs one");
    if (campaign.steps.size() >= max_campaign_steps)
        return core::error(core::ErrorCode::over_limit, "the campaign has too many steps");
    CampaignStep step;
    step.at = std::max(at, campaign.since());
    step.state = state;
    step.reason = std::move(reason);
    step.author = author;
    campaign.steps.push_back(std::move(step));
    const auto version = book.put(campaign_entry(campaign, at, author), campaign.version);
    if (!version) return version.error();
    campaign.version = *version;
    return campaign;
}

core::Result<Campaign> open_by_hand(store::Book& book, const std::string& subject,
                                    const std::string& title, const std::string& reason,
                                    std::string_view author, core::Time at) {
    auto campaigns = campaigns_on(book, subject);
    if (!campaigns) return campaigns.error();
    if (!campaigns->empty() && campaigns->back().runs()) return std::move(campaigns->back());
    Campaign campaign;
    campaign.id = campaign_id(subject, campaigns->size() + 1);
    campaign.subject = subject;
    campaign.title = title.empty() ? title_of(subject) : title;
    CampaignStep step;
    step.at = at;
    step.state = CampaignState::watched;
    step.reason = reason;
    step.author = author;
    campaign.steps.push_back(std::move(step));
    const auto version = book.put(campaign_entry(campaign, at, author), 0);
    if (!version) return version.error();
    campaign.version = *version;
    return campaign;
}

}  // namespace hitme::console
