// SPDX-License-Identifier: Apache-2.0
// hitme campaign: what runs, how it came to its state, and which sensors can be reached.
#include <cstdio>

#include "app/ctl/shared_words.h"
#include "app/ctl/story_options.h"
#include "console/campaigns/follow.h"
#include "console/campaigns/rivals.h"
#include "core/text.h"
#include "event/signal.h"
#include "runtime/clock.h"
#include "store/sqlite/book.h"

namespace hitme::app {
namespace {

constexpr std::size_t line_bytes = 1000;
constexpr const char* author = "local";

std::string safe(std::string_view text) {
    return core::printable(text, line_bytes);
}

void print(const console::Campaign& campaign, const runtime::Zone& zone) {
    std::printf("%s  %s  %s since %s\n", campaign.id.c_str(), safe(campaign.title).c_str(),
                std::string(console::name_of(campaign.state())).c_str(),
                zone.format(campaign.since()).c_str());
}

void print_steps(const std::vector<console::CampaignStep>& steps, const runtime::Zone& zone) {
    for (const auto& step : steps) {
        std::string evidence;
        for (const auto& id : step.evidence) evidence += (evidence.empty() ? "" : ", ") + id;
        std::printf("  %s  %-9s  %s  [%s]  by %s\n", zone.format(step.at).c_str(),
                    std::string(console::name_of(step.state)).c_str(), safe(step.reason).c_str(),
                    safe(evidence).c_str(), safe(step.author).c_str());
    }
}

void print_json(const console::Campaign& campaign) {
    console::JsonWriter json;
    json.begin_object();
    console::put_campaign(json, campaign);
    json.end_object();
    std::printf("%s\n", json.take().c_str());
}

core::Result<void> show(store::Book& book, const console::Campaign& campaign,
                        const runtime::Zone& zone) {
    print(campaign, zone);
    print_steps(campaign.steps, zone);
    const auto claims = console::claims_on(book, campaign.subject);
    if (!claims) return claims.error();
    for (const auto& claim : *claims)
        std::printf("  %s  %-9s  %s (%s): \"%s\"  [%s]  %s\n", zone.format(claim.said_at).c_str(),
                    std::string(console::name_of(claim.event)).c_str(), safe(claim.who).c_str(),
                    std::string(console::name_of(claim.grade)).c_str(), safe(claim.quote).c_str(),
                    claim.id.c_str(), std::string(console::name_of(claim.fate)).c_str());
    const auto facts = console::gather_facts(book, campaign.subject);
    if (!facts) return facts.error();
    for (const auto& question : console::rivals_of(campaign, *facts)) {
        std::printf("%s\n", safe(question.question).c_str());
        for (const auto& one : question.hypotheses) {
            std::printf("  %-15s %-9s %s\n", one.name.c_str(),
                        std::string(console::name_of(one.standing())).c_str(),
                        safe(one.text).c_str());
            for (const auto& text : one.pro) std::printf("      for:     %s\n", safe(text).c_str());
            for (const auto& text : one.contra)
                std::printf("      against: %s\n", safe(text).c_str());
            std::printf("      would decide: %s\n", safe(one.test).c_str());
        }
    }
    return {};
}

core::Result<void> note_reach(store::Book& book, const CampaignOptions& options, core::Time now) {
    const bool known = options.state == "reachable" || options.state == "unreachable" ||
                       options.state == "unknown";
    if (!known || !event::Signal::parse(options.id) || options.sensor.empty())
        return core::error(core::ErrorCode::bad_input,
                           "reach: a signal, --sensor and one of reachable, unreachable, unknown");
    console::JsonWriter json;
    json.begin_object();
    json.key("sensor").text(options.sensor);
    json.key("since").time(options.at.value_or(now));
    json.key("checked_at").time(options.at.value_or(now));
    json.key("how").text(options.reason);
    json.end_object();
    store::Entry entry;
    entry.kind = console::reachability_kind;
    entry.id = options.sensor + " " + options.id;
    entry.at = now;
    entry.author = author;
    entry.subject = options.id;
    entry.state = options.state;
    entry.body = json.take();
    const auto version = book.put(entry, std::nullopt);
    if (!version) return version.error();
    return {};
}

}  // namespace

int run_campaign(const CampaignOptions& options) {
    using Action = CampaignOptions::Action;
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    auto opened = store::open_sqlite_book(store_folder(options.store), store::Access::write);
    if (!opened) return say_failure(opened.error());
    auto& book = **opened;
    const core::Time now = runtime::SystemClock{}.now();
    switch (options.action) {
        case Action::list: {
            const auto campaigns = console::campaigns_on(book, "");
            if (!campaigns) return say_failure(campaigns.error());
            for (const auto& campaign : *campaigns)
                options.json ? print_json(campaign) : print(campaign, *zone);
            return 0;
        }
        case Action::follow: {
            const auto moved =
                console::follow_campaigns(book, options.at.value_or(now), now, nullptr);
            if (!moved) return say_failure(moved.error());
            for (const auto& one : *moved) {
                if (options.json) {
                    print_json(one.campaign);
                    continue;
                }
                print(one.campaign, *zone);
                print_steps(one.steps, *zone);
            }
            std::fprintf(stderr, "hitme: %zu campaigns moved\n", moved->size());
            return 0;
        }
        case Action::open: {
            if (!event::Signal::parse(options.id) || options.reason.empty())
                return say_failure(
                    {core::ErrorCode::bad_input, "open: a signal such as tcp/445, and --reason"});
            const auto campaign = console::open_by_hand(book, options.id, "", options.reason,
                                                        author, options.at.value_or(now));
            if (!campaign) return say_failure(campaign.error());
            print(*campaign, *zone);
            return 0;
        }
        case Action::reach: {
            const auto done = note_reach(book, options, now);
            return done ? 0 : say_failure(done.error());
        }
        case Action::show:
        case Action::state:
            break;
    }
    const auto entry = book.get(std::string(console::campaign_kind), options.id);
    if (!entry) return say_failure({core::ErrorCode::not_found, options.id + ": no such campaign"});
    const auto campaign = console::campaign_of(*entry);
    if (!campaign) return say_failure(campaign.error());
    if (options.action == Action::show) {
        if (options.json) {
            print_json(*campaign);
            return 0;
        }
        const auto done = show(book, *campaign, *zone);
        return done ? 0 : say_failure(done.error());
    }
    const auto state = console::campaign_state_named(options.state);
    if (!state)
        return say_failure(
            {core::ErrorCode::bad_input, options.state + ": no state of a campaign"});
    const auto changed = console::override_state(book, *campaign, *state, options.reason, author,
                                                 options.at.value_or(now));
    if (!changed) return say_failure(changed.error());
    print(*changed, *zone);
    return 0;
}

}  // namespace hitme::app
