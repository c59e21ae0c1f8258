// SPDX-License-Identifier: Apache-2.0
#include "console/judge/stream.h"

#include <algorithm>
#include <utility>

#include "analytics/coverage.h"
#include "analytics/new_hosts.h"
#include "analytics/proof.h"
#include "event/drill.h"
#include "recognition/smb/rules.h"

namespace hitme::console {
namespace {

constexpr std::uint32_t unnumbered = 0xFFFFFFFF;

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

/// What the log itself says of the source, where it was read from one that does.
std::string_view class_of(const event::Contact& contact) {
    for (const auto& fact : contact.decoded)
        if (fact.name == event::source_class_fact) return fact.value;
    return {};
}

bool is_sure(const event::Label& label) {
    return label.grade == event::Grade::certain || label.grade == event::Grade::likely;
}

std::optional<core::Duration> last_alone_for(const Stream& stream) {
    if (stream.sightings.size() + stream.without_source.size() < 2) return std::nullopt;
    core::Time last = core::Time::min();
    core::Time before = core::Time::min();
    const auto take = [&](core::Time at) {
        before = std::max(before, std::min(at, last));
        last = std::max(last, at);
    };
    // Sightings stand in order.
    const std::size_t count = stream.sightings.size();
    for (std::size_t i = count - std::min<std::size_t>(count, 2); i < count; ++i)
        take(stream.sightings[i].at);
    for (const core::Time at : stream.without_source) take(at);
    return last - before;
}

/// Puts in order what was gathered, and works out what follows from it.
void finish(Stream& stream, std::string name, core::Time epoch) {
    stream.name = std::move(name);
    stream.epoch = epoch;
    std::ranges::stable_sort(stream.sightings, {}, &analytics::Sighting::at);
    stream.newcomers = newcomers_of(stream);
    if (!stream.zones.empty()) stream.zones.resize(stream.sources.size());
    if (!stream.proved.empty()) stream.proved.resize(stream.sources.size());
    const auto spans_time = [&](core::Time at) {
        stream.first = stream.first ? std::min(*stream.first, at) : at;
        stream.last = stream.last ? std::max(*stream.last, at) : at;
    };
    for (const auto& sighting : stream.sightings) spans_time(sighting.at);
    for (const core::Time at : stream.without_source) spans_time(at);
    stream.last_alone_for = last_alone_for(stream);
    for (const auto& spans : stream.uptimes)
        for (const auto& span : spans) {
            spans_time(span.from);
            spans_time(span.to);
        }
}

}  // namespace

std::uint32_t network_of(const core::Address& source) {
    const std::uint32_t number =
        source.is_v4() ? source.v4_value() >> 16 : static_cast<std::uint32_t>(source.high() >> 32);
    return number + 1 == 0 ? number : number + 1;
}

StreamBuilder::StreamBuilder(std::optional<event::Signal> signal, std::uint64_t secret, Taken taken,
                             Payloads payloads)
    : signal_(signal),
      taken_(taken),
      payloads_(payloads),
      secret_(secret),
      source_numbers_(secret) {}

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
        if (heartbeat->seen_at > now_) return;
        const core::Time from =
            heartbeat->seen_at - std::chrono::seconds{heartbeat->covers_seconds};
        auto& spans = uptimes_[sensor_number(heartbeat->sensor)];
        // Heartbeats that follow each other are one span, or a month of them would be a list of 40,000.
        if (!spans.empty() && from >= spans.back().from &&
            analytics::goes_on(spans.back().to, from))
            spans.back().to = std::max(spans.back().to, heartbeat->seen_at);
        else
            spans.push_back({from, heartbeat->seen_at});
        return;
    }
    const auto* contact = std::get_if<event::Contact>(&event);
    if (contact == nullptr || event::of_drill(*contact)) return;
    if (all_traffic_ && contact->seen_at <= now_ && analytics::proves_its_source(*contact))
        all_traffic_->add(contact->sensor, contact->source);
    if (signal_ && event::Signal::of(*contact) != *signal_) {
        ++stream_.other_signals;
        return;
    }
    if (contact->seen_at > now_) {
        ++stream_.future;
        return;
    }
    const bool is_proved = analytics::proves_its_source(*contact);
    if (!is_proved) {
        ++stream_.unverified;
        ++unverified_by_hour_[core::bin_of(contact->seen_at, std::chrono::hours{1})];
        // A datagram signal by name: there is nothing else to judge.
        const bool is_asked_for = signal_ && analytics::is_datagram(*contact);
        if (taken_ == Taken::proved && !is_asked_for) return;
        stream_.judges_unverified |= is_asked_for;
    }
    stream_.simulated |= contact->simulated;
    const std::uint16_t sensor = sensor_number(contact->sensor);
    if (contact->source.is_unspecified()) {
        stream_.without_source.push_back(contact->seen_at);
        return;
    }
    sight(contact->seen_at, sensor, contact->source, std::nullopt, class_of(*contact));
    if (taken_ == Taken::all) {
        stream_.proved.resize(stream_.sources.size());
        if (is_proved) stream_.proved[stream_.sightings.back().source] = true;
    }
    if (payloads_ == Payloads::in_families) stream_.sightings.back().payload = placed(*contact);
}

