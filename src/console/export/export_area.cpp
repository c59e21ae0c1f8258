// SPDX-License-Identifier: Apache-2.0
#include "console/export/export_area.h"

#include <algorithm>
#include <array>

#include "console/export/event_export.h"
#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/problem.h"
#include "console/query.h"

namespace hitme::console {
namespace {

constexpr std::string_view prefix = "/api/v1/exports/";
constexpr std::array<std::string_view, 4> form_names = {"plain", "cidr", "nft", "ipset"};

runtime::HttpResponse problem(unsigned status, std::string detail, std::string parameter = {}) {
    return answer_problem({status, std::move(detail), std::move(parameter)});
}
runtime::HttpResponse problem(const QueryFault& fault) {
    return problem(400, fault.reason, fault.parameter);
}
void write_shown(JsonWriter& json, const BlockListRule& rule) {
    json.begin_object();
    write_rule(json, rule);
    json.key("version").number(rule.version);
    json.key("from").text(rule.version == 0 ? "settings" : "book").end_object();
}
/// "own=2, unproven=1": contacts by reason.
std::string left_out_field(const std::map<std::string, std::uint64_t>& left_out) {
    std::string text;
    for (const auto& [reason, count] : left_out)
        text += (text.empty() ? "" : ", ") + reason + '=' + std::to_string(count);
    return text;
}

}  // namespace

core::Result<Untouchable> ExportArea::untouchable(const AreaContext& context) {
    if (auto entries = benign_.changed(context.now)) benign_entries_ = std::move(*entries);
    auto known = untouchable_of(context.book, context.now);
    if (known) add_benign(*known, benign_entries_, as_of_);
    return known;
}

runtime::HttpResponse ExportArea::events(const AreaContext& context, const AreaRequest& request,
                                         ExportFormat format) {
    Parameters parameters{request.query};
    ExportQuestion question;
    question.format = format;
    question.signal = parameters.signal("signal");
    const auto range = parameters.range(context.now, std::chrono::hours{24});
    question.from = range.from;
    question.to = range.to;
    question.most_contacts = max_api_contacts;
    if (const auto fault = parameters.fault()) return problem(*fault);
    const auto known = untouchable(context);
    // Without knowing whom not to name there is no export.
    if (!known) return answer_problem(problem_of(known.error()));
    std::string body;
    const auto done = export_events(context.store, &context.book, context.geo, *known, question,
                                    [&](std::string_view piece) -> core::Result<void> {
                                        body += piece;
                                        return {};
                                    });
    if (!done) {
        if (done.error().code == core::ErrorCode::over_limit)
            return problem(413, done.error().context);
        return answer_problem(problem_of(done.error()));
    }
    auto response = answer_text(std::move(body), media_type_of(format));
    if (!done->left_out.empty())
        response.headers.push_back({"Hitme-Left-Out", left_out_field(done->left_out)});
    return response;
}

runtime::HttpResponse ExportArea::block_list(const AreaContext& context, const AreaRequest& request,
                                             bool as_text) {
    Parameters parameters{request.query};
    const auto name = parameters.text("rule");
    std::size_t form = 0;
    std::uint64_t offset = 0, limit = 50;
    if (as_text) {
        form = parameters.choice("form", form_names, 0);
    } else {
        offset = parameters.number("offset", 0, max_list_entries, 0);
        limit = parameters.number("limit", 1, store::max_page, 50);
    }
    if (const auto fault = parameters.fault()) return problem(*fault);
    if (!lists_->ready())
        return problem(503,
                       "the store is still being read, and an empty list would be a wrong one");
    const auto rules = rules_in_force(lists_->file_rules(), context.book);
    if (!rules) return answer_problem(problem_of(rules.error()));
    const auto rule = name ? std::find_if(rules->begin(), rules->end(),
                                          [&](const auto& one) { return one.name == *name; })
                           : rules->begin();
    if (rule == rules->end()) {
        std::string names;
        for (const auto& one : *rules) names += (names.empty() ? "" : ", ") + one.name;
        return problem(404, "no rule of that name; there are: " + names, "rule");
    }
    const auto known = untouchable(context);
    // Without knowing what is ours there is no list.
    if (!known) return answer_problem(problem_of(known.error()));
    const BlockList list = lists_->list(*rule, *known, context.now);
    if (as_text)
        return answer_text(list_text(list, static_cast<ListForm>(form), context.now),
                           "text/plain; charset=utf-8");
    JsonWriter json;
    json.begin_object().key("rule");
    write_shown(json, list.rule);
    json.key("at").time(list.at).key("simulated").truth(context.simulated);
    json.key("total").number(list.entries.size()).key("offset").number(offset);
    json.key("sources_known").number(list.sources_known);
    json.key("sources_not_known").number(list.sources_not_known);
    json.key("left_out").begin_object();
    for (const auto& [reason, count] : list.left_out) json.key(reason).number(count);
    json.end_object().key("not_named").begin_object();
    for (const auto& [condition, count] : list.not_named) json.key(condition).number(count);
    json.end_object().key("unproven_contacts").number(list.unproven);
    json.key("rows").begin_array();
    for (std::size_t i = offset; i < list.entries.size() && i - offset < limit; ++i) {
        const auto& entry = list.entries[i];
        json.begin_object().key("address");
        json.text(entry.network.address.is_v4() ? entry.network.address.to_string()
                                                : entry.network.to_string());
        json.key("first_seen").time(entry.first_seen).key("last_seen").time(entry.last_seen);
        json.key("expires").time(entry.expires).key("contacts").number(entry.contacts);
        json.key("sensors").number(entry.sensors).key("stage").text(event::name_of(entry.stage));
        json.end_object();
    }
    json.end_array().end_object();
    return answer_json(json.take());
}

runtime::HttpResponse ExportArea::rules(const AreaContext& context, const AreaRequest& request,
                                        std::string_view name) const {
    if (name.empty()) {
        if (request.method != "GET") return problem(405, "this path does not take that method");
        const auto all = rules_in_force(lists_->file_rules(), context.book);
        if (!all) return answer_problem(problem_of(all.error()));
        JsonWriter json;
        json.begin_object().key("rules").begin_array();
        for (const auto& rule : *all) write_shown(json, rule);
        json.end_array().end_object();
        return answer_json(json.take());
    }
    if (!request.caller.may(Role::admin)) return problem(403, "only an admin may do that");
    store::Entry entry;
    entry.kind = block_list_rule_kind;
    entry.id = name;
    entry.at = context.now;
    entry.author = request.caller.name;
    if (request.method == "PUT") {
        auto rule = parse_rule(request.body, name);
        // The old one stays in force: nothing was written.
        if (!rule) return problem(400, rule.error().to_string(), rule.error().field);
        entry.state = "active";
        entry.body = rule_body(*rule);
        const auto version = context.book.put(entry, {});
        if (!version) return answer_problem(problem_of(version.error()));
        rule->version = *version;
        JsonWriter json;
        write_shown(json, *rule);
        return answer_json(json.take());
    }
    if (request.method != "DELETE") return problem(405, "this path does not take that method");
    const auto known = context.book.get(std::string(block_list_rule_kind), std::string(name));
    if (!known) return answer_problem(problem_of(known.error()));
    if (known->state != "active")
        return problem(404, "no rule of the book is in force under that name");
    entry.state = "retired";
    entry.body = known->body;
    const auto version = context.book.put(entry, known->version);
    if (!version) return problem(409, "somebody changed this in between; look again");
    return answer_json("{}");
}

runtime::HttpResponse ExportArea::package(const AreaContext& context,
                                          const AreaRequest& request) const {
    Parameters parameters{request.query};
    PackageQuestion question;
    const auto signal = parameters.signal("signal");
    question.from = parameters.time("from");
    question.to = parameters.time("to").value_or(context.now);
    question.sources =
        static_cast<SharedSources>(parameters.choice("sources", shared_sources_names, 0));
    question.producer = parameters.text("producer").value_or("");
    question.licence = parameters.text("licence").value_or("");
    question.most_contacts = max_api_package_contacts;
    if (!signal)
        parameters.fail("signal", "is missing: a package is of one signal, such as tcp/445");
    if (question.from && *question.from >= question.to)
        parameters.fail("from", "is not before `to`");
    for (const auto& [name, text] :
         {std::pair{"producer", &question.producer}, std::pair{"licence", &question.licence}})
        if (text->size() > max_package_text_bytes)
            parameters.fail(name,
                            "is longer than " + std::to_string(max_package_text_bytes) + " bytes");
    if (const auto fault = parameters.fault()) return problem(*fault);
    question.signal = *signal;
    auto tar = maker_(context.store, context.book, question, context.now);
    if (!tar) {
        if (tar.error().code == core::ErrorCode::over_limit)
            return problem(413, tar.error().context);
        // No fault of the machine, and asking again gives the same.
        if (tar.error().code == core::ErrorCode::refused) return problem(409, tar.error().context);
        return answer_problem(problem_of(tar.error()));
    }
    auto response = answer_text(std::move(*tar), "application/x-tar");
    response.headers.push_back(
        {"Content-Disposition",
         "attachment; filename=\"" + package_folder(question.signal, question.to) + ".tar\""});
    return response;
}

std::optional<runtime::HttpResponse> ExportArea::answer(const AreaContext& context,
                                                        const AreaRequest& request) {
    if (!request.path.starts_with(prefix)) return std::nullopt;
    const std::string_view rest = request.path.substr(prefix.size());
    constexpr std::string_view rules_path = "blocklist/rules";
    if (rest == rules_path) return rules(context, request, {});
    if (rest.starts_with(rules_path) && rest.size() > rules_path.size() + 1 &&
        rest[rules_path.size()] == '/')
        return rules(context, request, rest.substr(rules_path.size() + 1));
    if (request.method != "GET") return problem(405, "this path does not take that method");
    if (rest == "blocklist") return block_list(context, request, true);
    if (rest == "blocklist/entries") return block_list(context, request, false);
    if (rest == "package" && maker_) return package(context, request);
    if (const auto format = export_format_named(rest)) return events(context, request, *format);
    return std::nullopt;
}

}  // namespace hitme::console
