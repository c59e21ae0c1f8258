// SPDX-License-Identifier: Apache-2.0
// hitme case: list, show, set, export, and scan, which makes cases of what was imported.
#include <cstdint>
#include <cstdio>
#include <map>

#include "app/case_parts.h"
#include "app/ctl/area_call.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "app/ctl/told.h"
#include "console/cases/case_desk.h"
#include "console/cases/cases_area.h"
#include "console/json_writer.h"
#include "console/networks/network_desk.h"
#include "core/text.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

constexpr std::size_t batch_events = 2'000;

class CountedNotices : public console::Notices {
 public:
    void tell(console::Notice notice) override {
        ++told[std::string(console::name_of(notice.kind))];
    }
    std::map<std::string, std::uint64_t> told;
};

std::string change_body(const CaseOptions& options) {
    console::JsonWriter json;
    json.begin_object();
    for (const auto& [name, value] :
         {std::pair{"state", &options.state}, std::pair{"note", &options.note},
          std::pair{"reason", &options.reason}, std::pair{"patched", &options.patched}})
        if (!value->empty()) json.key(name).text(*value);
    if (options.owner) json.key("owner").text(*options.owner);
    if (options.expires) json.key("expires").time(*options.expires);
    json.end_object();
    return json.take();
}

int show(AreaCall& call, const AreaAnswer& answer, const CaseOptions& options) {
    const std::string page = "/cases/" + options.id;
    if (options.form == Form::json) {
        const auto whole = with_told(call.book(), page, answer.body);
        if (!whole) return say_failure(whole.error());
        std::printf("%s\n", whole->c_str());
        return 0;
    }
    print_members(answer.body,
                  {"Case=case.id", "State=case.state", "Owner=case.owner", "Host=case.host.address",
                   "MAC=case.host.mac", "Name=case.host.name", "Opened=case.opened_at",
                   "First touch=case.first_touch", "Last touch=case.last_touch",
                   "Touches=case.touches", "Signals=case.signals", "Stage=case.stage",
                   "Patched=case.patched", "Opened again=case.reopened_because",
                   "Benign=case.benign_reason", "Benign until=case.benign_until"});
    const auto told = told_text(call.book(), page);
    if (!told) return say_failure(told.error());
    std::printf("\n%s\n%s\n%s\n%s",
                table_of(answer.body, "evidence",
                         {"SEEN=seen_at", "SENSOR=sensor", "SIGNAL=signal", "STAGE=stage",
                          "LABELS=labels", "BYTES=bytes"})
                    .c_str(),
                table_of(answer.body, "notes", {"NOTED=at", "BY=author", "TEXT=text"}).c_str(),
                table_of(answer.body, "history",
                         {"VERSION=version", "AT=at", "BY=author", "STATE=state", "WHAT=what"})
                    .c_str(),
                told->c_str());
    return 0;
}

/// Contacts up to these times are in a case already: of each address the latest touch of its cases.
core::Result<std::map<core::Address, core::Time>> counted_until(store::Book& book) {
    std::map<core::Address, core::Time> until;
    const auto visited =
        console::cases::visit_cases(book, {}, UINT64_MAX, [&](const console::cases::Case& record) {
            if (!record.touches.last) return;
            for (const auto& each : record.addresses) {
                auto& last = until[each.address];
                last = std::max(last, *record.touches.last);
            }
        });
    if (!visited) return visited.error();
    return until;
}

