// SPDX-License-Identifier: Apache-2.0
// hitme incident: list and show; who was told of one stands below it.
#include <cstdio>

#include "app/ctl/area_call.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "app/ctl/told.h"
#include "console/incidents/incidents_area.h"
#include "console/settings.h"

namespace hitme::app {
namespace {

int show(AreaCall& call, const AreaAnswer& answer, const IncidentOptions& options) {
    const std::string page = "/incidents/" + options.id;
    if (options.form == Form::json) {
        const auto whole = with_told(call.book(), page, answer.body);
        if (!whole) return say_failure(whole.error());
        std::printf("%s\n", whole->c_str());
        return 0;
    }
    print_members(answer.body, {"Incident=id", "State=state", "Severity=severity", "Source=source",
                                "First=first", "Last=last", "Ended=ended", "Contacts=contacts",
                                "Hidden=hidden", "Hidden by=hidden_by", "Benign class=benign_class",
                                "Stage=stage", "Internal=internal", "Simulated=simulated",
                                "Wave=wave", "Sensors=sensors", "Labels=labels"});
    const auto told = told_text(call.book(), page);
    if (!told) return say_failure(told.error());
    std::printf("\n%s\n%s",
                table_of(answer.body, "services",
                         {"SIGNAL=signal", "CONTACTS=contacts", "FIRST=first", "LAST=last"})
                    .c_str(),
                told->c_str());
    return 0;
}

}  // namespace

int run_incident(const IncidentOptions& options) {
    const auto settings = console_settings(options.config);
    if (!settings) return say_failure(settings.error());
    auto call = AreaCall::open(
        store_folder(options.store.empty() ? settings->store_folder : options.store));
    if (!call) return say_failure(call.error());
    console::incidents::IncidentsArea area;
    const std::string root = "/api/v1/incidents";
    if (options.verb == IncidentOptions::Verb::show) {
        const auto answer = call->ask(area, "GET", root + "/" + options.id);
        if (!answer) return say_failure(answer.error());
        return show(*call, *answer, options);
    }
    const auto answer = call->ask(area, "GET", root,
                                  query_of({{"state", options.state},
                                            {"source", options.source},
                                            {"severity", options.severity},
                                            {"limit", std::to_string(options.limit)}}));
    if (!answer) return say_failure(answer.error());
    if (options.form == Form::json) {
        std::printf("%s\n", answer->body.c_str());
        return 0;
    }
    std::fputs(table_of(answer->body, "rows",
                        {"INCIDENT=id", "STATE=state", "SEVERITY=severity", "SOURCE=source",
                         "CONTACTS=contacts", "PORTS=ports", "STAGE=stage", "FIRST=first",
                         "LAST=last", "TOLD=told"})
                   .c_str(),
               stdout);
    return 0;
}

}  // namespace hitme::app