void StreamBuilder::complete(const event::Contact& contact) {
    if (payloads_ == Payloads::passed_over || event::of_drill(contact)) return;
    if (signal_ && event::Signal::of(contact) != *signal_) return;
    const auto* source = source_numbers_.find(0, contact.source);
    const auto sensor = sensor_numbers_.find(contact.sensor);
    if (source == nullptr || sensor == sensor_numbers_.end()) return;
    auto& all = stream_.sightings;
    const std::size_t oldest = all.size() - std::min(all.size(), max_open_lookback);
    for (std::size_t i = all.size(); i-- > oldest;) {
        auto& sighting = all[i];
        if (sighting.at != contact.seen_at || sighting.source != *source ||
            sighting.sensor != sensor->second)
            continue;
        sighting.payload = placed(contact);
        return;
    }
}

analytics::FirstPayload StreamBuilder::placed(const event::Contact& contact) {
    const auto& hit = contact.destination;
    if (!hit.is_unspecified() && !hit.is_loopback()) {
        if (const auto known = targets_.find(hit); known != targets_.end())
            known->second = std::min(known->second, contact.seen_at);
        else if (targets_.size() < max_targets)
            targets_.emplace(hit, contact.seen_at);
    }
    if (contact.first_bytes.empty()) return {};
    const auto family =
        families_.observe(contact.first_bytes, network_of(contact.source), contact.seen_at);
    for (const auto& label : contact.labels) {
        // What is only consistent with a name does not give it to a family.
        if (!family || !is_sure(label)) continue;
        families_.label(*family, label.name);
        if (!recognition::smb::is_worm_rule(label.rule)) continue;
        const auto [known, is_new] =
            signatures_.try_emplace(*family, Signature{contact.seen_at, label.name});
        if (!is_new) known->second.at = std::min(known->second.at, contact.seen_at);
    }
    return {family, contact.stage == event::Stage::exploit_attempt ||
                        contact.stage == event::Stage::payload_delivery};
}

void StreamBuilder::tell_payloads(Stream& stream, core::Time to) const {
    stream.reads_payloads = payloads_ == Payloads::in_families;
    stream.signatures.resize(families_.families().size());
    for (const auto& [family, signature] : signatures_)
        if (signature.at < to) stream.signatures[family] = signature.worm;
    for (const auto& [address, at] : targets_)
        if (at < to) stream.targets.push_back(address);
}

void StreamBuilder::add(const Row& row) {
    if (row.at > now_) {
        ++stream_.future;
        return;
    }
    const std::uint16_t sensor = sensor_number(row.sensor);
    // A row tells no transport: where a datagram signal is asked for, it is taken for one of its datagrams.
    if (signal_ && signal_->transport != event::Transport::tcp) {
        stream_.judges_unverified = true;
        ++stream_.unverified;
        ++unverified_by_hour_[core::bin_of(row.at, std::chrono::hours{1})];
    }
    if (row.source && all_traffic_) all_traffic_->add(row.sensor, *row.source);
    if (row.source)
        sight(row.at, sensor, *row.source, row.zone, row.source_class);
    else
        stream_.without_source.push_back(row.at);
}

void StreamBuilder::add_other(const Row& row) {
    if (row.at <= now_ && row.source && all_traffic_) all_traffic_->add(row.sensor, *row.source);
}

