// SPDX-License-Identifier: Apache-2.0
// hitme allow: add, list and end allow rules; show what they hide.
#include <cstdio>

#include "app/ctl/area_call.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/address_network.h"
#include "console/allow/allow_rules_area.h"
#include "console/json_writer.h"
#include "runtime/clock.h"

namespace hitme::app {

int run_allow(const AllowOptions& options) {
    const auto settings = console_settings(options.config);
    if (!settings) return say_failure(settings.error());
    auto call = AreaCall::open(
        store_folder(options.store.empty() ? settings->store_folder : options.store));
    if (!call) return say_failure(call.error());
    const runtime::SystemClock clock;
    console::allow::AllowRulesArea area{
        settings->cases.benign_list,
        console::systems_of(
            std::make_shared<const store::IpData>(store::IpData::open(settings->ip_data())),
            clock)};
    const std::string root = "/api/v1/allow-rules";
    core::Result<AreaAnswer> answer{AreaAnswer{}};
    std::string_view list;
    if (options.verb == AllowOptions::Verb::add) {
        console::JsonWriter json;
        json.begin_object();
        if (!options.network.empty()) json.key("network").text(options.network);
        for (const auto& [name, words] :
             {std::pair{"signals", &options.signals}, std::pair{"stages", &options.stages},
              std::pair{"sensors", &options.sensors}}) {
            json.key(name).begin_array();
            for (const auto& word : *words) json.text(word);
            json.end_array();
        }
        json.key("reason").text(options.reason);
        json.key("owner").text(options.owner.empty() ? person_here() : options.owner);
        if (options.from) json.key("from").time(*options.from);
        if (options.expires) json.key("expires").time(*options.expires);
        json.end_object();
        answer = call->ask(area, "POST", root, "", json.take());
    } else if (options.verb == AllowOptions::Verb::end) {
        answer = call->ask(area, "DELETE", root + "/" + options.id);
    } else if (options.verb == AllowOptions::Verb::hidden) {
        answer =
            call->ask(area, "GET", root + "/hidden",
                      query_of({{"rule", options.id},
                                {"from", options.from ? core::format_rfc3339(*options.from) : ""},
                                {"to", options.to ? core::format_rfc3339(*options.to) : ""},
                                {"limit", "1000"}}));
        list = "rows";
    } else {
        answer = call->ask(area, "GET", root);
        list = "rules";
    }
    if (!answer) return say_failure(answer.error());
    if (options.form == Form::json) {
        std::printf("%s\n", answer->body.c_str());
        return 0;
    }
    if (options.verb == AllowOptions::Verb::hidden) {
        std::fputs(
            table_of(answer->body, list,
                     {"SEEN=contact.seen_at", "SOURCE=contact.source", "SENSOR=contact.sensor",
                      "PORT=contact.destination_port", "RULE=hidden_by", "CLASS=benign"})
                .c_str(),
            stdout);
        return 0;
    }
    std::fputs(table_of(answer->body, list,
                        {"RULE=id", "STATE=state", "NETWORK=network", "SIGNALS=signals",
                         "STAGES=stages", "SENSORS=sensors", "HITS=hits", "LAST=last_hit",
                         "EXPIRES=expires", "OWNER=owner", "REASON=reason"})
                   .c_str(),
               stdout);
    if (options.verb == AllowOptions::Verb::list) {
        std::printf("\n%s",
                    table_of(answer->body, "classes",
                             {"CLASS=class", "ENTRIES=entries", "CONTACTS=contacts", "LAST=last"})
                        .c_str());
        if (const auto refused = member_of(answer->body, "list.refused"); !refused.empty())
            std::fprintf(stderr, "hitme: the benign list is not in force: %s\n", refused.c_str());
    }
    return 0;
}

}  // namespace hitme::app
