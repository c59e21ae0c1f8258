// SPDX-License-Identifier: Apache-2.0
#include "console/campaigns/campaigns_area.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "console/campaign.h"
#include "console/campaigns/follow.h"
#include "console/campaigns/rivals.h"
#include "console/claim.h"
#include "console/json_body.h"
#include "console/problem.h"
#include "console/query.h"
#include "event/signal.h"

namespace hitme::console {
namespace {

using Response = runtime::HttpResponse;

constexpr std::string_view campaigns_path = "/api/v1/campaigns";
constexpr std::string_view claims_path = "/api/v1/claims";
constexpr std::size_t max_offset = 1'000'000;
constexpr std::size_t max_title_bytes = 200;
constexpr std::array<std::string_view, 9> states{"any",      "rumoured",  "watched",
                                                 "rising",   "sustained", "plateau",
                                                 "tapering", "closed",    "refuted"};
constexpr std::array<std::string_view, 5> fates{"any", "open", "upheld", "withdrawn",
                                                "contradicted"};

Response problem(const QueryFault& fault) {
    return answer_problem({400, fault.reason, fault.parameter});
}
Response problem(const core::Error& error) {
    // In an area, "refused" is a version that has moved on.
    if (error.code == core::ErrorCode::refused) return answer_problem({409, error.context, ""});
    return answer_problem(problem_of(error));
}
Response forbidden() {
    return answer_problem({403, "this is for analysts", ""});
}

template <class Record, class Put>
Response answer_record(const Record& record, Put put) {
    JsonWriter json;
    json.begin_object();
    put(json, record);
    json.end_object();
    return answer_json(json.take());
}
Response answer_campaign(const core::Result<Campaign>& campaign) {
    return campaign ? answer_record(*campaign, put_campaign) : problem(campaign.error());
}

/// A page of a kind, each record written by `put`.
template <class Read, class Put>
Response list(const AreaContext& context, const store::EntryQuery& query, Read read, Put put) {
    const auto page = context.book.list(query);
    if (!page) return problem(page.error());
    JsonWriter json;
    json.begin_object().key("total").number(page->total).key("offset").number(query.offset);
    json.key("rows").begin_array();
    for (const auto& entry : page->entries) {
        const auto record = read(entry);
        if (!record) return problem(record.error());
        json.begin_object();
        put(json, *record);
        json.end_object();
    }
    json.end_array().end_object();
    return answer_json(json.take());
}

std::optional<store::EntryQuery> query_of(Parameters& parameters, std::string_view kind,
                                          std::string_view state_name,
                                          std::span<const std::string_view> choices) {
    store::EntryQuery query;
    query.kind = kind;
    query.subject = parameters.text("subject");
    const std::size_t state = parameters.choice(state_name, choices, 0);
    if (state > 0) query.state = std::string(choices[state]);
    query.offset = parameters.number("offset", 0, max_offset, 0);
    query.limit = parameters.number("limit", 1, store::max_entries_per_page, 50);
    if (parameters.fault()) return std::nullopt;
    return query;
}

core::Result<Campaign> campaign_named(const AreaContext& context, const std::string& id) {
    const auto entry = context.book.get(std::string(campaign_kind), id);
    if (!entry) return entry.error();
    return campaign_of(*entry);
}

core::Result<std::vector<OpenQuestion>> all_questions(const AreaContext& context,
                                                      const Campaign& campaign) {
    const auto facts = gather_facts(context.book, campaign.subject);
    if (!facts) return facts.error();
    auto questions = rivals_of(campaign, *facts);
    auto asked = questions_on(context.book, campaign.id);
    if (!asked) return asked.error();
    for (auto& question : *asked) questions.push_back(std::move(question));
    return questions;
}

void put_questions(JsonWriter& json, const std::vector<OpenQuestion>& questions) {
    json.begin_array();
    for (const auto& question : questions) {
        json.begin_object();
        put_question(json, question);
        json.end_object();
    }
    json.end_array();
}

core::Result<void> put_standing(JsonWriter& json, store::Book& book, const Campaign& campaign) {
    store::EntryQuery query;
    query.kind = finding_kind;
    query.subject = campaign.subject;
    query.state = "standing";
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    json.begin_array();
    for (const auto& entry : page->entries) {
        const auto finding = finding_of(entry);
        if (!finding) continue;
        json.begin_object();
        put_finding(json, *finding);
        json.key("state").text("standing");
        json.key("made_at").time(finding->made_at);
        json.end_object();
    }
    json.end_array();
    return {};
}

Response whole(const AreaContext& context, const std::string& id) {
    const auto campaign = campaign_named(context, id);
    if (!campaign) return problem(campaign.error());
    const auto claims = claims_on(context.book, campaign->subject);
    if (!claims) return problem(claims.error());
    const auto questions = all_questions(context, *campaign);
    if (!questions) return problem(questions.error());
    const auto records = campaign_records(context.book, campaign->subject);
    if (!records) return problem(records.error());
    JsonWriter json;
    json.begin_object().key("campaign").begin_object();
    put_campaign(json, *campaign);
    json.end_object().key("claims").begin_array();
    for (const auto& claim : *claims) {
        json.begin_object();
        put_claim(json, claim);
        json.end_object();
    }
    json.end_array().key("marks").begin_array();
    for (const auto& claim : *claims) {
        json.begin_object();
        json.key("at").time(claim.said_at);
        json.key("label").text(claim.who + ": " + claim.quote);
        json.key("event").text(name_of(claim.event));
        json.key("claim").text(claim.id);
        json.end_object();
    }
    json.end_array().key("questions");
    put_questions(json, *questions);
    json.key("findings");
    if (const auto done = put_standing(json, context.book, *campaign); !done)
        return problem(done.error());
    json.key("alarms").begin_array();
    for (const auto& alarm : records->alarms) json.text(alarm.id);
    json.end_array().end_object();
    return answer_json(json.take());
}

Response open(const AreaContext& context, const AreaRequest& request) {
    JsonBody body(request.body);
    const auto subject = body.text("signal", max_title_bytes);
    const auto title = body.text("title", max_title_bytes, Needed::no);
    const auto reason = body.text("reason", max_reason_bytes);
    if (!subject.empty() && !event::Signal::parse(subject))
        body.fail("signal", "is not a signal such as tcp/445");
    if (const auto fault = body.fault()) return problem(*fault);
    return answer_campaign(
        open_by_hand(context.book, subject, title, reason, request.caller.name, context.now));
}

Response change(const AreaContext& context, const AreaRequest& request, const std::string& id) {
    auto campaign = campaign_named(context, id);
    if (!campaign) return problem(campaign.error());
    JsonBody body(request.body);
    const bool has_state = body.has("state");
    const std::size_t state = body.choice("state", std::span(states).subspan(1), std::size_t{0});
    const auto reason = body.text("reason", max_reason_bytes, Needed::no);
    if (body.has("title")) campaign->title = body.text("title", max_title_bytes);
    if (body.has("aliases"))
        campaign->aliases = body.texts("aliases", max_aliases, max_title_bytes);
    campaign->version = body.number("version", 0, UINT64_MAX, campaign->version);
    if (const auto fault = body.fault()) return problem(*fault);
    if (has_state)
        return answer_campaign(override_state(context.book, std::move(*campaign),
                                              static_cast<CampaignState>(state), reason,
                                              request.caller.name, context.now));
    const auto version = context.book.put(
        campaign_entry(*campaign, context.now, request.caller.name), campaign->version);
    if (!version) return problem(version.error());
    campaign->version = *version;
    return answer_campaign(campaign);
}

Response ask(const AreaContext& context, const AreaRequest& request, const std::string& id) {
    if (const auto campaign = campaign_named(context, id); !campaign)
        return problem(campaign.error());
    auto question = question_sent(request.body, request.caller.name);
    if (!question) return problem(question.error());
    const auto asked = questions_on(context.book, id);
    if (!asked) return problem(asked.error());
    question->campaign = id;
    question->asked_at = context.now;
    question->id = id + ".q." + std::to_string(asked->size() + 1);
    const auto version =
        context.book.put(question_entry(*question, context.now, request.caller.name), 0);
    if (!version) return problem(version.error());
    return answer_record(*question, put_question);
}

Response add_claim(const AreaContext& context, const AreaRequest& request) {
    auto claim = claim_sent(request.body, request.caller.name);
    if (!claim) return problem(claim.error());
    const auto version = context.book.put(claim_entry(*claim, context.now, request.caller.name), 0);
    if (!version) return problem(version.error());
    claim->version = *version;
    return answer_record(*claim, put_claim);
}

Response change_claim(const AreaContext& context, const AreaRequest& request,
                      const std::string& id) {
    const auto entry = context.book.get(std::string(claim_kind), id);
    if (!entry) return problem(entry.error());
    auto claim = claim_of(*entry);
    if (!claim) return problem(claim.error());
    JsonBody body(request.body);
    claim->fate = static_cast<ClaimFate>(body.choice("fate", std::span(fates).subspan(1)));
    claim->fate_at = context.now;
    claim->why = body.text("why", max_reason_bytes);
    claim->by = body.text("by", max_short_text_bytes, Needed::no);
    const auto expected = body.number("version", 0, UINT64_MAX, claim->version);
    if (const auto fault = body.fault()) return problem(*fault);
    const auto version =
        context.book.put(claim_entry(*claim, context.now, request.caller.name), expected);
    if (!version) return problem(version.error());
    claim->version = *version;
    return answer_record(*claim, put_claim);
}

Response list_campaigns(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters(request.query);
    const auto query = query_of(parameters, campaign_kind, "state", states);
    if (!query) return problem(*parameters.fault());
    return list(context, *query, campaign_of, put_campaign);
}
Response list_claims(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters(request.query);
    const auto query = query_of(parameters, claim_kind, "fate", fates);
    if (!query) return problem(*parameters.fault());
    return list(context, *query, claim_of, put_claim);
}

/// What follows `path` and a slash, or nothing.
std::optional<std::string> below(std::string_view path, std::string_view base) {
    if (!path.starts_with(base) || path.size() <= base.size() + 1 || path[base.size()] != '/')
        return std::nullopt;
    return decode_percent(path.substr(base.size() + 1), Plus::is_plus);
}

}  // namespace

std::optional<Response> CampaignsArea::answer(const AreaContext& context,
                                              const AreaRequest& request) {
    const bool reads = request.method == "GET";
    const auto campaign = below(request.path, campaigns_path);
    const auto claim = below(request.path, claims_path);
    if (request.path != campaigns_path && request.path != claims_path && !campaign && !claim)
        return std::nullopt;
    if (!reads && !request.caller.may(Role::analyst)) return forbidden();
    if (request.path == campaigns_path) {
        if (reads) return list_campaigns(context, request);
        if (request.method == "POST") return open(context, request);
    } else if (request.path == claims_path) {
        if (reads) return list_claims(context, request);
        if (request.method == "POST") return add_claim(context, request);
    } else if (claim) {
        if (request.method == "PUT") return change_claim(context, request, *claim);
    } else if (campaign->ends_with("/questions")) {
        const auto id =
            campaign->substr(0, campaign->size() - std::string_view("/questions").size());
        if (request.method == "POST") return ask(context, request, id);
        if (reads) {
            const auto found = campaign_named(context, id);
            if (!found) return problem(found.error());
            const auto questions = all_questions(context, *found);
            if (!questions) return problem(questions.error());
            JsonWriter json;
            json.begin_object().key("rows");
            put_questions(json, *questions);
            json.end_object();
            return answer_json(json.take());
        }
    } else {
        if (reads) return whole(context, *campaign);
        if (request.method == "PUT") return change(context, request, *campaign);
    }
    return answer_problem({405, "this path does not take " + std::string(request.method), ""});
}

}  // namespace hitme::console
