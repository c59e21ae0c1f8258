// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/outside_area.h"

#include <algorithm>
#include <array>
#include <functional>

#include "console/corroboration/feed_fetcher.h"
#include "console/corroboration/list_entries.h"
#include "console/json_body.h"
#include "console/problem.h"
#include "console/query.h"
#include "core/text.h"

namespace hitme::console {
namespace {

using Response = runtime::HttpResponse;

constexpr std::string_view base = "/api/v1/outside";
constexpr std::string_view feeds_below = "/feeds/";
constexpr std::size_t max_offset = 1'000'000;
constexpr double most_submitted = 1e9;                  // ours: no day has more sources
constexpr std::size_t max_submitted_addresses = 5'000;  // ours: of one day

void put_submission(JsonWriter& json, const OwnSubmission& own) {
    json.begin_object().key("source").text(own.source);
    json.key("day").text(core::format_day(own.day)).key("sources").real(own.sources);
    json.key("addresses").begin_array();
    for (const auto& address : own.addresses) json.text(address.to_string());
    json.end_array().end_object();
}

Response problem(const QueryFault& fault) {
    return answer_problem({400, fault.reason, fault.parameter});
}

/// Series and sets together, last written first.
Response list(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters(request.query);
    const auto offset = parameters.number("offset", 0, max_offset, 0);
    const auto limit = parameters.number("limit", 1, store::max_entries_per_page, 50);
    if (const auto fault = parameters.fault()) return problem(*fault);
    std::vector<Import> imports;
    for (const auto kind : {outside_series_kind, outside_set_kind}) {
        store::EntryQuery query;
        query.kind = kind;
        query.limit = store::max_entries_per_page;
        const auto page = context.book.list(query);
        if (!page) return answer_problem(problem_of(page.error()));
        for (const auto& entry : page->entries)
            if (auto import = import_of(entry)) imports.push_back(std::move(*import));
    }
    std::ranges::sort(imports, [](const Import& a, const Import& b) {
        return std::pair(b.fetched_at, b.id) < std::pair(a.fetched_at, a.id);
    });
    JsonWriter json;
    json.begin_object().key("total").number(imports.size()).key("offset").number(offset);
    json.key("rows").begin_array();
    for (std::size_t i = offset; i < imports.size() && i < offset + limit; ++i)
        put_import(json, imports[i]);
    json.end_array().end_object();
    return answer_json(json.take());
}

/// Rows of the lists as their publishers say them now, or of each import.
Response entries(const AreaContext& context, const AreaRequest& request) {
    constexpr std::array<std::string_view, 2> which{"latest", "all"};
    Parameters parameters(request.query);
    const auto asked = parameters.prefix("address");
    const auto lists = parameters.choice("lists", which, 0);
    const auto offset = parameters.number("offset", 0, max_offset, 0);
    const auto limit = parameters.number("limit", 1, store::max_entries_per_page, 50);
    if (const auto fault = parameters.fault()) return problem(*fault);
    const auto found = entries_on(context.book, asked, lists == 1 ? Lists::all : Lists::latest);
    if (!found) return answer_problem(problem_of(found.error()));
    JsonWriter json;
    json.begin_object().key("total").number(found->entries.size()).key("offset").number(offset);
    json.key("lists_read").number(found->lists_read);
    json.key("lists_not_read").number(found->lists_not_read);
    json.key("newest_list").time(found->newest);
    json.key("rows").begin_array();
    for (std::size_t i = offset; i < found->entries.size() && i - offset < limit; ++i)
        put_entry(json, found->entries[i]);
    json.end_array().end_object();
    return answer_json(json.take());
}

Response list_feeds(const AreaContext& context, const std::vector<Feed>& feeds) {
    JsonWriter json;
    json.begin_object().key("feeds").begin_array();
    for (const auto& feed : feeds) {
        const auto state = feed_state(context.book, feed.name);
        if (!state) return answer_problem(problem_of(state.error()));
        put_feed(json, feed, *state, context.now);
    }
    json.end_array().end_object();
    return answer_json(json.take());
}

/// POST .../feeds/NAME/fetch: the fetcher looks every second.
Response fetch_now(const AreaContext& context, const std::vector<Feed>& feeds,
                   std::string_view rest) {
    const auto name = rest.substr(0, rest.find('/'));
    const auto feed =
        std::ranges::find_if(feeds, [&](const Feed& one) { return one.name == name; });
    if (feed == feeds.end() || rest.substr(name.size()) != "/fetch")
        return answer_problem({404, "no such feed", ""});
    const auto noted =
        context.book.note(feed_asked_key(feed->name), core::format_rfc3339(context.now));
    if (!noted) return answer_problem(problem_of(noted.error()));
    return list_feeds(context, feeds);
}

Response take(const AreaContext& context, const AreaRequest& request, Notices* notices) {
    JsonBody body(request.body);
    Payload payload;
    const auto kind = outside_kind_named(body.text("kind", max_source_name_bytes));
    payload.source = body.text("source", max_source_name_bytes);
    payload.licence = body.text("licence", max_licence_bytes);
    payload.subject = body.text("subject", max_source_name_bytes, Needed::no);
    payload.fetched_at = body.time("fetched_at").value_or(context.now);
    payload.text = body.text("text", max_json_body_bytes);
    if (!kind) body.fail("kind", "is none of " + outside_kind_names());
    if (const auto fault = body.fault()) return problem(*fault);
    payload.kind = *kind;
    const auto import = import_payload(context.book, payload, request.caller.name, context.now);
    if (!import) return answer_problem(problem_of(import.error()));
    if (notices != nullptr)
        for (const Notice& notice : import->notices) notices->tell(notice);
    JsonWriter json;
    put_import(json, *import);
    return answer_json(json.take());
}

/// GET .../submissions?subject=: what was sent by ourselves, the latest day first.
Response submissions(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters(request.query);
    const auto subject = parameters.signal("subject");
    if (!subject) parameters.fail("subject", "is missing");
    if (const auto fault = parameters.fault()) return problem(*fault);
    auto own = submissions_on(context.book, subject->to_string());
    if (!own) return answer_problem(problem_of(own.error()));
    std::ranges::stable_sort(*own, std::greater{}, &OwnSubmission::day);
    JsonWriter json;
    json.begin_object().key("rows").begin_array();
    for (const auto& one : *own) put_submission(json, one);
    return answer_json(json.end_array().end_object().take());
}

/// POST .../submissions: one day's; the same source, signal and day again replaces what was said of it.
Response submit(const AreaContext& context, const AreaRequest& request) {
    JsonBody body(request.body);
    OwnSubmission own;
    const auto subject = event::Signal::parse(body.text("subject", max_source_name_bytes));
    own.source = body.text("source", max_source_name_bytes);
    const auto day = core::parse_day(body.text("day", max_source_name_bytes));
    own.sources = body.real("sources", 0, most_submitted, 0.0);
    for (const auto& text :
         body.texts("addresses", max_submitted_addresses, max_source_name_bytes, Needed::no)) {
        const auto address = core::Address::parse(text);
        if (!address) body.fail("addresses", core::printable(text, 64) + " is no address");
        own.addresses.push_back(address.value_or(core::Address{}));
    }
    if (!subject) body.fail("subject", "is no signal such as tcp/445");
    if (own.source.empty()) body.fail("source", "is empty");
    if (!day) body.fail("day", "is no day such as 2008-11-06");
    if (own.sources == 0 && own.addresses.empty())
        body.fail("sources", "neither a number of sources nor an address says what was sent");
    if (const auto fault = body.fault()) return problem(*fault);
    own.day = *day;
    const auto done = record_submission(context.book, subject->to_string(), own,
                                        request.caller.name, context.now);
    if (!done) return answer_problem(problem_of(done.error()));
    JsonWriter json;
    put_submission(json, own);
    auto answer = answer_json(json.take());
    answer.status = 201;
    return answer;
}

Response series(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters(request.query);
    const auto subject = parameters.text("subject");
    if (!subject) parameters.fail("subject", "is missing");
    if (const auto fault = parameters.fault()) return problem(*fault);
    const auto found = series_on(context.book, *subject, context.now);
    if (!found) return answer_problem(problem_of(found.error()));
    JsonWriter json;
    json.begin_object().key("rows").begin_array();
    for (const auto& one : *found) {
        json.begin_object();
        json.key("source").text(one.source);
        json.key("subject").text(*subject);
        json.key("unit").text("a day");
        json.key("days").begin_array();
        for (const auto& day : one.days) {
            json.begin_object();
            json.key("day").text(core::format_day(day.day));
            json.key("records").real(day.records);
            json.key("targets").real(day.targets);
            json.key("sources").real(day.sources);
            json.end_object();
        }
        json.end_array().end_object();
    }
    json.end_array().end_object();
    return answer_json(json.take());
}

}  // namespace

core::Result<const OwnSources*> OutsideArea::sources_of(const AreaContext& context,
                                                        event::Signal signal, core::Time from,
                                                        core::Time to) {
    const auto before = kept_.find(signal.key());
    if (before != kept_.end()) {
        const auto& kept = before->second;
        const bool is_fresh =
            context.now >= kept.read_at && context.now - kept.read_at < own_sources_hold;
        // Two windows up to now, asked for one after the other, differ by what came between.
        const bool is_same = kept.to == to || (kept.to == kept.read_at && to == context.now);
        if (is_fresh && is_same && kept.window == to - from) return &kept.sources;
    }
    auto read = own_sources(context.store, signal, from, to);
    if (!read) return read.error();
    if (before == kept_.end() && kept_.size() == most_kept_windows) kept_.clear();
    auto& kept = kept_[signal.key()];
    kept = {context.now, to - from, to, std::move(*read)};
    return &kept.sources;
}

Response OutsideArea::corroboration(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters(request.query);
    const auto signal = parameters.signal("subject");
    const auto at = parameters.time("at");
    const auto range = parameters.range(context.now, std::chrono::hours{24});
    if (!signal) parameters.fail("subject", "is missing");
    if (const auto fault = parameters.fault()) return problem(*fault);
    const auto ours = sources_of(context, *signal, range.from, range.to);
    if (!ours) return answer_problem(problem_of(ours.error()));
    const auto answer = corroborate(context.store, context.book, signal->to_string(), range.from,
                                    range.to, at, **ours);
    if (!answer) return answer_problem(problem_of(answer.error()));
    JsonWriter json;
    put_corroboration(json, *answer);
    return answer_json(json.take());
}

std::optional<Response> OutsideArea::answer(const AreaContext& context,
                                            const AreaRequest& request) {
    if (!request.path.starts_with(base)) return std::nullopt;
    const auto rest = request.path.substr(base.size());
    if (!rest.empty() && rest.front() != '/') return std::nullopt;
    if (request.method == "GET") {
        if (rest.empty()) return list(context, request);
        if (rest == "/entries") return entries(context, request);
        if (rest == "/submissions") return submissions(context, request);
        if (rest == "/series") return series(context, request);
        if (rest == "/corroboration") return corroboration(context, request);
        if (rest == "/feeds") return list_feeds(context, feeds_);
        return answer_problem({404, "no such path; see docs/formats/api.yaml", ""});
    }
    if (!request.caller.may(Role::analyst))
        return answer_problem({403, "this is for analysts", ""});
    if (rest.empty() && request.method == "POST") return take(context, request, notices_);
    if (rest == "/submissions" && request.method == "POST") return submit(context, request);
    if (rest.starts_with(feeds_below) && request.method == "POST")
        return fetch_now(context, feeds_, rest.substr(feeds_below.size()));
    return answer_problem({405, "this path does not take " + std::string(request.method), ""});
}

}  // namespace hitme::console
