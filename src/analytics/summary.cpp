// SPDX-License-Identifier: Apache-2.0
#include "analytics/summary.h"

#include <algorithm>

#include "analytics/proof.h"
#include "event/drill.h"

namespace hitme::analytics {
namespace {

constexpr std::size_t signal_keys =
    4 * 65536;  // event::Signal::key(): two bits of transport, a port
constexpr std::uint64_t max_activity_events = (std::uint64_t{1} << 62) - 1;
constexpr std::size_t spans_between_merges = 10000;  // ours: a week of a sensor's minutes

/// at - span and at + span for a span that is not negative; a foreign instant near the limits must not wrap.
core::Time before(core::Time at, core::Duration span) {
    return at < core::Time::min() + span ? core::Time::min() : at - span;
}
core::Time after(core::Time at, core::Duration span) {
    return at > core::Time::max() - span ? core::Time::max() : at + span;
}

NewHosts::Settings kept_whole(std::uint64_t secret) {
    NewHosts::Settings settings;
    settings.horizon = NewHosts::keep_all;
    settings.secret = secret;
    return settings;
}

}  // namespace

Summariser::Summariser(const Settings& settings)
    : settings_(settings),
      new_hosts_(kept_whole(settings.secret)),
      activity_(settings.secret),
      tally_at_(signal_keys) {}

Summariser::Run::Page& Summariser::Run::page_of(std::uint64_t sequence) {
    const std::uint64_t number = sequence / page_numbers;
    if (latest == nullptr || number != latest_number) {
        latest = &pages[number];
        latest_number = number;
    }
    return *latest;
}

Summariser::Run& Summariser::Sensor::run_of(std::uint64_t epoch) {
    if (latest == nullptr || epoch != latest_epoch) {
        latest = &runs[epoch];
        latest_epoch = epoch;
    }
    return *latest;
}

Summariser::Sensor& Summariser::sensor_of(const std::string& name) {
    if (latest_sensor_ != nullptr && latest_sensor_->name == name) return *latest_sensor_;
    const auto known = sensor_by_name_.find(name);
    if (known != sensor_by_name_.end()) {
        latest_sensor_ = known->second;
    } else {
        sensors_.push_back(std::make_unique<Sensor>());
        latest_sensor_ = sensors_.back().get();
        latest_sensor_->name = name;
        sensor_by_name_.emplace(latest_sensor_->name, latest_sensor_);
    }
    return *latest_sensor_;
}

Summariser::Tally& Summariser::tally_of(std::uint32_t signal) {
    std::uint32_t& at = tally_at_[signal % signal_keys];
    if (at == 0) {
        tallies_.emplace_back(signal, Tally{});
        at = static_cast<std::uint32_t>(tallies_.size());
    }
    return tallies_[at - 1].second;
}

Summariser::Share Summariser::share_of(Sensor& sensor, const event::Contact& contact) {
    const std::uint64_t events = std::max<std::uint64_t>(contact.count, 1);
    const Share whole{events, contact.bytes_in, false};
    if (contact.sequence == 0) return whole;

    Run& run = sensor.run_of(contact.epoch);
    Run::Page& page = run.page_of(contact.sequence);
    const std::uint64_t word = contact.sequence % Run::page_numbers / 64;
    const std::uint64_t bit = std::uint64_t{1} << (contact.sequence % 64);
    const bool came = (page.come[word] & bit) != 0;
    page.come[word] |= bit;
    if (!came) {
        if (contact.ending == event::Ending::open) {
            run.early[contact.sequence] = {events, contact.bytes_in};
        } else {
            page.complete[word] |= bit;
        }
        return whole;
    }
    if ((page.complete[word] & bit) != 0) return {0, 0, true};

    // An early report is known. A completion replaces it; of two early ones the larger numbers stay, in any order.
    Early& early = run.early[contact.sequence];
    const bool completes = contact.ending != event::Ending::open;
    const Early now{completes ? events : std::max(events, early.events),
                    completes ? contact.bytes_in : std::max(contact.bytes_in, early.bytes_in)};
    const Share difference{now.events - early.events, now.bytes_in - early.bytes_in, true};
    early = now;
    if (completes) {
        page.complete[word] |= bit;
        run.early.erase(contact.sequence);
    }
    return difference;
}

void Summariser::count(Tally& tally, std::uint32_t signal, const core::Address& source,
                       const event::Contact& contact, const Share& share) {
    tally.events += share.events;
    tally.bytes_in += share.bytes_in;
    tally.first = std::min(tally.first, contact.seen_at);
    tally.last = std::max(tally.last, contact.seen_at);

    Activity& activity = *activity_.find_or_insert(signal, source, Activity{});
    activity.events = (activity.events + share.events) & max_activity_events;
    if (event::verified(contact)) activity.verified = 1;
    if (proves_its_source(contact)) activity.proved = 1;
}

void Summariser::add(const event::Event& event) {
    std::visit([this](const auto& kind) { add(kind); }, event);
}

void Summariser::add(const event::Contact& contact) {
    if (settings_.to && contact.seen_at >= *settings_.to) return;
    if (event::of_drill(contact)) return;
    const std::uint32_t signal = event::Signal::of(contact).key();
    const bool inside = in_window(contact.seen_at);
    const bool sourceless = contact.source.is_unspecified();
    if (!sourceless) {
        // Four tables, each a cache miss in a large log: let the misses overlap.
        for (const std::uint32_t key : {signal, any_signal}) {
            new_hosts_.prefetch(key, contact.source);
            activity_.prefetch(key, contact.source);
        }
        Tally& tally = tally_of(signal);
        tally.first_known = std::min(tally.first_known, contact.seen_at);
        total_.first_known = std::min(total_.first_known, contact.seen_at);
        if (!inside && contact.seen_at < before(*settings_.from, new_host_memory)) return;
        const auto ignore = [](core::Time, int) {};  // the episodes are read at the end
        new_hosts_.observe(signal, contact.source, contact.seen_at, ignore);
        new_hosts_.observe(any_signal, contact.source, contact.seen_at, ignore);
    }
    if (!inside) return;

    Sensor& sensor = sensor_of(contact.sensor);
    sensor.in_window = true;
    simulated_ = simulated_ || contact.simulated;
    const Share share = share_of(sensor, contact);
    if (share.repeated) ++repeated_;
    if (sourceless) {
        without_source_ += share.events;
        return;
    }
    sensor.events += share.events;
    if (contact.simulated) simulated_events_ += share.events;
    count(tally_of(signal), signal, contact.source, contact, share);
    count(total_, any_signal, contact.source, contact, share);
}

void Summariser::add(const event::Heartbeat& heartbeat) {
    Sensor& sensor = sensor_of(heartbeat.sensor);
    if (in_window(heartbeat.seen_at)) {
        sensor.in_window = true;
        simulated_ = simulated_ || heartbeat.simulated;
    }
    const core::Time from =
        before(heartbeat.seen_at, std::chrono::seconds{heartbeat.covers_seconds});
    // Heartbeats come in order nearly always: continue the span instead of keeping each.
    if (!sensor.uptime.empty()) {
        Uptime& latest = sensor.uptime.back();
        if (from >= latest.from && heartbeat.seen_at >= latest.to && goes_on(latest.to, from)) {
            latest.to = heartbeat.seen_at;
            return;
        }
    }
    sensor.uptime.push_back({sensor.name, from, heartbeat.seen_at});
    if (sensor.uptime.size() > sensor.merged + spans_between_merges) {
        sensor.uptime = merge_uptime(std::move(sensor.uptime));
        sensor.merged = sensor.uptime.size();
    }
}

void Summariser::add(const event::SensorChange& change) {
    Sensor& sensor = sensor_of(change.sensor);
    if (!in_window(change.seen_at)) return;
    sensor.in_window = true;
    simulated_ = simulated_ || change.simulated;
}

Summary Summariser::summary() {
    Summary answer;
    // Numbers of the total at 0, of tallies_[i] at i + 1.
    std::vector<Summary::Numbers> numbers(tallies_.size() + 1);
    const auto numbers_of = [&](std::uint32_t signal) -> Summary::Numbers& {
        return numbers[signal == any_signal ? 0 : tally_at_[signal % signal_keys]];
    };
    const auto take = [](const Tally& tally, Summary::Numbers& into) {
        into.events = tally.events;
        into.bytes_in = tally.bytes_in;
        if (tally.first > tally.last) return;
        into.first = tally.first;
        into.last = tally.last;
        into.warm_at = after(tally.first_known, warm_up);
    };
    take(total_, numbers[0]);
    for (std::size_t i = 0; i < tallies_.size(); ++i) take(tallies_[i].second, numbers[i + 1]);
    // One day for all signals, so that their rates can stand side by side.
    core::Time known_to = total_.last;
    for (const auto& sensor : sensors_)
        for (const Uptime& span : sensor->uptime) known_to = std::max(known_to, span.to);
    const core::Time day_to = settings_.to.value_or(known_to);
    const core::Time day_from = before(day_to, std::chrono::hours{24});
    for (auto& into : numbers)
        if (into.warm_at && day_from >= *into.warm_at &&
            (!settings_.from || day_from >= *settings_.from))
            into.last_day = {day_from, day_to, 0, 0};

    activity_.each(
        [&](std::uint32_t signal, const core::Address& source, const Activity& activity) {
            Summary::Numbers& into = numbers_of(signal);
            ++into.sources;
            into.verified_sources += activity.verified;
            const std::uint64_t events = activity.events;
            if (!into.top || events > into.top->events ||
                (events == into.top->events && source < into.top->source))
                into.top = Summary::TopSource{source, events};
        });
    new_hosts_.for_each_source(
        [&](std::uint32_t signal, const core::Address& source, std::span<const Episode> episodes) {
            Summary::Numbers& into = numbers_of(signal);
            const Activity* const activity = activity_.find(signal, source);
            const bool is_proved = activity != nullptr && activity->proved == 1;
            for (const Episode& episode : episodes) {
                if (!in_window(episode.first)) continue;
                ++into.new_hosts;
                if (is_proved) ++into.proved_new_hosts;
                if (episode.first >= *into.warm_at) ++into.new_hosts_after_warm_up;
                if (!into.last_day || episode.first < into.last_day->from) continue;
                ++into.last_day->new_hosts;
                if (is_proved) ++into.last_day->proved_new_hosts;
            }
        });

    answer.total = numbers[0];
    for (std::size_t i = 0; i < tallies_.size(); ++i)
        if (numbers[i + 1].events > 0)
            answer.signals.push_back({event::Signal::from_key(tallies_[i].first), numbers[i + 1]});
    std::sort(answer.signals.begin(), answer.signals.end(),
              [](const auto& left, const auto& right) {
                  if (left.numbers.events != right.numbers.events)
                      return left.numbers.events > right.numbers.events;
                  return left.signal < right.signal;
              });
    for (const auto& sensor : sensors_) {
        if (sensor->in_window) answer.sensors.push_back({sensor->name, sensor->events});
        answer.uptime.insert(answer.uptime.end(), sensor->uptime.begin(), sensor->uptime.end());
    }
    std::sort(answer.sensors.begin(), answer.sensors.end(),
              [](const auto& left, const auto& right) { return left.sensor < right.sensor; });
    answer.uptime = merge_uptime(std::move(answer.uptime));
    answer.without_source = without_source_;
    answer.repeated = repeated_;
    answer.simulated_events = simulated_events_;
    answer.simulated = simulated_;
    return answer;
}

std::size_t Summariser::memory_bytes() const {
    return sizeof(*this) + new_hosts_.memory_bytes() + activity_.memory_bytes() +
           tally_at_.capacity() * sizeof(tally_at_[0]) + tallies_.capacity() * sizeof(tallies_[0]);
}

}  // namespace hitme::analytics