int scan(const CaseOptions& options, const console::ConsoleSettings& settings,
         const std::string& folder) {
    auto call = AreaCall::open(folder);
    if (!call) return say_failure(call.error());
    const auto until = counted_until(call->book());
    if (!until) return say_failure(until.error());
    CountedNotices notices;
    console::cases::CaseDesk cases{call->book(), notices, host_settings(settings.cases)};
    console::networks::NetworkDesk networks{call->book(), notices};
    event::Batch batch;
    store::Appended appended;
    std::uint64_t contacts = 0;
    const auto flush = [&] {
        if (batch.events.empty()) return;
        appended.fates.assign(batch.events.size(), store::Fate::stored);
        const core::Time now = event::seen_at(batch.events.back());
        cases.idle(now);
        cases.stored(batch, appended);
        networks.idle(now);
        networks.stored(batch, appended);
        batch.events.clear();
    };
    const core::Time from = options.from.value_or(core::Time::min());
    const core::Time to = options.to.value_or(core::Time::max());
    const auto done = call->store().visit(from, to, [&](const event::Event& event) {
        if (const auto* contact = std::get_if<event::Contact>(&event)) {
            const auto counted = until->find(contact->source);
            if (counted != until->end() && contact->seen_at <= counted->second) return true;
            ++contacts;
        } else if (!std::holds_alternative<event::SensorChange>(event)) {
            return true;
        }
        batch.events.push_back(event);
        // The desk uses the book, not the store, so it may be called from within the visit.
        if (batch.events.size() >= batch_events) flush();
        return true;
    });
    flush();
    cases.finish();
    if (!done) return say_failure(done.error());
    for (const auto* problem : {&cases.problem(), &networks.problem()})
        if (!problem->empty()) return say_failure(core::error(core::ErrorCode::io, *problem));
    if (options.form == Form::json)
        std::printf("{\"contacts\":%llu,\"opened\":%llu,\"reopened\":%llu,\"own_network\":%llu}\n",
                    static_cast<unsigned long long>(contacts),
                    static_cast<unsigned long long>(cases.opened()),
                    static_cast<unsigned long long>(cases.reopened()),
                    static_cast<unsigned long long>(notices.told["own_network"]));
    else
        std::printf(
            "%llu contacts read: %llu cases opened, %llu opened again, %llu sightings of own "
            "networks\n",
            static_cast<unsigned long long>(contacts),
            static_cast<unsigned long long>(cases.opened()),
            static_cast<unsigned long long>(cases.reopened()),
            static_cast<unsigned long long>(notices.told["own_network"]));
    return 0;
}

}  // namespace

int run_case(const CaseOptions& options) {
    const auto settings = console_settings(options.config);
    if (!settings) return say_failure(settings.error());
    const auto folder =
        store_folder(options.store.empty() ? settings->store_folder : options.store);
    if (options.verb == CaseOptions::Verb::scan) return scan(options, *settings, folder);
    auto call = AreaCall::open(folder);
    if (!call) return say_failure(call.error());
    console::cases::CasesArea area;
    const std::string root = "/api/v1/cases";
    core::Result<AreaAnswer> answer{AreaAnswer{}};
    switch (options.verb) {
        case CaseOptions::Verb::list:
            answer = call->ask(
                area, "GET", root,
                query_of(
                    {{"state", options.state}, {"search", options.search}, {"limit", "1000"}}));
            break;
        case CaseOptions::Verb::show:
            answer = call->ask(area, "GET", root + "/" + options.id);
            break;
        case CaseOptions::Verb::set:
            answer = call->ask(area, "PUT", root + "/" + options.id, "", change_body(options));
            break;
        case CaseOptions::Verb::export_file:
            answer = call->ask(area, "GET", root + "/export",
                               query_of({{"form", options.form == Form::json ? "json" : "csv"},
                                         {"state", options.state}}));
            break;
        case CaseOptions::Verb::scan:
            break;
    }
    if (!answer) return say_failure(answer.error());
    if (options.verb == CaseOptions::Verb::export_file) {
        std::fputs(answer->body.c_str(), stdout);
        return 0;
    }
    if (options.verb == CaseOptions::Verb::show) return show(*call, *answer, options);
    if (options.form == Form::json) {
        std::printf("%s\n", answer->body.c_str());
        return 0;
    }
    const std::string_view list = options.verb == CaseOptions::Verb::list ? "rows" : "";
    std::fputs(table_of(answer->body, list,
                        {"CASE=id", "STATE=state", "ADDRESS=host.address", "MAC=host.mac",
                         "NAME=host.name", "TOUCHES=touches", "STAGE=stage", "LAST=last_touch",
                         "OWNER=owner", "AGAIN=reopened_because"})
                   .c_str(),
               stdout);
    return 0;
}

}  // namespace hitme::app
