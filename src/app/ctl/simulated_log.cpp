// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/simulated_log.h"

#include <algorithm>

#include "console/json_writer.h"
#include "event/json.h"
#include "simulation/dormancy_stream.h"
#include "simulation/growth_stream.h"
#include "simulation/onset_stream.h"
#include "simulation/quiet_stream.h"

namespace hitme::app {
namespace {

using console::JsonWriter;
using simulation::GrowthKind;

constexpr double quiet_days = 14;
constexpr std::size_t loud_probes = 20'000;
constexpr core::Duration heartbeat = std::chrono::hours{1};

std::int64_t ms_of(core::Time at, core::Time start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(at - start).count();
}

SimulatedLog of_growth(const simulation::GrowthStream& stream) {
    SimulatedLog log;
    for (const auto& contact : stream.contacts)
        log.rows.push_back({contact.at, contact.source, contact.sensor});
    for (const auto& spans : stream.listening) {
        auto& mine = log.listening.emplace_back();
        for (const auto& span : spans) mine.push_back({span.from, span.to});
    }
    log.start = stream.baseline_from;
    log.window_from = stream.window_from;
    log.now = stream.now;
    JsonWriter truth;
    truth.begin_object().key("kind").text(name_of(stream.truth.kind));
    truth.key("doubling_h").real(stream.truth.doubling_h);
    truth.key("background_per_h").real(stream.truth.background_per_h);
    truth.key("peak_sightings_per_h").real(stream.truth.peak_sightings_per_h);
    truth.end_object();
    log.truth = truth.take();
    return log;
}

SimulatedLog of_new_hosts(const std::vector<core::Time>& new_hosts, core::Time now) {
    SimulatedLog log;
    for (const core::Time at : new_hosts) log.rows.push_back({at, std::nullopt, 0});
    log.start = simulation::stream_start();
    log.now = now;
    log.watch_from = log.start + std::chrono::days{6};
    return log;
}

SimulatedLog of_onset(simulation::RiseShape shape, std::string_view name, std::uint64_t seed) {
    const auto stream = simulation::onset_stream(shape, seed);
    SimulatedLog log = of_new_hosts(stream.new_hosts, stream.now);
    JsonWriter truth;
    truth.begin_object().key("kind").text(name);
    truth.key("onset_ms").real(static_cast<double>(ms_of(stream.onset, log.start)));
    truth.key("background_per_h").real(stream.background_per_h);
    truth.key("excess_per_h").real(stream.excess_per_h).end_object();
    log.truth = truth.take();
    return log;
}

SimulatedLog of_habit(simulation::HostHabit habit, std::string_view name, std::uint64_t seed) {
    const auto stream = simulation::dormancy_stream(habit, seed);
    SimulatedLog log;
    for (const auto& sighting : stream.sightings)
        log.rows.push_back({sighting.at, sighting.source, 0});
    for (const auto zone : stream.zones)
        log.zones_h.push_back(
            static_cast<int>(std::chrono::duration_cast<std::chrono::hours>(zone).count()));
    log.start = simulation::stream_start();
    log.now = stream.now;
    JsonWriter truth;
    truth.begin_object().key("kind").text(name);
    truth.key("scan_h").real(stream.scan_h).key("sleep_h").real(stream.sleep_h).end_object();
    log.truth = truth.take();
    return log;
}

std::string sensor_name(std::size_t sensor) {
    return "simulated-" + std::to_string(sensor);
}

}  // namespace

std::string_view simulated_kinds() {
    return "none, linear, exponential, logistic, tapering, jump, few, step, ramp, rise, quiet, "
           "persistent, gone, "
           "sleep or daily";
}

std::optional<SimulatedLog> simulate(std::string_view kind, std::uint64_t seed,
                                     LoudHost loud_host) {
    for (const auto growth : {GrowthKind::none, GrowthKind::linear, GrowthKind::exponential,
                              GrowthKind::logistic, GrowthKind::tapering, GrowthKind::jump}) {
        if (kind != name_of(growth)) continue;
        auto stream = simulation::growth_stream(growth, seed);
        if (loud_host == LoudHost::one) simulation::add_loud_host(stream, seed, loud_probes);
        return of_growth(stream);
    }
    if (kind == "few") return of_growth(simulation::few_hosts_stream(GrowthKind::linear, seed));
    if (kind == "step") return of_onset(simulation::RiseShape::step, kind, seed);
    if (kind == "ramp") return of_onset(simulation::RiseShape::ramp, kind, seed);
    if (kind == "rise") return of_onset(simulation::RiseShape::exponential, kind, seed);
    if (kind == "quiet") {
        const auto stream = simulation::quiet_stream(quiet_days, seed);
        SimulatedLog log = of_new_hosts(stream.new_hosts, stream.now);
        log.truth = R"({"kind":"quiet"})";
        return log;
    }
    if (kind == "persistent") return of_habit(simulation::HostHabit::persistent, kind, seed);
    if (kind == "gone") return of_habit(simulation::HostHabit::gone, kind, seed);
    if (kind == "sleep") return of_habit(simulation::HostHabit::sleep, kind, seed);
    if (kind == "daily") return of_habit(simulation::HostHabit::daily, kind, seed);
    return std::nullopt;
}

void add_forged(SimulatedLog& log, std::uint64_t count, std::uint64_t seed) {
    const auto from = std::max(log.start, log.now - std::chrono::hours{24});
    const auto sensors = static_cast<std::uint16_t>(std::max<std::size_t>(log.listening.size(), 1));
    log.forged =
        simulation::forged_flood(std::min(count, max_forged), from, log.now, sensors, seed);
}

core::Address simulated_source(std::uint32_t number) {
    constexpr std::uint32_t measuring = 0xC6120000;  // 198.18.0.0/15
    constexpr std::uint32_t measuring_size = 1U << 17;
    // Hosts are numbered as they are infected. Neighbours in time must not be neighbours on the network, or each outbreak would look
    // like one network's after another: an odd factor and a shift give every number of the range once.
    if (number < measuring_size) {
        number = (number * 0x9E35U) % measuring_size;
        number = ((number ^ (number >> 8)) * 0x6A7DU) % measuring_size;
    }
    constexpr std::uint32_t shared = 0x64400000;  // 100.64.0.0/10
    constexpr std::uint32_t shared_size = 1U << 22;
    return core::Address::v4(number < measuring_size
                                 ? measuring + number
                                 : shared + (number - measuring_size) % shared_size);
}

std::string stream_text(const SimulatedLog& log) {
    const bool has_sources = !log.rows.empty() && log.rows.front().source.has_value();
    std::string text = !has_sources          ? "t_ms\n"
                       : log.zones_h.empty() ? "t_ms,sensor,src\n"
                                             : "t_ms,src,tz_h\n";
    for (const auto& row : log.rows) {
        text += std::to_string(ms_of(row.at, log.start));
        if (row.source && log.zones_h.empty()) text += "," + std::to_string(row.sensor);
        if (row.source) text += "," + simulated_source(*row.source).to_string();
        if (row.source && *row.source < log.zones_h.size())
            text += "," + std::to_string(log.zones_h[*row.source]);
        text += '\n';
    }
    return text;
}

std::string truth_text(const SimulatedLog& log, std::optional<core::Time> start) {
    const auto ms_on_scale = [&](core::Time at) {
        return std::to_string(ms_of(at, log.start) + (start ? ms_of(*start, core::Time{}) : 0));
    };
    JsonWriter json;
    json.begin_object();
    const auto ms = [&](const char* key, core::Time at) { json.key(key).raw(ms_on_scale(at)); };
    if (log.window_from) ms("t0_ms", *log.window_from);
    if (log.watch_from) ms("watch_from_ms", *log.watch_from);
    ms("now_ms", log.now);
    if (!log.listening.empty()) {
        json.key("uptime_ms").begin_object();
        for (std::size_t sensor = 0; sensor < log.listening.size(); ++sensor) {
            json.key(start ? sensor_name(sensor) : std::to_string(sensor)).begin_array();
            for (const auto& span : log.listening[sensor]) {
                json.begin_array().raw(ms_on_scale(span.from));
                json.raw(ms_on_scale(span.to)).end_array();
            }
            json.end_array();
        }
        json.end_object();
    }
    json.key("truth").raw(log.truth).end_object();
    return json.take() + "\n";
}

std::string events_text(const SimulatedLog& log, core::Time start, std::uint16_t port) {
    const core::Duration shift = start - log.start;
    std::string text;
    std::vector<std::uint64_t> sequence(std::max<std::size_t>(log.listening.size(), 1));
    const auto put = [&](const event::Event& event) {
        event::append_json(text, event);
        text += '\n';
    };
    for (std::size_t sensor = 0; sensor < log.listening.size(); ++sensor)
        for (const auto& span : log.listening[sensor])
            for (core::Time from = span.from; from < span.to; from += heartbeat) {
                const core::Time to = std::min(span.to, from + heartbeat);
                event::Heartbeat beat;
                beat.sensor = sensor_name(sensor);
                beat.epoch = 1;
                beat.sequence = ++sequence[sensor];
                beat.seen_at = to + shift;
                beat.covers_seconds = static_cast<std::uint32_t>(
                    std::chrono::duration_cast<std::chrono::seconds>(to - from).count());
                beat.simulated = true;
                put(beat);
            }
    const auto contact_of = [&](core::Time at, std::uint16_t on, const core::Address& source,
                                event::Handshake handshake) {
        event::Contact contact;
        contact.sensor = sensor_name(on);
        contact.epoch = 1;
        const std::size_t sensor = std::min<std::size_t>(on, sequence.size() - 1);
        contact.sequence = ++sequence[sensor];
        contact.seen_at = at + shift;
        contact.transport = event::Transport::tcp;
        contact.source = source;
        contact.destination_port = port;
        contact.handshake = handshake;
        contact.origin = "simulation";
        contact.simulated = true;
        return contact;
    };
    std::uint32_t newcomer = 0;
    for (const auto& row : log.rows)
        put(contact_of(row.at, row.sensor, simulated_source(row.source.value_or(newcomer++)),
                       event::Handshake::completed));
    for (const auto& packet : log.forged)
        put(contact_of(packet.at, packet.sensor, packet.source, event::Handshake::syn_only));
    return text;
}

}  // namespace hitme::app
