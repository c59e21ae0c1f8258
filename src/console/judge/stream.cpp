// SPDX-License-Identifier: Apache-2.0
#include "console/judge/stream.h"

#include <algorithm>

#include "analytics/coverage.h"
#include "analytics/new_hosts.h"
#include "event/drill.h"

namespace hitme::console {
namespace {

// Only a finished handshake proves an address. A log that does not say is judged by what it has.
bool is_proved(const event::Contact& contact) {
    return contact.handshake == event::Handshake::completed ||
           contact.handshake == event::Handshake::sent_data ||
           contact.handshake == event::Handshake::unknown;
}

/// By the 24-hour rule, of sightings in order of time.
std::vector<analytics::Sighting> newcomers_of(const Stream& stream) {
    std::vector<std::optional<core::Time>> seen(stream.sources.size());
    std::vector<analytics::Sighting> fresh;
    for (const auto& sighting : stream.sightings) {
        auto& before = seen[sighting.source];
        // Seen exactly 24 h ago counts as seen.
        if (!before || sighting.at - *before > analytics::new_host_memory)
            fresh.push_back(sighting);
        before = sighting.at;
    }
    return fresh;
}

}  // namespace

StreamBuilder::StreamBuilder(std::optional<event::Signal> signal, std::uint64_t secret, Taken taken)
    : signal_(signal), taken_(taken), source_numbers_(secret) {}

std::uint16_t StreamBuilder::sensor_number(std::string_view name) {
    const auto found = sensor_numbers_.find(name);
    if (found != sensor_numbers_.end()) return found->second;
    if (stream_.sensors.size() == analytics::max_judged_sensors) {
        ++stream_.sensors_put_together;
        const auto last = static_cast<std::uint16_t>(analytics::max_judged_sensors - 1);
        sensor_numbers_.emplace(name, last);
        return last;
    }
    const auto number = static_cast<std::uint16_t>(stream_.sensors.size());
    stream_.sensors.emplace_back(name);
    sensor_numbers_.emplace(name, number);
    return number;
}

void StreamBuilder::sight(core::Time at, std::uint16_t sensor, const core::Address& source,
                          std::optional<core::Duration> zone, std::string_view source_class) {
    const auto next = static_cast<std::uint32_t>(stream_.sources.size());
    const std::uint32_t number = *source_numbers_.find_or_insert(0, source, next);
    if (number == next) {
        stream_.sources.push_back(source);
        stream_.source_class.push_back(no_class);
    }
    if (zone) {
        stream_.zones.resize(stream_.sources.size());
        stream_.zones[number] = zone;
    }
    if (!source_class.empty()) {
        auto found = class_numbers_.find(source_class);
        if (found == class_numbers_.end()) {
            const auto index = static_cast<std::uint32_t>(stream_.classes.size());
            stream_.classes.emplace_back(source_class);
            found = class_numbers_.emplace(source_class, index).first;
        }
        stream_.source_class[number] = found->second;
    }
    stream_.sightings.push_back({at, number, sensor});
}

void StreamBuilder::add(const event::Event& event) {
    if (const auto* heartbeat = std::get_if<event::Heartbeat>(&event)) {
        const core::Time from =
            heartbeat->seen_at - std::chrono::seconds{heartbeat->covers_seconds};
        uptimes_[sensor_number(heartbeat->sensor)].push_back({from, heartbeat->seen_at});
        return;
    }
    const auto* contact = std::get_if<event::Contact>(&event);
    if (contact == nullptr || event::of_drill(*contact)) return;
    if (signal_ && event::Signal::of(*contact) != *signal_) {
        ++stream_.other_signals;
        return;
    }
    if (!is_proved(*contact)) {
        ++stream_.unverified;
        const bool is_asked_for = contact->handshake == event::Handshake::datagram && signal_;
        if (taken_ == Taken::proved && !is_asked_for) return;
        stream_.judges_unverified =
            true;  // a datagram signal by name: there is nothing else to judge
    }
    stream_.simulated |= contact->simulated;
    const std::uint16_t sensor = sensor_number(contact->sensor);
    if (contact->source.is_unspecified())
        stream_.without_source.push_back(contact->seen_at);
    else
        sight(contact->seen_at, sensor, contact->source, std::nullopt, {});
}

void StreamBuilder::add(const Row& row) {
    const std::uint16_t sensor = sensor_number(row.sensor);
    if (row.source)
        sight(row.at, sensor, *row.source, row.zone, row.source_class);
    else
        stream_.without_source.push_back(row.at);
}

void StreamBuilder::uptime(std::string_view sensor, std::vector<analytics::Span> spans) {
    auto& mine = uptimes_[sensor_number(sensor)];
    mine.insert(mine.end(), spans.begin(), spans.end());
}

Stream StreamBuilder::take(std::string name, core::Time epoch) {
    stream_.name = std::move(name);
    stream_.epoch = epoch;
    if (!uptimes_.empty()) {
        stream_.uptimes.resize(stream_.sensors.size());
        for (auto& [sensor, spans] : uptimes_)
            stream_.uptimes[sensor] = merge_spans(std::move(spans));
    }
    std::ranges::stable_sort(stream_.sightings, {}, &analytics::Sighting::at);
    stream_.newcomers = newcomers_of(stream_);
    if (!stream_.zones.empty()) stream_.zones.resize(stream_.sources.size());
    const auto spans_time = [&](core::Time at) {
        stream_.first = stream_.first ? std::min(*stream_.first, at) : at;
        stream_.last = stream_.last ? std::max(*stream_.last, at) : at;
    };
    for (const auto& sighting : stream_.sightings) spans_time(sighting.at);
    for (const core::Time at : stream_.without_source) spans_time(at);
    for (const auto& spans : stream_.uptimes)
        for (const auto& span : spans) {
            spans_time(span.from);
            spans_time(span.to);
        }
    return std::move(stream_);
}

std::vector<analytics::Span> merge_spans(std::vector<analytics::Span> spans) {
    std::erase_if(spans, [](const analytics::Span& span) { return span.to <= span.from; });
    std::ranges::sort(spans, {}, &analytics::Span::from);
    std::vector<analytics::Span> merged;
    for (const auto& span : spans) {
        if (!merged.empty() && span.from <= merged.back().to + analytics::uptime_tolerance)
            merged.back().to = std::max(merged.back().to, span.to);
        else
            merged.push_back(span);
    }
    return merged;
}

core::Result<Stream> stream_of(store::EventStore& store, std::optional<event::Signal> signal,
                               std::optional<core::Time> to, std::uint64_t secret, Taken taken) {
    StreamBuilder builder{signal, secret, taken};
    const auto visited = store.visit(core::Time::min(), to.value_or(core::Time::max()),
                                     [&](const event::Event& event) {
                                         builder.add(event);
                                         return true;
                                     });
    if (!visited) return visited.error();
    return builder.take(signal ? signal->to_string() : "all", {});
}

}  // namespace hitme::console
