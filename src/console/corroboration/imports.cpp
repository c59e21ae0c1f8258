// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/imports.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "console/claim.h"
#include "console/corroboration/list_entries.h"
#include "console/finding.h"
#include "console/json_body.h"
#include "console/own_networks.h"
#include "core/digest.h"
#include "core/text.h"
#include "event/signal.h"

namespace hitme::console {
namespace {

constexpr std::size_t max_name_bytes = 200;
constexpr std::size_t max_shown_line_bytes = 120;
constexpr std::size_t max_compared_days = 60;

core::Error bad(std::string text) {
    return core::error(core::ErrorCode::bad_input, std::move(text));
}

void put_count(JsonWriter& json, std::string_view key, const std::optional<double>& value) {
    if (value) json.key(key).real(*value);
}

void put_days(JsonWriter& json, const std::vector<OutsideDay>& days) {
    json.begin_array();
    for (const auto& day : days) {
        json.begin_object();
        json.key("day").text(core::format_day(day.day));
        put_count(json, "records", day.records);
        put_count(json, "targets", day.targets);
        put_count(json, "sources", day.sources);
        json.end_object();
    }
    json.end_array();
}

std::string body_of(const Import& import) {
    JsonWriter json;
    json.begin_object();
    json.key("kind").text(name_of(import.kind));
    json.key("source").text(import.source);
    json.key("licence").text(import.licence);
    json.key("subject").text(import.subject);
    json.key("fetched_at").time(import.fetched_at);
    json.key("sha256").text(import.sha256);
    json.key("skipped").number(import.data.skipped);
    if (import.data.skipped > 0) {
        json.key("skipped_line").number(import.data.first_skipped.line);
        json.key("skipped_reason").text(import.data.first_skipped.reason);
    }
    json.key("level").text(import.data.level);
    json.key("days");
    put_days(json, import.data.days);
    json.key("rows").begin_array();
    for (const auto& row : import.data.rows) {
        json.begin_object();
        if (row.network) json.key("network").text(row.network->to_string());
        if (row.port != 0) json.key("port").number(row.port);
        put_count(json, "count", row.count);
        put_count(json, "targets", row.targets);
        if (row.first) json.key("first").text(core::format_day(*row.first));
        if (row.last) json.key("last").text(core::format_day(*row.last));
        if (!row.name.empty()) json.key("name").text(row.name);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

std::optional<double> count_in(JsonBody& row, std::string_view name) {
    if (!row.has(name)) return std::nullopt;
    return row.real(name, 0, 1e18);
}
std::optional<core::Day> day_in(JsonBody& row, std::string_view name) {
    return core::parse_day(row.text(name, max_name_bytes, Needed::no));
}

core::Result<std::vector<Import>> imports_of(store::Book& book, std::string_view kind,
                                             const std::string& subject, core::Time as_of) {
    store::EntryQuery query;
    query.kind = kind;
    if (!subject.empty()) query.subject = subject;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<Import> imports;
    for (const auto& entry : page->entries) {
        auto import = import_of(entry);
        if (!import) return import.error();
        if (import->fetched_at <= as_of) imports.push_back(std::move(*import));
    }
    std::ranges::sort(imports, [](const Import& a, const Import& b) {
        return std::pair(a.fetched_at, a.id) < std::pair(b.fetched_at, b.id);
    });
    return imports;
}

core::Result<std::vector<OutsideDay>> our_days(store::EventStore& store, event::Signal signal,
                                               core::Time from, core::Time to) {
    const auto points = store.series(signal, from, to);
    if (!points) return points.error();
    std::map<core::Day, double> by_day;
    for (const auto& point : *points)
        by_day[core::day_of(point.bin)] += static_cast<double>(point.new_hosts);
    std::vector<OutsideDay> days;
    for (const auto& [day, count] : by_day) days.push_back({day, {}, {}, count});
    return days;
}

void put_listed(JsonWriter& json, std::string_view key,
                const std::vector<core::Address>& addresses) {
    json.key(key).begin_object();
    json.key("count").number(addresses.size());
    json.key("listed").begin_array();
    for (std::size_t i = 0; i < addresses.size() && i < max_listed; ++i)
        json.text(addresses[i].to_string());
    json.end_array().end_object();
}

std::string level_id(const Import& import) {
    const auto said =
        import.source + '\n' + core::format_rfc3339(import.fetched_at) + '\n' + import.data.level;
    return std::string(name_of(import.kind)) + "-" +
           core::sha256_hex(core::as_bytes(said)).substr(0, 16);
}

/// The level that a publisher said last up to a time; nothing where none is here.
core::Result<std::optional<Import>> latest_level(store::Book& book, const std::string& source,
                                                 core::Time until) {
    auto imports =
        imports_of(book, outside_set_kind, std::string(name_of(OutsideKind::isc_infocon)), until);
    if (!imports) return imports.error();
    std::optional<Import> latest;
    for (auto& import : *imports)
        if (import.source == source) latest = std::move(import);
    return latest;
}

/// Hands what the rows say of our own networks to their watch (C-42).
core::Result<void> watch_own(store::Book& book, Import& import, core::Time now, Teller teller) {
    OwnNetworks own;
    if (const auto refreshed = own.refresh(book); !refreshed) return refreshed.error();
    if (own.all().empty()) return {};
    for (const auto& row : import.data.rows) {
        if (!row.network) continue;
        const ListedEntry entry{import.id,         import.kind, import.source,
                                import.fetched_at, true,        row};
        for (const auto& match : own.matches(*row.network)) {
            auto notice = note_sighting(book, match, sighting_of(entry), now, teller);
            if (!notice) return notice.error();
            if (*notice) import.notices.push_back(std::move(**notice));
        }
    }
    return {};
}

}  // namespace

core::Result<Import> import_payload(store::Book& book, const Payload& payload,
                                    std::string_view author, core::Time now, Teller teller) {
    if (payload.source.empty() || payload.source.size() > max_source_name_bytes)
        return bad("source: name whose data these are, in at most 100 bytes");
    if (payload.licence.empty() || payload.licence.size() > max_licence_bytes)
        return bad("licence: say under which terms they may be used");
    if (is_series(payload.kind) && !event::Signal::parse(payload.subject))
        return bad("subject: a series needs its signal, such as tcp/445");
    auto data = parse_outside(payload.kind, payload.text);
    if (!data) {
        if (data.error().fault == core::Fault::over_limit)
            return core::error(core::ErrorCode::over_limit, "payload: longer than 4 MiB");
        const auto at = std::min(data.error().offset, payload.text.size());
        // The whole line: a fault of JSON may stand anywhere in it.
        const auto before = payload.text.rfind('\n', at == 0 ? 0 : at - 1);
        const auto begins = at == 0 || before == std::string::npos ? 0 : before + 1;
        const auto words = std::string_view{payload.text}.substr(begins);
        return bad("payload: line " + std::to_string(line_of(payload.text, at)) + ": \"" +
                   core::printable(words.substr(0, words.find('\n')), max_shown_line_bytes) +
                   "\" is none of " + std::string(name_of(payload.kind)) + ": " +
                   data.error().field);
    }
    Import import;
    import.kind = payload.kind;
    import.source = core::printable(payload.source, max_source_name_bytes);
    import.licence = core::printable(payload.licence, max_licence_bytes);
    import.subject = is_series(payload.kind) ? payload.subject : std::string(name_of(payload.kind));
    import.fetched_at = payload.fetched_at;
    import.data = std::move(*data);
    import.sha256 = core::sha256_hex(core::as_bytes(payload.text));
    import.id = std::string(name_of(payload.kind)) + "-" + import.sha256.substr(0, 16);
    store::Entry entry;
    entry.kind = is_series(payload.kind) ? outside_series_kind : outside_set_kind;
    entry.id = import.id;
    if (import.kind == OutsideKind::isc_infocon) {
        const auto latest = latest_level(book, import.source, import.fetched_at);
        if (!latest) return latest.error();
        if (*latest && (*latest)->data.level == import.data.level) {
            import.id = (*latest)->id;
            import.fetched_at = (*latest)->fetched_at;
            import.stored = false;
            return import;
        }
        // "green" after "yellow" is news, though the same word was here on an earlier day.
        import.id = level_id(import);
        entry.id = import.id;
    }
    if (const auto known = book.get(entry.kind, entry.id)) {
        import.stored = false;
        return import;
    }
    entry.at = now;
    entry.author = author;
    entry.subject = import.subject;
    entry.state = "kept";
    entry.body = body_of(import);
    const auto version = book.put(entry, 0);
    if (!version) return version.error();
    if (const auto watched = watch_own(book, import, now, teller); !watched) return watched.error();
    return import;
}

core::Result<Import> import_of(const store::Entry& entry) {
    JsonBody body(entry.body, Unasked::is_passed_by);
    Import import;
    import.id = entry.id;
    const auto kind = outside_kind_named(body.text("kind", max_name_bytes));
    if (!kind) body.fail("kind", "is no kind of outside data");
    import.kind = kind.value_or(OutsideKind::csv_series);
    import.source = body.text("source", max_name_bytes);
    import.licence = body.text("licence", max_licence_bytes);
    import.subject = body.text("subject", max_name_bytes);
    import.fetched_at = body.time("fetched_at", Needed::yes).value_or(entry.at);
    import.sha256 = body.text("sha256", max_name_bytes);
    import.data.skipped = body.number("skipped", 0, UINT64_MAX, 0);
    import.data.first_skipped.line = body.number("skipped_line", 0, UINT64_MAX, 0);
    import.data.first_skipped.reason = body.text("skipped_reason", max_name_bytes, Needed::no);
    import.data.level = body.text("level", max_name_bytes, Needed::no);
    for (auto& row : body.objects("days", max_outside_rows)) {
        const auto day = day_in(row, "day");
        if (day)
            import.data.days.push_back({*day, count_in(row, "records"), count_in(row, "targets"),
                                        count_in(row, "sources")});
    }
    for (auto& row : body.objects("rows", max_outside_rows)) {
        OutsideRow one;
        one.network = core::Prefix::parse(row.text("network", max_name_bytes, Needed::no));
        one.port = static_cast<std::uint16_t>(row.number("port", 0, 65535, 0));
        one.count = count_in(row, "count");
        one.targets = count_in(row, "targets");
        one.first = day_in(row, "first");
        one.last = day_in(row, "last");
        one.name = row.text("name", max_name_bytes, Needed::no);
        import.data.rows.push_back(std::move(one));
    }
    if (const auto fault = body.fault())
        return bad(entry.id + ": " + fault->parameter + " " + fault->reason);
    return import;
}

void put_import(JsonWriter& json, const Import& import) {
    json.begin_object();
    json.key("id").text(import.id);
    json.key("kind").text(name_of(import.kind));
    json.key("source").text(import.source);
    json.key("subject").text(import.subject);
    json.key("fetched_at").time(import.fetched_at);
    json.key("sha256").text(import.sha256);
    json.key("licence").text(import.licence);
    json.key("rows").number(import.data.days.size() + import.data.rows.size());
    json.key("skipped").number(import.data.skipped);
    // Imports of earlier versions tell the count alone.
    const auto& skipped = import.data.first_skipped;
    json.key("skipped_line");
    if (import.data.skipped > 0 && skipped.line > 0)
        json.number(skipped.line);
    else
        json.null();
    json.key("skipped_reason").text(skipped.reason);
    json.key("level");
    if (import.data.level.empty())
        json.null();
    else
        json.text(import.data.level);
    json.key("stored").truth(import.stored);
    json.end_object();
}

core::Result<void> record_submission(store::Book& book, const std::string& subject,
                                     const OwnSubmission& own, std::string_view author,
                                     core::Time now) {
    JsonWriter json;
    json.begin_object();
    json.key("source").text(own.source);
    json.key("day").text(core::format_day(own.day));
    json.key("sources").real(own.sources);
    json.key("addresses").begin_array();
    for (const auto& address : own.addresses) json.text(address.to_string());
    json.end_array().end_object();
    store::Entry entry;
    entry.kind = own_submission_kind;
    entry.body = json.take();
    entry.id = core::sha256_hex(
                   core::as_bytes(subject + '\n' + own.source + '\n' + core::format_day(own.day)))
                   .substr(0, 16);
    entry.at = now;
    entry.author = author;
    entry.subject = subject;
    entry.state = "kept";
    const auto version = book.put(entry, std::nullopt);
    if (!version) return version.error();
    return {};
}

core::Result<std::vector<NamedSeries>> series_on(store::Book& book, const std::string& subject,
                                                 core::Time as_of) {
    const auto imports = imports_of(book, outside_series_kind, subject, as_of);
    if (!imports) return imports.error();
    std::map<std::string, std::pair<std::string, std::map<core::Day, OutsideDay>>> by_source;
    for (const auto& import : *imports) {
        auto& [record, days] = by_source[import.source];
        record = import.id;
        for (const auto& day : import.data.days) days[day.day] = day;
    }
    std::vector<NamedSeries> series;
    for (const auto& [source, merged] : by_source) {
        NamedSeries one{source, merged.first, {}};
        for (const auto& [day, row] : merged.second) one.days.push_back(row);
        series.push_back(std::move(one));
    }
    return series;
}

core::Result<std::vector<NamedSet>> sets_until(store::Book& book, core::Time as_of) {
    const auto imports = imports_of(book, outside_set_kind, "", as_of);
    if (!imports) return imports.error();
    std::vector<NamedSet> sets;
    for (const auto& import : *imports) {
        NamedSet set{import.source, import.id, import.kind, {}, import.fetched_at};
        for (const auto& row : import.data.rows)
            if (row.network) set.networks.push_back(*row.network);
        if (!set.networks.empty()) sets.push_back(std::move(set));
    }
    return sets;
}

core::Result<std::vector<OwnSubmission>> submissions_on(store::Book& book,
                                                        const std::string& subject) {
    store::EntryQuery query;
    query.kind = own_submission_kind;
    query.subject = subject;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<OwnSubmission> own;
    for (const auto& entry : page->entries) {
        JsonBody body(entry.body, Unasked::is_passed_by);
        OwnSubmission one;
        one.source = body.text("source", max_name_bytes);
        const auto day = day_in(body, "day");
        one.sources = body.real("sources", 0, 1e18, 0.0);
        for (const auto& text : body.texts("addresses", max_own_sources, max_name_bytes))
            if (const auto address = core::Address::parse(text)) one.addresses.push_back(*address);
        if (body.fault() || !day) continue;
        one.day = *day;
        own.push_back(std::move(one));
    }
    return own;
}

core::Result<OwnSources> own_sources(store::EventStore& store, event::Signal signal,
                                     core::Time from, core::Time to, std::size_t most) {
    std::set<core::Address> seen;
    OwnSources own;
    const auto visited = store.visit(from, to, [&](const event::Event& event) {
        const auto* contact = std::get_if<event::Contact>(&event);
        if (contact == nullptr || event::Signal::of(*contact) != signal ||
            contact->source.is_unspecified())
            return true;
        const auto source = contact->source.source_key();
        if (seen.size() == most) own.complete = seen.contains(source);
        if (own.complete) seen.insert(source);
        return own.complete;
    });
    if (!visited) return visited.error();
    own.addresses.assign(seen.begin(), seen.end());
    return own;
}

core::Result<Corroboration> corroborate(store::EventStore& store, store::Book& book,
                                        const std::string& subject, core::Time from, core::Time to,
                                        std::optional<core::Time> rose_at) {
    const auto signal = event::Signal::parse(subject);
    if (!signal) return bad("subject: is not a signal such as tcp/445");
    const auto ours = own_sources(store, *signal, from, to);
    if (!ours) return ours.error();
    return corroborate(store, book, subject, from, to, rose_at, *ours);
}

core::Result<Corroboration> corroborate(store::EventStore& store, store::Book& book,
                                        const std::string& subject, core::Time from, core::Time to,
                                        std::optional<core::Time> rose_at, const OwnSources& ours) {
    const auto signal = event::Signal::parse(subject);
    if (!signal) return bad("subject: is not a signal such as tcp/445");
    Corroboration answer;
    answer.subject = subject;
    answer.from = from;
    answer.to = to;
    // An import speaks of days that are past when it is fetched, so it may be fetched later than `to`.
    const core::Time ever = core::Time::max();
    const auto series = series_on(book, subject, ever);
    if (!series) return series.error();
    auto sets = sets_until(book, ever);
    if (!sets) return sets.error();
    const auto own = submissions_on(book, subject);
    if (!own) return own.error();
    const auto claims = claims_on(book, subject);
    if (!claims) return claims.error();
    for (const auto& claim : *claims) {
        if (claim.sources.empty() || !claim.stands() || claim.said_at > to) continue;
        NamedSet set{claim.who, claim.id, OutsideKind::dshield_as_report, {}, claim.said_at};
        for (const auto& source : claim.sources)
            set.networks.push_back(core::Prefix::of(source, 128));
        sets->push_back(std::move(set));
    }
    if (rose_at) answer.statements = judge_rise(*rose_at, subject, *series, *own);
    answer.ours_complete = ours.complete;
    answer.overlap = overlap_of(ours.addresses, *sets, *own);
    answer.submissions = own->size();
    answer.lists_total = sets->size();
    for (const auto& set : *sets) answer.lists.push_back(compare_list(set, *own, ours.addresses));
    std::ranges::stable_sort(answer.lists, [](const ListCompared& a, const ListCompared& b) {
        return b.held_at < a.held_at;
    });
    if (answer.lists.size() > max_listed) answer.lists.resize(max_listed);
    std::size_t judged = 0;
    for (const auto& address : ours.addresses) {
        auto statement = judge_source(address, *sets, *own);
        if (statement.verdict == OutsideVerdict::not_covered) continue;
        if (++judged > max_listed) break;
        answer.statements.push_back(std::move(statement));
    }
    const auto days = our_days(store, *signal, to - std::chrono::days{max_compared_days}, to);
    if (!days) return days.error();
    for (const auto& one : *series) answer.curves.push_back(compare_curves(*days, one));
    return answer;
}

void put_corroboration(JsonWriter& json, const Corroboration& answer) {
    json.begin_object();
    json.key("subject").text(answer.subject);
    json.key("from").time(answer.from);
    json.key("to").time(answer.to);
    json.key("statements").begin_array();
    for (const auto& one : answer.statements) {
        json.begin_object();
        json.key("statement").text(one.statement);
        json.key("verdict").text(name_of(one.verdict));
        json.key("source").text(one.source);
        json.key("figures").text(one.figures);
        json.key("record").text(one.record);
        json.end_object();
    }
    json.end_array();
    json.key("submissions").number(answer.submissions);
    json.key("lists_total").number(answer.lists_total);
    json.key("lists").begin_array();
    for (const auto& one : answer.lists) {
        json.begin_object();
        json.key("source").text(one.source);
        json.key("record").text(one.record);
        json.key("held_at").time(one.held_at);
        json.key("networks").number(one.networks);
        json.key("hosts").number(one.hosts);
        json.key("own").number(one.own);
        json.key("both").number(one.both);
        json.end_object();
    }
    json.end_array();
    json.key("ours_complete").truth(answer.ours_complete);
    put_listed(json, "overlap", answer.overlap.both);
    put_listed(json, "ours_only", answer.overlap.ours_only);
    put_listed(json, "theirs_only", answer.overlap.theirs_only);
    json.key("curves").begin_array();
    for (const auto& one : answer.curves) {
        json.begin_object();
        json.key("source").text(one.source);
        json.key("days").number(one.days);
        json.key("lag_days");
        if (one.lag_days)
            json.raw(std::to_string(*one.lag_days));
        else
            json.null();
        json.key("correlation").real(one.correlation);
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

core::Result<std::vector<OutsideStatement>> told_in_advisory(store::EventStore& store,
                                                             store::Book& book,
                                                             const std::string& subject,
                                                             core::Time as_of) {
    store::EntryQuery query;
    query.kind = "alarm";
    query.subject = subject;
    query.limit = store::max_entries_per_page;
    const auto alarms = book.list(query);
    if (!alarms) return alarms.error();
    std::optional<core::Time> rose_at;
    for (const auto& entry : alarms->entries) {
        JsonBody body(entry.body, Unasked::is_passed_by);
        const auto opened = body.time("opened");
        if (opened && *opened <= as_of) rose_at = std::max(rose_at.value_or(*opened), *opened);
    }
    // From the rise on: that is what others would have to have seen. Whole days, because theirs are.
    const core::Time from =
        rose_at ? core::Time{core::day_of(*rose_at)} : as_of - std::chrono::hours{24};
    auto answer = corroborate(store, book, subject, from, as_of, rose_at);
    if (!answer) return answer.error();
    std::vector<OutsideStatement> told;
    for (auto& one : answer->statements)
        if (one.statement.starts_with(subject)) told.push_back(std::move(one));
    const auto& overlap = answer->overlap;
    const auto named = overlap.both.size() + overlap.theirs_only.size();
    if (named > 0) {
        OutsideStatement sources;
        sources.statement = "sources of " + subject;
        sources.verdict =
            overlap.both.empty() ? OutsideVerdict::not_covered : OutsideVerdict::confirmed;
        sources.figures =
            "Of " + std::to_string(named) + " sources that others name, " +
            std::to_string(overlap.both.size()) + " came to us; " +
            std::to_string(overlap.ours_only.size()) + " are ours only, " +
            std::to_string(overlap.theirs_only.size()) + " theirs only." +
            (answer->ours_complete ? ""
                                   : " More of ours came than are compared: the first " +
                                         std::to_string(max_own_sources) + " were.");
        told.push_back(std::move(sources));
    }
    return told;
}

}  // namespace hitme::console
