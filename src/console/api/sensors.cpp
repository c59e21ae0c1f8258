// SPDX-License-Identifier: Apache-2.0
#include "console/api/sensors.h"

#include "console/json_writer.h"

namespace hitme::console::api {

core::Result<std::string> answer_sensors(const Context& context) {
    const auto sensors = context.store.sensors();
    if (!sensors.has_value()) return sensors.error();
    JsonWriter json;
    json.begin_object().key("sensors").begin_array();
    for (const auto& sensor : *sensors) {
        const auto& beat = sensor.last_heartbeat;
        const bool heard = beat.seen_at != core::Time{};
        // Before its first heartbeat a sensor's ports are known from the change that said that it joined.
        const auto& signals = heard || !sensor.change ? beat.signals : sensor.change->signals;
        const auto& version = heard || !sensor.change ? beat.version : sensor.change->version;
        json.begin_object().key("name").text(sensor.name);
        json.key("up").truth(heard && context.now - beat.seen_at <= up_for);
        json.key("last_heartbeat");
        if (heard)
            json.time(beat.seen_at);
        else
            json.null();
        json.key("version").text(version);
        json.key("started_seconds_ago").number(beat.started_seconds_ago);
        json.key("listeners").number(beat.listeners);
        json.key("listeners_failed").number(beat.listeners_failed);
        json.key("open_connections").number(beat.open_connections);
        json.key("signals").begin_array();
        for (const auto& signal : signals) json.text(signal);
        json.end_array().key("counters").begin_array();
        for (const auto& counter : beat.counters) {
            json.begin_object().key("name").text(counter.name);
            json.key("value").number(counter.value).end_object();
        }
        json.end_array().key("events").number(sensor.events);
        json.key("last_event").time(sensor.last_event).end_object();
    }
    json.end_array().end_object();
    return json.take();
}

}  // namespace hitme::console::api