void StreamBuilder::uptime(std::string_view sensor, std::vector<analytics::Span> spans) {
    auto& mine = uptimes_[sensor_number(sensor)];
    mine.insert(mine.end(), spans.begin(), spans.end());
}

Stream StreamBuilder::take(std::string name, core::Time epoch) {
    Stream stream = std::move(stream_);
    tell_payloads(stream, core::Time::max());
    if (all_traffic_) stream.all_hosts = all_traffic_->hosts_of(stream.sensors);
    if (!uptimes_.empty()) {
        stream.uptimes.resize(stream.sensors.size());
        for (auto& [sensor, spans] : uptimes_)
            stream.uptimes[sensor] = merge_spans(std::move(spans));
    }
    finish(stream, std::move(name), epoch);
    return stream;
}

Stream StreamBuilder::snapshot(std::string name, core::Time from, core::Time to) const {
    const auto is_inside = [&](core::Time at) { return at >= from && at < to; };
    Stream stream;
    stream.sensors_put_together = stream_.sensors_put_together;
    stream.judges_unverified = stream_.judges_unverified;
    stream.other_signals = stream_.other_signals;
    stream.simulated = stream_.simulated;
    stream.unverified = unverified(from, to);
    tell_payloads(stream, to);
    for (const auto& sighting : stream_.sightings)
        if (is_inside(sighting.at)) stream.sightings.push_back(sighting);
    std::ranges::stable_sort(stream.sightings, {}, &analytics::Sighting::at);
    for (const core::Time at : stream_.without_source)
        if (is_inside(at)) stream.without_source.push_back(at);

    std::map<std::uint16_t, std::vector<analytics::Span>> listened;
    for (const auto& [sensor, spans] : uptimes_) {
        std::vector<analytics::Span> inside;
        for (const auto& span : spans)
            inside.push_back({std::max(span.from, from), std::min(span.to, to)});
        inside = merge_spans(std::move(inside));
        if (!inside.empty()) listened.emplace(sensor, std::move(inside));
    }
    // Numbers by what is told of this time alone: what came later must not show, not even in an order.
    std::vector<bool> is_told(stream_.sensors.size());
    for (const auto& sighting : stream.sightings) is_told[sighting.sensor] = true;
    for (const auto& [sensor, spans] : listened) is_told[sensor] = true;
    std::vector<std::uint16_t> sensors(stream_.sensors.size());
    for (std::size_t i = 0; i < is_told.size(); ++i)
        if (is_told[i]) stream.sensors.push_back(stream_.sensors[i]);
    std::ranges::sort(stream.sensors);
    for (std::size_t i = 0; i < is_told.size(); ++i)
        if (is_told[i])
            sensors[i] = static_cast<std::uint16_t>(
                std::ranges::lower_bound(stream.sensors, stream_.sensors[i]) -
                stream.sensors.begin());
    if (!listened.empty()) stream.uptimes.resize(stream.sensors.size());
    for (auto& [sensor, spans] : listened) stream.uptimes[sensors[sensor]] = std::move(spans);

    std::vector<std::uint32_t> sources(stream_.sources.size(), unnumbered);
    std::vector<std::uint32_t> classes(stream_.classes.size(), unnumbered);
    for (auto& sighting : stream.sightings) {
        auto& number = sources[sighting.source];
        if (number == unnumbered) {
            number = static_cast<std::uint32_t>(stream.sources.size());
            stream.sources.push_back(stream_.sources[sighting.source]);
            if (sighting.source < stream_.proved.size())
                stream.proved.push_back(stream_.proved[sighting.source]);
            if (!stream_.zones.empty()) {
                stream.zones.emplace_back();
                if (sighting.source < stream_.zones.size())
                    stream.zones.back() = stream_.zones[sighting.source];
            }
            std::uint32_t named = stream_.source_class[sighting.source];
            if (named != no_class) {
                if (classes[named] == unnumbered) {
                    classes[named] = static_cast<std::uint32_t>(stream.classes.size());
                    stream.classes.push_back(stream_.classes[named]);
                }
                named = classes[named];
            }
            stream.source_class.push_back(named);
        }
        sighting.source = number;
        sighting.sensor = sensors[sighting.sensor];
    }
    finish(stream, std::move(name), {});
    return stream;
}

