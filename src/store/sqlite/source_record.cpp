// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/source_record.h"

#include <algorithm>

#include "store/sqlite/packed.h"

namespace hitme::store::sqlite {
namespace {

enum Flag : unsigned { is_verified = 1, is_simulated = 2, has_all_parts = 4 };
constexpr std::uint8_t most_stage = rank_of_stage(event::Stage::payload_delivery);

constexpr std::uint64_t most_seconds = std::uint64_t{1} << 36;

std::int64_t second_of(core::Time at) {
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

SeenDays day_of_second(std::int64_t second) {
    return SeenDays::on(core::day_of(core::Time{std::chrono::seconds{second}}));
}

std::uint64_t added(std::uint64_t sum, std::int64_t difference) {
    const auto size = static_cast<std::uint64_t>(difference < 0 ? -(difference + 1) : difference) +
                      (difference < 0 ? 1 : 0);
    if (difference < 0) return sum > size ? sum - size : 0;
    return sum + size;
}

}  // namespace

void SourceRecord::merge(const SourceDelta& delta,
                         const std::vector<std::uint64_t>& sensor_numbers) {
    const bool fresh = events == 0 && sensors.empty() && signals.empty() &&
                       first_seen == core::Time{} && last_seen == core::Time{};
    first_seen = fresh ? delta.first_seen : std::min(first_seen, delta.first_seen);
    last_seen = fresh ? delta.last_seen : std::max(last_seen, delta.last_seen);
    last_seen = std::max(last_seen, first_seen);
    events += delta.events;
    bytes_in = added(bytes_in, delta.bytes_in);
    verified = verified || delta.verified;
    simulated = simulated || delta.simulated;
    for (const auto number : sensor_numbers)
        if (sensors.size() < max_sensors_per_source &&
            std::find(sensors.begin(), sensors.end(), number) == sensors.end())
            sensors.push_back(number);
    for (const auto& on : delta.signals) {
        const auto known = std::find_if(signals.begin(), signals.end(),
                                        [&](const auto& s) { return s.signal == on.signal; });
        const auto inside = [&](core::Time at) {
            return std::clamp(second_of(at), second_of(first_seen), second_of(last_seen));
        };
        SourceRecord::OnSignal added_on;
        added_on.signal = on.signal;
        added_on.events = on.events;
        added_on.last_second = inside(on.last_seen);
        added_on.first_second =
            std::min(inside(on.first_seen.value_or(on.last_seen)), added_on.last_second);
        added_on.stage = rank_of_stage(on.stage);
        added_on.days = day_of_second(added_on.last_second);
        added_on.days.add(on.days);
        if (known != signals.end()) {
            known->events += on.events;
            known->last_second = std::max(known->last_second, added_on.last_second);
            known->first_second = std::min(known->first_second, added_on.first_second);
            known->stage = std::max(known->stage, added_on.stage);
            known->days.add(added_on.days);
        } else if (on.events == 0) {
            continue;  // a later word on a contact whose signal is not listed
        } else if (signals.size() < max_signals_per_source) {
            signals.push_back(added_on);
        } else {
            ++signals_not_listed;
        }
    }
}

bool SourceRecord::knocked(std::optional<std::uint32_t> signal,
                           std::optional<event::Stage> stage) const {
    if (!signal && !stage) return true;
    return std::ranges::any_of(signals, [&](const OnSignal& on) {
        return (!signal || on.signal == *signal) && (!stage || on.stage >= rank_of_stage(stage));
    });
}

SourceRow SourceRecord::row(const core::Address& source) const {
    SourceRow row;
    row.source = source;
    row.first_seen = first_seen;
    row.last_seen = last_seen;
    row.events = events;
    row.bytes_in = bytes_in;
    row.sensors = static_cast<std::uint32_t>(sensors.size());
    row.verified = verified;
    row.simulated = simulated;
    for (const auto& on : signals) {
        const auto stage =
            on.stage == 0 ? std::nullopt : std::optional{static_cast<event::Stage>(on.stage - 1)};
        row.signals.push_back({event::Signal::from_key(on.signal), on.events,
                               core::Time{std::chrono::seconds{on.last_second}},
                               core::Time{std::chrono::seconds{on.first_second}}, stage, on.days});
    }
    std::sort(row.signals.begin(), row.signals.end(), [](const auto& a, const auto& b) {
        return a.events != b.events ? a.events > b.events : a.signal < b.signal;
    });
    row.signals_not_listed = signals_not_listed;
    return row;
}

void append_source_record(std::string& out, const SourceRecord& record) {
    append_fixed(out, static_cast<std::uint64_t>(core::nanoseconds_of(record.first_seen)), 8);
    append_varint(out, static_cast<std::uint64_t>(core::nanoseconds_of(record.last_seen)) -
                           static_cast<std::uint64_t>(core::nanoseconds_of(record.first_seen)));
    append_varint(out, record.events);
    append_varint(out, record.bytes_in);
    out += static_cast<char>((record.verified ? is_verified : 0u) |
                             (record.simulated ? is_simulated : 0u) | has_all_parts);
    append_varint(out, record.sensors.size());
    for (const auto number : record.sensors) append_varint(out, number);
    append_varint(out, record.signals.size());
    const std::int64_t first = second_of(record.first_seen);
    for (const auto& on : record.signals) {
        append_varint(out, (std::uint64_t{on.signal & 0xFFFF} << 2) | ((on.signal >> 16) & 3));
        append_varint(out, on.events);
        append_varint(out, static_cast<std::uint64_t>(std::max(on.last_second, first) - first));
        append_varint(out, static_cast<std::uint64_t>(std::max(on.first_second, first) - first));
        out += static_cast<char>(on.stage);
        append_varint(out, on.days.bits);
    }
    append_varint(out, record.signals_not_listed);
}

core::Parsed<void> decode_source_record(core::Bytes body, SourceRecord& record) {
    core::Reader in{body};
    const std::uint64_t first = in.u64le("first_seen");
    record.first_seen = core::from_nanoseconds(static_cast<std::int64_t>(first));
    record.last_seen =
        core::from_nanoseconds(static_cast<std::int64_t>(first + read_varint(in, "last_seen")));
    record.events = read_varint(in, "events");
    record.bytes_in = read_varint(in, "bytes_in");
    const unsigned flags = in.u8("flags");
    record.verified = (flags & is_verified) != 0;
    record.simulated = (flags & is_simulated) != 0;
    record.sensors.clear();
    const std::uint64_t sensors = read_varint(in, "sensors");
    if (sensors > max_sensors_per_source) in.fail(core::Fault::over_limit, "sensors");
    for (std::uint64_t i = 0; i < sensors && in.ok(); ++i)
        record.sensors.push_back(read_varint(in, "sensor"));
    record.signals.clear();
    const std::uint64_t signals = read_varint(in, "signals");
    if (signals > max_signals_per_source) in.fail(core::Fault::over_limit, "signals");
    const std::int64_t first_second = second_of(record.first_seen);
    for (std::uint64_t i = 0; i < signals && in.ok(); ++i) {
        const std::uint64_t packed = read_varint(in, "signal");
        const std::uint64_t events = read_varint(in, "signal_events");
        const std::uint64_t after = read_varint(in, "signal_last_seen");
        const bool is_whole = (flags & has_all_parts) != 0;
        const std::uint64_t first_after = is_whole ? read_varint(in, "signal_first_seen") : 0;
        const std::uint8_t stage = is_whole ? in.u8("signal_stage") : std::uint8_t{0};
        const std::uint64_t days = is_whole ? read_varint(in, "signal_days") : 1;
        if (packed > 0x3FFFF) in.fail(core::Fault::bad_value, "signal");
        if (after > most_seconds) in.fail(core::Fault::bad_value, "signal_last_seen");
        if (first_after > after) in.fail(core::Fault::bad_value, "signal_first_seen");
        if (stage > most_stage) in.fail(core::Fault::bad_value, "signal_stage");
        if (!in.ok()) break;
        SourceRecord::OnSignal on;
        on.signal = static_cast<std::uint32_t>((packed & 3) << 16 | packed >> 2);
        on.events = events;
        on.last_second = first_second + static_cast<std::int64_t>(after);
        on.first_second = first_second + static_cast<std::int64_t>(first_after);
        on.stage = stage;
        on.days = day_of_second(on.last_second);
        on.days.bits = days;
        record.signals.push_back(on);
    }
    record.signals_not_listed = read_varint(in, "signals_not_listed");
    if (!in.ok()) return in.error();
    return {};
}

}  // namespace hitme::store::sqlite
