// SPDX-License-Identifier: Apache-2.0
#include "console/api/sensors.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "console/json_body.h"
#include "console/json_writer.h"

namespace hitme::console::api {
namespace {

constexpr std::string_view reachability_kind = "reachability";  // docs/formats/book.md
constexpr std::size_t max_word_bytes = 400;  // ours: a sensor's name, or how it was checked

struct Reach {
    std::string signal;
    std::string state;
    core::Time since;
    core::Time checked_at;
    std::string how;
};

/// What is recorded by sensor; the last written max_entries_per_page records. Nothing without a book.
core::Result<std::map<std::string, std::vector<Reach>>> reach_by_sensor(store::Book* book) {
    std::map<std::string, std::vector<Reach>> found;
    if (book == nullptr) return found;
    store::EntryQuery query;
    query.kind = reachability_kind;
    query.limit = store::max_entries_per_page;
    const auto page = book->list(query);
    if (!page) return page.error();
    for (const auto& entry : page->entries) {
        JsonBody body(entry.body, Unasked::is_passed_by);
        const std::string sensor = body.text("sensor", max_word_bytes);
        Reach one{entry.subject, entry.state, body.time("since").value_or(entry.at),
                  body.time("checked_at").value_or(entry.at),
                  body.text("how", max_word_bytes, Needed::no)};
        if (!body.fault()) found[sensor].push_back(std::move(one));
    }
    for (auto& [sensor, listed] : found) std::ranges::sort(listed, {}, &Reach::signal);
    return found;
}

void put_reach(JsonWriter& json, const std::vector<Reach>& listed) {
    for (const auto& one : listed) {
        json.begin_object().key("signal").text(one.signal).key("state").text(one.state);
        json.key("since").time(one.since).key("checked_at").time(one.checked_at);
        json.key("how").text(one.how).end_object();
    }
}

}  // namespace

core::Result<std::string> answer_sensors(const Context& context) {
    const auto sensors = context.store.sensors();
    if (!sensors.has_value()) return sensors.error();
    const auto reach = reach_by_sensor(context.book);
    if (!reach) return reach.error();
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
        json.end_array().key("reach").begin_array();
        if (const auto known = reach->find(sensor.name); known != reach->end())
            put_reach(json, known->second);
        json.end_array().key("events").number(sensor.events);
        json.key("last_event").time(sensor.last_event).end_object();
    }
    json.end_array().end_object();
    return json.take();
}

}  // namespace hitme::console::api
