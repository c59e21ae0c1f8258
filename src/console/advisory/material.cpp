// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/material.h"

#include <algorithm>
#include <array>
#include <utility>

#include "console/advisory/reminders.h"
#include "console/json_body.h"

namespace hitme::console {
namespace {

constexpr std::size_t max_sentence_bytes = 4000;

core::Result<std::vector<Finding>> findings_on(store::Book& book, const std::string& subject) {
    store::EntryQuery query;
    query.kind = finding_kind;
    query.subject = subject;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<Finding> findings;
    for (const auto& entry : page->entries)
        if (auto finding = finding_of(entry)) findings.push_back(std::move(*finding));
    std::ranges::sort(findings, [](const Finding& a, const Finding& b) {
        return std::pair(a.judged_at, a.id) < std::pair(b.judged_at, b.id);
    });
    return findings;
}

core::Result<std::vector<ScoredForecast>> scores_on(store::Book& book, const std::string& subject,
                                                    core::Time as_of) {
    store::EntryQuery query;
    query.kind = "forecast_score";
    query.subject = subject;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<ScoredForecast> scores;
    for (const auto& entry : page->entries) {
        JsonBody body(entry.body, Unasked::is_passed_by);
        ScoredForecast score;
        score.id = entry.id;
        score.state = entry.state;
        score.finding = body.text("finding", max_sentence_bytes, Needed::no);
        score.sentence = body.text("sentence", max_sentence_bytes);
        score.at = body.time("at", Needed::yes).value_or(entry.at);
        if (!body.fault() && score.at <= as_of) scores.push_back(std::move(score));
    }
    std::ranges::sort(scores, [](const ScoredForecast& a, const ScoredForecast& b) {
        return std::pair(a.at, a.id) < std::pair(b.at, b.id);
    });
    return scores;
}

/// Only the latest of each question that was said by then.
void take_standing(Material& material) {
    for (const auto question : finding_questions) {
        const Finding* latest = nullptr;
        for (const auto& finding : material.chain)
            if (finding.question == question) latest = &finding;
        if (latest != nullptr) material.findings.push_back(*latest);
    }
}

/// When the store's sensors were last heard of.
core::Result<std::optional<core::Time>> last_seen(store::EventStore& store) {
    const auto sensors = store.sensors();
    if (!sensors) return sensors.error();
    std::optional<core::Time> latest;
    for (const auto& sensor : *sensors)
        latest = std::max(
            latest, std::max(std::optional{sensor.last_heartbeat.seen_at}, sensor.last_event));
    return latest;
}

}  // namespace

core::Result<Material> gather_material(store::EventStore& store, store::Book& book,
                                       const AdvisorySources& sources, const std::string& id,
                                       std::optional<core::Time> as_of, core::Time now) {
    const auto entry = book.get(std::string(campaign_kind), id);
    if (!entry) return core::error(core::ErrorCode::not_found, id + ": no such campaign");
    auto campaign = campaign_of(*entry);
    if (!campaign) return campaign.error();
    auto findings = findings_on(book, campaign->subject);
    if (!findings) return findings.error();

    Material material;
    if (as_of) {
        material.as_of = *as_of;
    } else {
        material.as_of = campaign->since();
        for (const auto& finding : *findings)
            material.as_of = std::max(material.as_of, finding.judged_at);
        // A judgement that did not change is not written again: what the fleet has seen since belongs to the report.
        const auto seen_until = last_seen(store);
        if (!seen_until) return seen_until.error();
        material.as_of =
            std::max(material.as_of, std::min(seen_until->value_or(core::Time{}), now));
    }
    std::erase_if(campaign->steps, [&](const auto& step) { return step.at > material.as_of; });
    if (campaign->steps.empty())
        return core::error(core::ErrorCode::not_found, id + ": it opened later than that");
    std::erase_if(*findings, [&](const auto& one) { return one.judged_at > material.as_of; });
    material.campaign = std::move(*campaign);
    material.chain = std::move(*findings);
    take_standing(material);

    const auto& subject = material.campaign.subject;
    auto claims = claims_on(book, subject);
    if (!claims) return claims.error();
    for (auto& claim : *claims)
        if (claim.said_at <= material.as_of) material.claims.push_back(std::move(claim));
    auto scores = scores_on(book, subject, material.as_of);
    if (!scores) return scores.error();
    material.scores = std::move(*scores);
    auto promises = promises_on(book, id);
    if (!promises) return promises.error();
    material.promises = std::move(*promises);
    if (sources.blind) {
        auto blind = sources.blind(book, subject);
        if (!blind) return blind.error();
        material.blind = std::move(*blind);
    }
    const auto signal = event::Signal::parse(subject);
    if (sources.measure && signal && material.blind.empty()) {
        auto measures =
            sources.measure(store, *signal, material.as_of - measured_window, material.as_of);
        if (!measures) return measures.error();
        material.measures = std::move(*measures);
    }
    if (sources.outside) {
        auto outside = sources.outside(store, book, subject, material.as_of);
        if (!outside) return outside.error();
        material.outside = std::move(*outside);
    }
    if (sources.questions) {
        auto asked = sources.questions(book, material.campaign);
        if (!asked) return asked.error();
        material.questions = std::move(*asked);
    }
    return material;
}

}  // namespace hitme::console
