// SPDX-License-Identifier: Apache-2.0
// hitme network: which networks are ours.
#include <cstdio>

#include "app/ctl/area_call.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/json_writer.h"
#include "console/networks/own_networks_area.h"
#include "console/own_networks.h"

namespace hitme::app {

int run_network(const NetworkOptions& options) {
    using Verb = NetworkOptions::Verb;
    if (options.verb == Verb::check || options.verb == Verb::exposure) return run_exposure(options);
    const auto settings = console_settings(options.config);
    if (!settings) return say_failure(settings.error());
    auto call = AreaCall::open(
        store_folder(options.store.empty() ? settings->store_folder : options.store));
    if (!call) return say_failure(call.error());
    console::networks::OwnNetworksArea area;
    const std::string root = "/api/v1/own-networks";
    core::Result<AreaAnswer> answer{AreaAnswer{}};
    std::string_view list;
    if (options.verb == NetworkOptions::Verb::add) {
        console::JsonWriter json;
        json.begin_object().key("network").text(options.network).key("owner").text(options.owner);
        if (!options.kind.empty()) json.key("kind").text(options.kind);
        json.key("contact")
            .text(options.contact)
            .key("note")
            .text(options.note)
            .key("inside")
            .begin_array();
        for (const auto& inside : options.inside) json.text(inside);
        json.end_array().end_object();
        answer = call->ask(area, "POST", root, "", json.take());
    } else if (options.verb == NetworkOptions::Verb::remove) {
        const auto prefix = core::Prefix::parse(options.network);
        answer =
            call->ask(area, "DELETE",
                      root + "/" + (prefix ? console::own_network_id(*prefix) : options.network));
    } else if (options.verb == NetworkOptions::Verb::sightings) {
        answer = call->ask(area, "GET", root + "/sightings", "limit=1000");
        list = "sightings";
    } else {
        answer = call->ask(area, "GET", root);
        list = "networks";
    }
    if (!answer) return say_failure(answer.error());
    if (options.form == Form::json)
        std::printf("%s\n", answer->body.c_str());
    else if (options.verb == NetworkOptions::Verb::sightings)
        std::fputs(table_of(answer->body, list,
                            {"LAST=last", "ADDRESS=address", "NETWORK=prefix", "OWNER=owner",
                             "WHERE=where", "CERTAIN=certain", "FEED=feed"})
                       .c_str(),
                   stdout);
    else
        std::fputs(
            table_of(answer->body, list,
                     {"NETWORK=network", "STATE=state", "KIND=kind", "OWNER=owner", "WITHIN=within",
                      "INSIDE=inside", "SIGHTINGS=sightings", "LAST=last_seen", "ID=id"})
                .c_str(),
            stdout);
    if (options.verb == NetworkOptions::Verb::add && options.form != Form::json)
        std::printf(
            "%s sources of it are stored already; %s looked at; %s rows of imported lists "
            "speak of it (hitme network sightings)\n",
            member_of(answer->body, "stored_sources").c_str(),
            member_of(answer->body, "looked_at").c_str(),
            member_of(answer->body, "feed_rows").c_str());
    return 0;
}

}  // namespace hitme::app
