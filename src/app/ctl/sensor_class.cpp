// SPDX-License-Identifier: Apache-2.0
// hitme sensor class: in what kind of network each sensor stands, and since when.
#include <cstdio>

#include "app/ctl/area_call.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/json_writer.h"
#include "console/networks/sensor_classes_area.h"

namespace hitme::app {

int run_sensor_class(const SensorClassOptions& options) {
    auto call = AreaCall::open(store_folder(options.store));
    if (!call) return say_failure(call.error());
    console::networks::SensorClassesArea area;
    const std::string root = "/api/v1/sensor-classes";
    core::Result<AreaAnswer> answer{AreaAnswer{}};
    if (options.sensor.empty()) {
        answer = call->ask(area, "GET", root);
    } else {
        console::JsonWriter json;
        json.begin_object()
            .key("sensor")
            .text(options.sensor)
            .key("class")
            .text(options.sensor_class);
        if (options.from) json.key("from").time(*options.from);
        if (options.until) json.key("until").time(*options.until);
        json.key("provider").text(options.provider).key("region").text(options.region).end_object();
        answer = call->ask(area, "POST", root, "", json.take());
    }
    if (!answer) return say_failure(answer.error());
    if (options.form == Form::json)
        std::printf("%s\n", answer->body.c_str());
    else if (options.sensor.empty())
        std::fputs(
            table_of(answer->body, "sensors", {"SENSOR=sensor", "NOW=now", "PERIODS=periods"})
                .c_str(),
            stdout);
    else
        std::fputs(table_of(answer->body, "periods",
                            {"CLASS=class", "FROM=from", "UNTIL=until", "PROVIDER=provider",
                             "REGION=region"})
                       .c_str(),
                   stdout);
    return 0;
}

}  // namespace hitme::app
