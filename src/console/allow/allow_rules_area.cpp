// SPDX-License-Identifier: Apache-2.0
#include "console/allow/allow_rules_area.h"

#include <algorithm>
#include <map>

#include "console/allow/hit_counts.h"
#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/problem.h"
#include "console/query.h"
#include "core/digest.h"
#include "core/text.h"
#include "event/json.h"

namespace hitme::console::allow {
namespace {

using runtime::HttpResponse;

constexpr std::string_view root = "/api/v1/allow-rules";
// Ours: 10.0.0.0/8 and fd00::/8 are the widest networks that one organisation has.
constexpr int least_prefix_bits = 8;

core::Result<void> write_rule(JsonWriter& json, store::Book& book, const AllowRule& rule,
                              core::Time now) {
    const auto hits = read_hits(book, rule_note(rule.id));
    if (!hits) return hits.error();
    json.begin_object().key("id").text(rule.id).key("version").number(rule.version);
    json.key("state").text(state_of(rule, now)).key("author").text(rule.author);
    if (rule.network) json.key("network").text(rule.network->to_string());
    json.key("signals").begin_array();
    for (const auto& signal : rule.signals) json.text(signal.to_string());
    json.end_array().key("stages").begin_array();
    for (const auto stage : rule.stages) json.text(event::name_of(stage));
    json.end_array().key("sensors").begin_array();
    for (const auto& sensor : rule.sensors) json.text(sensor);
    json.end_array().key("reason").text(rule.reason).key("owner").text(rule.owner);
    json.key("from").time(rule.from).key("expires").time(rule.expires);
    json.key("ended").time(rule.ended).key("hits").number(hits->hits);
    json.key("hits_sources").number(hits->sources).key("last_hit").time(hits->last).end_object();
    return {};
}

HttpResponse one_rule(const AreaContext& context, const store::Entry& entry) {
    const auto rule = allow_rule_of(entry);
    if (!rule) return answer_problem(problem_of(rule.error()));
    JsonWriter json;
    if (const auto done = write_rule(json, context.book, *rule, context.now); !done)
        return answer_problem(problem_of(done.error()));
    return answer_json(json.take());
}

HttpResponse add_rule(const AreaContext& context, const AreaRequest& request) {
    // Checked by the same reading as a record, after what a request must not hold.
    JsonBody body{request.body};
    const auto network = body.text("network", 64, Needed::no);
    const auto signals = body.texts("signals", max_rule_words, 16);
    const auto stages = body.texts("stages", max_rule_words, 32);
    const auto sensors = body.texts("sensors", max_rule_words, max_name_bytes);
    body.text("reason", max_allow_reason_bytes);
    body.text("owner", max_name_bytes);
    const auto from = body.time("from").value_or(context.now);
    const auto expires = body.time("expires", Needed::yes).value_or(context.now);
    if (expires <= context.now || expires > context.now + longest_rule)
        body.fail("expires", "must lie ahead, by two years at most");
    if (const auto fault = body.fault())
        return answer_problem({400, fault->reason, fault->parameter});

    AllowRule rule;
    store::Entry entry;
    entry.kind = allow_rule_kind;
    // Text from JSON to JSON: what allow_rule_of refuses is named there.
    JsonWriter json;
    json.begin_object();
    if (!network.empty()) json.key("network").text(network);
    for (const auto& [name, words] : {std::pair{"signals", &signals}, std::pair{"stages", &stages},
                                      std::pair{"sensors", &sensors}}) {
        json.key(name).begin_array();
        for (const auto& word : *words) json.text(word);
        json.end_array();
    }
    JsonBody again{request.body};
    json.key("reason").text(again.text("reason", max_allow_reason_bytes));
    json.key("owner").text(again.text("owner", max_name_bytes));
    json.key("from").time(from).key("expires").time(expires).end_object();
    entry.body = json.take();
    entry.id =
        "r-" + core::sha256_hex(core::as_bytes(entry.body + core::format_rfc3339(context.now)))
                   .substr(0, 8);
    auto read = allow_rule_of(entry);
    if (!read) return answer_problem(problem_of(read.error()));
    rule = std::move(*read);
    if (rule.network && rule.network->length < least_prefix_bits && rule.signals.empty() &&
        rule.stages.empty() && rule.sensors.empty())
        return answer_problem(
            {400,
             "so wide a network alone hides nearly everything: at least /8, or name "
             "signals, stages or sensors",
             "network"});
    store::EntryQuery active;
    active.kind = allow_rule_kind;
    active.state = "active";
    active.limit = 1;
    const auto count = context.book.list(active);
    if (!count) return answer_problem(problem_of(count.error()));
    if (count->total >= max_allow_rules)
        return answer_problem(
            {409, "there are 1000 rules that were not ended; end some first", ""});
    entry.body = body_of(rule);
    entry.at = context.now;
    entry.author = request.caller.name;
    entry.subject = rule.network ? rule.network->to_string() : "";
    entry.state = "active";
    const auto put = context.book.put(entry, 0);
    if (!put) return answer_problem(problem_of(put.error()));
    entry.version = *put;
    return one_rule(context, entry);
}

HttpResponse end_rule(const AreaContext& context, const AreaRequest& request,
                      const std::string& id) {
    auto entry = context.book.get(std::string(allow_rule_kind), id);
    if (!entry) return answer_problem(problem_of(entry.error()));
    auto rule = allow_rule_of(*entry);
    if (!rule) return answer_problem(problem_of(rule.error()));
    if (rule->ended) return one_rule(context, *entry);
    rule->ended = context.now;
    const std::uint64_t seen = entry->version;
    entry->body = body_of(*rule);
    entry->at = context.now;
    entry->author = request.caller.name;
    entry->state = "ended";
    const auto put = context.book.put(*entry, seen);
    if (!put) return answer_problem(problem_of(put.error()));
    entry->version = *put;
    return one_rule(context, *entry);
}

}  // namespace

HttpResponse AllowRulesArea::list(const AreaContext& context) {
    store::EntryQuery query;
    query.kind = allow_rule_kind;
    query.limit = max_allow_rules;
    const auto page = context.book.list(query);
    if (!page) return answer_problem(problem_of(page.error()));
    JsonWriter json;
    json.begin_object().key("rules").begin_array();
    for (const auto& entry : page->entries) {
        const auto rule = allow_rule_of(entry);
        if (!rule) continue;
        if (const auto done = write_rule(json, context.book, *rule, context.now); !done)
            return answer_problem(problem_of(done.error()));
    }
    json.end_array().key("classes").begin_array();
    std::map<std::string, std::uint64_t> classes;
    std::optional<core::Day> newest;
    for (const auto& entry : visibility_.benign_entries()) {
        ++classes[entry.scanner_class];
        newest = std::max(newest.value_or(entry.date), entry.date);
    }
    for (const auto& [name, entries] : classes) {
        const auto hits = read_hits(context.book, class_note(name));
        if (!hits) return answer_problem(problem_of(hits.error()));
        json.begin_object().key("class").text(name).key("entries").number(entries);
        json.key("contacts").number(hits->hits).key("last").time(hits->last).end_object();
    }
    json.end_array().key("list").begin_object().key("file").text(benign_.path());
    json.key("entries").number(visibility_.benign_entries().size()).key("newest").day(newest);
    json.key("refused").text(benign_.refused()).end_object().end_object();
    return answer_json(json.take());
}

HttpResponse AllowRulesArea::hidden(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters{request.query};
    const auto rule_id = parameters.text("rule");
    const auto benign_class = parameters.text("class");
    const auto range = parameters.range(context.now, std::chrono::hours{24});
    const auto limit = parameters.number("limit", 1, 1000, 50);
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    store::ContactQuery query;
    query.from = range.from;
    query.to = range.to;
    query.limit = store::max_page;
    if (rule_id) {
        const auto& rules = visibility_.rules();
        const auto rule = std::find_if(rules.begin(), rules.end(),
                                       [&](const AllowRule& each) { return each.id == *rule_id; });
        if (rule == rules.end())
            return answer_problem(
                {404, "there is no rule " + core::printable(*rule_id, 64), "rule"});
        query.source = rule->network;
        if (rule->signals.size() == 1) query.signal = rule->signals.front();
        if (rule->sensors.size() == 1) query.sensor = rule->sensors.front();
    }
    JsonWriter json;
    json.begin_object().key("rows").begin_array();
    std::uint64_t scanned = 0;
    std::uint64_t written = 0;
    bool complete = false;
    while (scanned < scanned_contacts && written < limit) {
        const auto page = context.store.contacts(query);
        if (!page) return answer_problem(problem_of(page.error()));
        for (const auto& row : page->rows) {
            ++scanned;
            const auto shown = visibility_.of(row.contact);
            if (shown.how == Shown::How::shown) continue;
            const bool is_rule = shown.how == Shown::How::hidden;
            if (rule_id && !(is_rule && shown.by == *rule_id)) continue;
            if (benign_class && (is_rule || shown.by != *benign_class)) continue;
            if (written == limit) break;
            ++written;
            std::string fields;
            event::append_json(fields, row.contact);
            std::string contact = "{\"id\":";
            core::append_json_string(contact, row.id);
            contact += ',';
            contact.append(fields, 1);
            json.begin_object().key("contact").raw(contact);
            json.key("hidden_by").text(is_rule ? shown.by : "");
            json.key("benign").text(is_rule ? "" : shown.by).end_object();
        }
        complete = !page->next.has_value() && written <= limit;
        if (!page->next) break;
        query.cursor = page->next;
    }
    json.end_array().key("scanned").number(scanned).key("complete").truth(complete).end_object();
    return answer_json(json.take());
}

std::optional<HttpResponse> AllowRulesArea::answer(const AreaContext& context,
                                                   const AreaRequest& request) {
    if (!request.path.starts_with(root)) return {};
    const auto rest = request.path.substr(root.size());
    if (!rest.empty() && rest.front() != '/') return {};
    const bool reads = request.method == "GET";
    if (!reads && !request.caller.may(Role::analyst))
        return answer_problem({403, "changing allow rules needs the role analyst", ""});
    if (const auto done = visibility_.refresh(context.book); !done)
        return answer_problem(problem_of(done.error()));
    if (auto entries = benign_.changed(context.now)) visibility_.set_benign(std::move(*entries));
    if (rest.empty()) {
        if (reads) return list(context);
        if (request.method == "POST") return add_rule(context, request);
        return answer_problem({405, "GET or POST", ""});
    }
    const auto id = decode_percent(rest.substr(1), Plus::is_plus);
    if (!id || id->find('/') != std::string::npos) return answer_problem({404, "no such path", ""});
    if (*id == "hidden") {
        if (reads) return hidden(context, request);
        return answer_problem({405, "GET", ""});
    }
    if (request.method == "DELETE") return end_rule(context, request, *id);
    if (!reads) return answer_problem({405, "GET or DELETE", ""});
    const auto entry = context.book.get(std::string(allow_rule_kind), *id);
    if (!entry) return answer_problem(problem_of(entry.error()));
    return one_rule(context, *entry);
}

}  // namespace hitme::console::allow
