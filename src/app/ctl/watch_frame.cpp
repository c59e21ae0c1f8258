// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/watch_frame.h"

#include <algorithm>

#include "core/text.h"

namespace hitme::app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t max_top = 5;
constexpr std::size_t max_latest = 50;
constexpr core::Duration sensor_up_for = 150s;  // two heartbeats and some delay

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

}  // namespace

core::Result<WatchState> read_watch_state(store::EventStore& store, core::Time now) {
    WatchState state;
    state.now = now;
    const auto day = store.series(std::nullopt, now - 24h, now);
    if (!day) return day.error();
    std::uint64_t new_day = 0;
    std::uint64_t new_hour = 0;
    for (const auto& point : *day) {
        state.events_24h += point.events;
        new_day += point.new_hosts;
        if (point.bin >= now - 1h) new_hour += point.new_hosts;
    }
    state.new_hosts_24h = analytics::mean_interval(new_day, 24h);
    state.new_hosts_1h = analytics::mean_interval(new_hour, 1h);
    auto top = store.top_signals(now - 24h, now, max_top);
    if (!top) return top.error();
    state.top = std::move(*top);
    store::ContactQuery query;
    query.limit = max_latest;
    auto latest = store.contacts(query);
    if (!latest) return latest.error();
    state.latest = std::move(latest->rows);
    state.simulated = std::any_of(state.latest.begin(), state.latest.end(),
                                  [](const auto& row) { return row.contact.simulated; });
    auto sensors = store.sensors();
    if (!sensors) return sensors.error();
    state.sensors = std::move(*sensors);
    const auto about = store.state();
    if (!about) return about.error();
    state.store_full = about->full;
    const auto before = store.series(std::nullopt, now - 48h, now - 24h);
    if (!before) return before.error();
    state.warming = before->empty();
    return state;
}

std::string watch_frame(const WatchState& state, const runtime::Zone& zone, std::size_t rows,
                        std::size_t columns) {
    std::vector<std::string> lines;
    lines.push_back("hitme  " + zone.format_iso(state.now) + "  " + zone.name());
    if (state.simulated) lines.push_back("SIMULATED: a demonstration; nobody did this");
    if (state.store_full) lines.push_back("THE DISK IS FULL: counting, not storing");
    lines.push_back("new hosts, any port   24 h: " + analytics::sentence(state.new_hosts_24h) +
                    "   1 h: " + analytics::sentence(state.new_hosts_1h));
    if (state.warming) lines.push_back("warming up: in the first 24 h every host is new");
    lines.push_back("contacts in 24 h: " + std::to_string(state.events_24h));
    for (const auto& sensor : state.sensors) {
        const bool up = state.now - sensor.last_heartbeat.seen_at < sensor_up_for;
        lines.push_back("sensor " + sensor.name.substr(0, 40) + (up ? "  up" : "  DOWN") + "  " +
                        std::to_string(sensor.last_heartbeat.listeners) + " listeners");
    }
    lines.push_back("");
    for (const auto& total : state.top)
        lines.push_back(padded(total.signal.to_string(), 12) +
                        padded(std::to_string(total.events), 10) + std::to_string(total.new_hosts) +
                        " new");
    lines.push_back("");
    if (state.latest.empty()) lines.push_back("nobody has knocked yet");
    for (const auto& row : state.latest) {
        const auto& contact = row.contact;
        lines.push_back(
            padded(zone.format_iso(contact.seen_at), 26) + padded(contact.source.to_string(), 18) +
            padded(event::Signal::of(contact).to_string(), 11) + padded(contact.protocol, 8) +
            std::string(core::as_text(contact.first_bytes).substr(0, 200)));
    }
    std::string out;
    for (std::size_t i = 0; i < std::min(rows, lines.size()); ++i) {
        // The one place where lines become printable: nothing above needs to remember it.
        out += core::printable(lines[i].substr(0, columns), columns).substr(0, columns);
        out += '\n';
    }
    return out;
}

}  // namespace hitme::app
