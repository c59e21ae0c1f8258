// SPDX-License-Identifier: Apache-2.0
#include "console/api/metrics.h"

#include <map>
#include <string_view>

namespace hitme::console::api {
namespace {

void write(std::string& out, std::string_view name, std::string_view type, std::string_view help,
           std::uint64_t value) {
    out += "# HELP ";
    out += name;
    out += ' ';
    out += help;
    out += "\n# TYPE ";
    out += name;
    out += ' ';
    out += type;
    out += '\n';
    out += name;
    out += ' ';
    out += std::to_string(value);
    out += '\n';
}

}  // namespace

std::string metric_name(const std::string& counter) {
    std::string name = "hitme_";
    for (const char c : counter) {
        const bool kept =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name += kept ? c : '_';
    }
    return name + "_total";
}

std::string metrics_text(const MetricsInput& input) {
    std::string out;
    const auto counter = [&out](std::string_view name, std::string_view help, std::uint64_t value) {
        write(out, name, "counter", help, value);
    };
    const auto gauge = [&out](std::string_view name, std::string_view help, std::uint64_t value) {
        write(out, name, "gauge", help, value);
    };
    const auto& http = input.http;
    counter("hitme_http_connections_accepted_total", "Connections to the dashboard.",
            http.connections_accepted);
    counter("hitme_http_connections_refused_total", "Connections over the limit.",
            http.connections_refused);
    gauge("hitme_http_connections_open", "Connections open now.", http.connections_open);
    counter("hitme_http_accept_failures_total", "Failed accepts, such as for want of descriptors.",
            http.accept_failures);
    counter("hitme_http_requests_total", "Requests understood.", http.requests);
    counter("hitme_http_malformed_total", "Requests that were not HTTP or over a limit.",
            http.malformed);
    counter("hitme_http_timeouts_total", "Requests or answers that took too long.", http.timeouts);
    gauge("hitme_live_readers", "Open event streams.", http.event_streams_open);
    counter("hitme_live_dropped_total", "Contacts that slow readers missed.", input.live_dropped);
    gauge("hitme_sessions", "Sessions that may read the dashboard.", input.sessions);
    gauge("hitme_store_readable", "1 where the store can be read.", input.store != nullptr ? 1 : 0);
    if (input.store != nullptr) {
        const auto& store = *input.store;
        counter("hitme_store_events_total", "Contacts ever stored.", store.events);
        gauge("hitme_store_bytes", "Bytes on disk.", store.bytes_on_disk);
        gauge("hitme_store_days", "Days that are kept.", store.days);
        gauge("hitme_store_full", "1 while there is no space to write.", store.full ? 1 : 0);
        counter("hitme_store_refused_writes_total", "Batches refused for want of space.",
                store.refused_writes);
        counter("hitme_store_days_removed_total", "Days removed by age or quota.",
                store.days_removed);
        counter("hitme_store_events_removed_total", "Contacts removed with them.",
                store.events_removed);
        gauge("hitme_sensors_up", "Sensors with a recent heartbeat.", input.sensors_up);
        gauge("hitme_sensors", "Sensors known.", input.sensors_total);
    }
    // Two names that become one are added up: a series may stand only once.
    std::map<std::string, std::uint64_t> own;
    for (const auto& each : input.counters) own[metric_name(each.name)] += each.value;
    for (const auto& [name, value] : own) counter(name, "See docs/metrics.md.", value);
    return out;
}

}  // namespace hitme::console::api