std::uint64_t StreamBuilder::unverified(core::Time from, core::Time to) const {
    std::uint64_t contacts = 0;
    for (const auto& [hour, count] : unverified_by_hour_)
        if (hour >= from && hour < to) contacts += count;
    return contacts;
}

void StreamBuilder::forget_before(core::Time from) {
    std::vector<std::uint32_t> renamed(stream_.sources.size(), unnumbered);
    Stream kept;
    analytics::SourceTable<std::uint32_t> numbers{secret_};
    for (auto sighting : stream_.sightings) {
        if (sighting.at < from) continue;
        auto& name = renamed[sighting.source];
        if (name == unnumbered) {
            name = static_cast<std::uint32_t>(kept.sources.size());
            numbers.find_or_insert(0, stream_.sources[sighting.source], name);
            kept.sources.push_back(stream_.sources[sighting.source]);
            kept.source_class.push_back(stream_.source_class[sighting.source]);
            if (sighting.source < stream_.proved.size())
                kept.proved.push_back(stream_.proved[sighting.source]);
            if (sighting.source < stream_.zones.size()) {
                kept.zones.resize(kept.sources.size());
                kept.zones.back() = stream_.zones[sighting.source];
            }
        }
        sighting.source = name;
        kept.sightings.push_back(sighting);
    }
    std::erase_if(stream_.without_source, [&](core::Time at) { return at < from; });
    stream_.sightings = std::move(kept.sightings);
    stream_.sources = std::move(kept.sources);
    stream_.source_class = std::move(kept.source_class);
    stream_.zones = std::move(kept.zones);
    stream_.proved = std::move(kept.proved);
    source_numbers_ = std::move(numbers);
    std::erase_if(unverified_by_hour_, [&](const auto& hour) { return hour.first < from; });
    for (auto& [sensor, spans] : uptimes_)
        std::erase_if(spans, [&](const analytics::Span& span) { return span.to < from; });
}

std::optional<core::Time> StreamBuilder::earliest() const {
    const auto& all = stream_.sightings;
    if (all.empty()) return std::nullopt;
    return std::ranges::min_element(all, {}, &analytics::Sighting::at)->at;
}

std::map<std::string, double, std::less<>> StreamBuilder::hosts_by_sensor(core::Time from,
                                                                          core::Time to) const {
    static_assert(analytics::max_judged_sensors <= 64);
    std::vector<std::uint64_t> seen_by(stream_.sources.size());
    std::vector<double> hosts(stream_.sensors.size());
    for (const auto& sighting : stream_.sightings) {
        if (sighting.at < from || sighting.at >= to) continue;
        const std::uint64_t bit = std::uint64_t{1} << sighting.sensor;
        if ((std::exchange(seen_by[sighting.source], seen_by[sighting.source] | bit) & bit) == 0)
            ++hosts[sighting.sensor];
    }
    std::map<std::string, double, std::less<>> named;
    for (std::size_t i = 0; i < hosts.size(); ++i) named.emplace(stream_.sensors[i], hosts[i]);
    return named;
}

std::vector<core::Time> StreamBuilder::times() const {
    std::vector<core::Time> all;
    all.reserve(stream_.sightings.size());
    for (const auto& sighting : stream_.sightings) all.push_back(sighting.at);
    return all;
}

std::vector<analytics::Span> merge_spans(std::vector<analytics::Span> spans) {
    std::erase_if(spans, [](const analytics::Span& span) { return span.to <= span.from; });
    std::ranges::sort(spans, {}, &analytics::Span::from);
    std::vector<analytics::Span> merged;
    for (const auto& span : spans) {
        if (!merged.empty() && analytics::goes_on(merged.back().to, span.from))
            merged.back().to = std::max(merged.back().to, span.to);
        else
            merged.push_back(span);
    }
    return merged;
}

core::Result<Stream> stream_of(store::EventStore& store, std::optional<event::Signal> signal,
                               std::optional<core::Time> to, std::uint64_t secret, Taken taken,
                               core::Time from) {
    StreamBuilder builder{signal, secret, taken};
    if (signal) builder.count_all_traffic();
    const auto visited =
        store.visit_until(from, to.value_or(core::Time::max()), [&](const event::Event& event) {
            builder.add(event);
            return true;
        });
    if (!visited) return visited.error();
    return builder.take(signal ? signal->to_string() : "all", {});
}

}  // namespace hitme::console
