// SPDX-License-Identifier: Apache-2.0
#include "console/campaign.h"

#include <algorithm>
#include <array>
#include <utility>

#include "console/json_body.h"

namespace hitme::console {
namespace {

constexpr std::array<std::string_view, 8> states{"rumoured", "watched",  "rising", "sustained",
                                                 "plateau",  "tapering", "closed", "refuted"};
constexpr std::size_t max_name_bytes = 200;
constexpr std::size_t max_evidence = 64;

}  // namespace

std::string_view name_of(CampaignState state) {
    return states[static_cast<std::size_t>(state)];
}
std::optional<CampaignState> campaign_state_named(std::string_view name) {
    const auto found = std::ranges::find(states, name);
    if (found == states.end()) return std::nullopt;
    return static_cast<CampaignState>(found - states.begin());
}

std::string campaign_id(std::string_view subject, std::uint64_t number) {
    std::string id{subject};
    std::ranges::replace(id, '/', '-');
    return id + ".campaign." + std::to_string(number);
}

void put_campaign(JsonWriter& json, const Campaign& campaign) {
    json.key("id").text(campaign.id);
    json.key("version").number(campaign.version);
    json.key("subject").text(campaign.subject);
    json.key("title").text(campaign.title);
    json.key("aliases").begin_array();
    for (const auto& alias : campaign.aliases) json.text(alias);
    json.end_array();
    json.key("state").text(name_of(campaign.state()));
    json.key("since").time(campaign.since());
    json.key("next_possible").time(campaign.since() + kept_state);
    json.key("steps").begin_array();
    for (const auto& step : campaign.steps) {
        json.begin_object();
        json.key("at").time(step.at);
        json.key("state").text(name_of(step.state));
        json.key("reason").text(step.reason);
        json.key("author").text(step.author);
        json.key("evidence").begin_array();
        for (const auto& id : step.evidence) json.text(id);
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.key("simulated").truth(campaign.simulated);
}

store::Entry campaign_entry(const Campaign& campaign, core::Time written_at,
                            std::string_view author) {
    JsonWriter json;
    json.begin_object();
    put_campaign(json, campaign);
    json.end_object();
    store::Entry entry;
    entry.kind = campaign_kind;
    entry.id = campaign.id;
    entry.at = written_at;
    entry.author = author;
    entry.subject = campaign.subject;
    entry.state = name_of(campaign.state());
    entry.body = json.take();
    return entry;
}

core::Result<Campaign> campaign_of(const store::Entry& entry) {
    JsonBody body(entry.body, Unasked::is_passed_by);
    Campaign campaign;
    campaign.id = entry.id;
    campaign.version = entry.version;
    campaign.subject = body.text("subject", max_name_bytes);
    campaign.title = body.text("title", max_name_bytes, Needed::no);
    campaign.aliases = body.texts("aliases", max_aliases, max_name_bytes);
    campaign.simulated = body.truth("simulated", false);
    for (auto& row : body.objects("steps", max_campaign_steps, Needed::yes)) {
        CampaignStep step;
        step.at = row.time("at", Needed::yes).value_or(core::Time{});
        step.state = static_cast<CampaignState>(row.choice("state", states));
        step.reason = row.text("reason", max_reason_bytes, Needed::no);
        step.author = row.text("author", max_name_bytes);
        step.evidence = row.texts("evidence", max_evidence, max_name_bytes);
        if (const auto fault = row.fault()) body.fail("steps", fault->parameter + fault->reason);
        campaign.steps.push_back(std::move(step));
    }
    if (campaign.steps.empty()) body.fail("steps", "is empty");
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input,
                           entry.id + ": " + fault->parameter + " " + fault->reason);
    return campaign;
}

core::Result<std::vector<Campaign>> campaigns_on(store::Book& book, const std::string& subject) {
    store::EntryQuery query;
    query.kind = campaign_kind;
    if (!subject.empty()) query.subject = subject;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<Campaign> campaigns;
    for (const auto& entry : page->entries) {
        auto campaign = campaign_of(entry);
        if (!campaign) return campaign.error();
        campaigns.push_back(std::move(*campaign));
    }
    std::ranges::sort(campaigns, [](const Campaign& a, const Campaign& b) {
        return std::pair(a.opened(), a.id) < std::pair(b.opened(), b.id);
    });
    return campaigns;
}

}  // namespace hitme::console
