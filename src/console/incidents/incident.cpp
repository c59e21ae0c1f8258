// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/incident.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "console/json_writer.h"
#include "core/text.h"

namespace hitme::console::incidents {
namespace {

namespace json = boost::json;

constexpr std::size_t max_word = 80;  // of a name in a title

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::uint64_t number_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr) return 0;
    if (value->is_uint64()) return value->get_uint64();
    return value->is_int64() && value->get_int64() >= 0
               ? static_cast<std::uint64_t>(value->get_int64())
               : 0;
}

bool truth_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string> texts_of(const json::object& object, std::string_view name) {
    std::vector<std::string> texts;
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_array()) return texts;
    for (const json::value& one : value->get_array())
        if (one.is_string() && texts.size() < max_names) texts.emplace_back(one.get_string());
    return texts;
}

event::Stage stage_named(std::string_view name) {
    for (int stage = 0; stage <= static_cast<int>(event::Stage::payload_delivery); ++stage)
        if (event::name_of(static_cast<event::Stage>(stage)) == name)
            return static_cast<event::Stage>(stage);
    return event::Stage::none;
}

}  // namespace

Severity severity_of(const Incident& incident) {
    using event::Stage;
    if (!incident.benign_class.empty()) return Severity::info;
    const bool exploit =
        incident.stage == Stage::exploit_attempt || incident.stage == Stage::payload_delivery;
    if (incident.internal) return exploit ? Severity::critical : Severity::high;
    switch (incident.stage) {
        case Stage::none:
        case Stage::scan:
            return Severity::info;
        case Stage::probe:
        case Stage::enumeration:
            return Severity::low;
        case Stage::brute_force:
            return Severity::medium;
        case Stage::exploit_attempt:
        case Stage::payload_delivery:
            return Severity::high;
    }
    return Severity::info;
}

std::string incident_id(const core::Address& source, core::Time first) {
    char text[64];
    const auto when = static_cast<unsigned long long>(core::nanoseconds_of(first));
    if (source.is_unspecified()) {
        std::snprintf(text, sizeof text, "many-sources-%llx", when);
    } else {
        const auto hash = static_cast<std::uint64_t>(core::AddressHash{}(source));
        std::snprintf(text, sizeof text, "i-%llx-%08x", when,
                      static_cast<unsigned>(hash ^ (hash >> 32)));
    }
    return text;
}

std::string incident_json(const Incident& incident) {
    JsonWriter out;
    out.begin_object();
    out.key("id").text(incident.id);
    out.key("state").text(incident.ended ? "ended" : "open");
    out.key("source").text(incident.is_many_sources() ? "" : incident.source.to_string());
    out.key("first").time(incident.first);
    out.key("last").time(incident.last);
    out.key("ended").time(incident.ended);
    out.key("contacts").number(incident.contacts);
    out.key("hidden").number(incident.hidden);
    out.key("hidden_by").text(incident.hidden_by);
    out.key("benign_class").text(incident.benign_class);
    out.key("sources").number(incident.sources);
    out.key("stage").text(event::name_of(incident.stage));
    out.key("severity").text(name_of(severity_of(incident)));
    out.key("internal").truth(incident.internal);
    out.key("simulated").truth(incident.simulated);
    out.key("wave").text(incident.wave);
    out.key("labels").begin_array();
    for (const std::string& label : incident.labels) out.text(label);
    out.end_array();
    out.key("sensors").begin_array();
    for (const std::string& sensor : incident.sensors) out.text(sensor);
    out.end_array();
    out.key("services").begin_array();
    for (const Service& service : incident.services) {
        out.begin_object();
        out.key("signal").text(service.signal.to_string());
        out.key("contacts").number(service.contacts);
        out.key("first").time(service.first);
        out.key("last").time(service.last);
        out.end_object();
    }
    out.end_array();
    out.key("services_not_listed").number(incident.services_not_listed);
    out.key("ports").number(incident.ports);
    out.key("gap_seconds")
        .number(static_cast<std::uint64_t>(incident.gap / std::chrono::seconds{1}));
    out.key("told").truth(incident.told);
    out.end_object();
    return out.take();
}

std::optional<Incident> incident_of_json(std::string_view body) {
    json::error_code failed;
    const json::value value = json::parse({body.data(), body.size()}, failed);
    if (failed || !value.is_object()) return {};
    const json::object& object = value.get_object();
    Incident incident;
    incident.id = text_of(object, "id");
    const std::string source = text_of(object, "source");
    const auto address = core::Address::parse(source);
    const auto first = core::parse_time(text_of(object, "first"));
    const auto last = core::parse_time(text_of(object, "last"));
    if (incident.id.empty() || (!source.empty() && !address) || !first || !last) return {};
    if (address) incident.source = *address;
    incident.first = *first;
    incident.last = *last;
    incident.ended = core::parse_time(text_of(object, "ended"));
    incident.contacts = number_of(object, "contacts");
    incident.hidden = number_of(object, "hidden");
    incident.hidden_by = text_of(object, "hidden_by");
    incident.benign_class = text_of(object, "benign_class");
    incident.sources = number_of(object, "sources");
    incident.stage = stage_named(text_of(object, "stage"));
    incident.internal = truth_of(object, "internal");
    incident.simulated = truth_of(object, "simulated");
    incident.wave = text_of(object, "wave");
    incident.labels = texts_of(object, "labels");
    incident.sensors = texts_of(object, "sensors");
    incident.services_not_listed = number_of(object, "services_not_listed");
    incident.ports = number_of(object, "ports");
    incident.gap = std::chrono::seconds{number_of(object, "gap_seconds") % (1U << 31)};
    incident.told = truth_of(object, "told");
    if (const json::value* services = object.if_contains("services");
        services != nullptr && services->is_array()) {
        for (const json::value& one : services->get_array()) {
            if (!one.is_object() || incident.services.size() == max_services) continue;
            const json::object& row = one.get_object();
            const auto signal = event::Signal::parse(text_of(row, "signal"));
            if (!signal) continue;
            incident.services.push_back({*signal, number_of(row, "contacts"),
                                         core::parse_time(text_of(row, "first")).value_or(*first),
                                         core::parse_time(text_of(row, "last")).value_or(*last)});
            incident.port_keys.push_back(signal->key());
        }
        std::sort(incident.port_keys.begin(), incident.port_keys.end());
    }
    return incident;
}

std::string incident_title(const Incident& incident) {
    std::string title = incident.is_many_sources()
                            ? "Many sources (up to " + std::to_string(incident.sources) + ")"
                            : incident.source.to_string();
    if (!incident.benign_class.empty())
        title += " (benign, " + core::printable(incident.benign_class, max_word) + ")";
    title += ": ";
    title += incident.stage == event::Stage::none ? "contact" : event::name_of(incident.stage);
    if (!incident.services.empty()) {
        title += " on " + incident.services.front().signal.to_string();
        if (incident.ports > 1) title += " and " + std::to_string(incident.ports - 1) + " more";
    }
    if (!incident.labels.empty())
        title += ", " + core::printable(incident.labels.front(), max_word);
    return title;
}

}  // namespace hitme::console::incidents
