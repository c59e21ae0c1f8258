// SPDX-License-Identifier: Apache-2.0
#include "console/api/listening.h"

#include <algorithm>
#include <map>

namespace hitme::console::api {

core::Result<analytics::Coverage> listening(const Context& context, core::Time from, core::Time to,
                                            core::Duration bin) {
    const auto sensors = context.store.sensors();
    if (!sensors.has_value()) return sensors.error();
    return listening(context, *sensors, from, to, bin);
}

core::Result<analytics::Coverage> listening(const Context& context,
                                            std::span<const store::SensorRow> sensors,
                                            core::Time from, core::Time to, core::Duration bin) {
    to = std::min(to, context.now);
    if (to <= from) return analytics::Coverage{};
    const auto spans = context.store.uptime(from, to);
    if (!spans.has_value()) return spans.error();

    std::vector<analytics::Uptime> uptime;
    uptime.reserve(spans->size());
    for (const auto& span : *spans) uptime.push_back({span.sensor, span.from, span.to});

    analytics::CoverageWindow window{from, to, bin, {}};
    for (const auto& sensor : sensors) {
        const auto beat = sensor.last_heartbeat.seen_at;
        const bool left = sensor.change && sensor.change->change == event::Change::left;
        if (!left && beat >= from - std::chrono::hours{24} && beat < to + up_for)
            window.expected.push_back(sensor.name);
        if (!left && beat <= context.now && context.now - beat <= up_for)
            uptime.push_back({sensor.name, beat, context.now});
    }
    return analytics::measure_coverage(analytics::merge_uptime(std::move(uptime)), window);
}

void write_coverage(JsonWriter& json, const analytics::Coverage& coverage) {
    json.begin_object().key("known").truth(coverage.known);
    json.key("share");
    if (coverage.known)
        json.real(coverage.share);
    else
        json.null();
    json.key("sensors").number(coverage.heard);
    json.key("gaps").begin_array();
    const std::size_t first =
        coverage.gaps.size() > max_gaps_told ? coverage.gaps.size() - max_gaps_told : 0;
    for (std::size_t i = first; coverage.known && i < coverage.gaps.size(); ++i) {
        const auto& gap = coverage.gaps[i];
        json.begin_object().key("sensor").text(gap.sensor);
        json.key("from").time(gap.from).key("to").time(gap.to).end_object();
    }
    json.end_array().end_object();
}

}  // namespace hitme::console::api
