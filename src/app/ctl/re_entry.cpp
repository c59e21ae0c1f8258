// SPDX-License-Identifier: Apache-2.0
// hitme re-entry: a time of high attention when devices come back, and its report.
#include <cstdio>

#include "app/case_parts.h"
#include "app/ctl/area_call.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/cases/re_entry_area.h"
#include "console/json_writer.h"

namespace hitme::app {

int run_re_entry(const ReEntryOptions& options) {
    const auto settings = console_settings(options.config);
    if (!settings) return say_failure(settings.error());
    auto call = AreaCall::open(
        store_folder(options.store.empty() ? settings->store_folder : options.store));
    if (!call) return say_failure(call.error());
    console::cases::ReEntryArea area{host_settings(settings->cases)};
    const std::string root = "/api/v1/re-entry";
    core::Result<AreaAnswer> answer{AreaAnswer{}};
    std::string_view list;
    if (options.verb == ReEntryOptions::Verb::add) {
        console::JsonWriter json;
        json.begin_object().key("name").text(options.name);
        if (options.from) json.key("from").time(*options.from);
        if (options.until) json.key("until").time(*options.until);
        if (options.before) json.key("before").time(*options.before);
        json.key("sensors").begin_array();
        for (const auto& sensor : options.sensors) json.text(sensor);
        json.end_array().end_object();
        answer = call->ask(area, "POST", root, "", json.take());
    } else if (options.verb == ReEntryOptions::Verb::end) {
        answer = call->ask(area, "DELETE", root + "/" + options.id);
    } else if (options.verb == ReEntryOptions::Verb::report) {
        answer = call->ask(area, "GET", root + "/" + options.id);
    } else {
        answer = call->ask(area, "GET", root);
        list = "watches";
    }
    if (!answer) return say_failure(answer.error());
    if (options.form == Form::json) {
        std::printf("%s\n", answer->body.c_str());
    } else if (options.verb == ReEntryOptions::Verb::report) {
        std::printf("%s\n\n%s\n%s", member_of(answer->body, "sentence").c_str(),
                    table_of(answer->body, "hosts",
                             {"FIRST=first_touch", "ADDRESS=address", "MAC=mac", "NAME=name",
                              "ARRIVED=arrived", "SEGMENT=segment", "TOUCHES=touches",
                              "BEFORE=touched_before", "CASE=case", "STATE=state"})
                        .c_str(),
                    table_of(answer->body, "segments",
                             {"SEGMENT=segment", "HOSTS=hosts", "FIRST=first_touch"})
                        .c_str());
    } else {
        std::fputs(table_of(answer->body, list,
                            {"WATCH=id", "STATE=state", "NAME=name", "FROM=from", "UNTIL=until",
                             "BEFORE=before", "SENSORS=sensors"})
                       .c_str(),
                   stdout);
    }
    return 0;
}

}  // namespace hitme::app
