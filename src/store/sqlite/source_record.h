// SPDX-License-Identifier: Apache-2.0
// One source's life as the body of a row in state.db.
//
// Bytes    first_seen fixed8 (ns since 1970, as unsigned) · last_seen - first_seen varint (ns) · events varint ·
//          bytes_in varint · flags byte (1 verified, 2 simulated, 4 signals have all parts) · sensors: count varint, numbers
//          varint each · signals: count varint, each (port << 2 | transport) varint, events varint, last_seen as varint: whole
//          seconds after the second of first_seen; with flag 4 also its own first_seen likewise, the furthest stage's rank
//          (0: not known) one byte, and its days (SeenDays::bits up to the day of last_seen) varint · signals_not_listed varint.
// Limits   max_signals_per_source, max_sensors_per_source.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "store/event_store.h"

namespace hitme::store::sqlite {

constexpr std::size_t max_sensors_per_source =
    1024;  // ours: beyond it further sensors are not counted

struct SourceRecord {
    core::Time first_seen;
    core::Time last_seen;
    std::uint64_t events = 0;
    std::uint64_t bytes_in = 0;
    bool verified = false;
    bool simulated = false;
    std::vector<std::uint64_t> sensors;  ///< numbers in state.db
    struct OnSignal {
        std::uint32_t signal = 0;
        std::uint64_t events = 0;
        std::int64_t last_second = 0;   ///< since 1970
        std::int64_t first_second = 0;  ///< since 1970
        std::uint8_t stage = 0;         ///< rank_of_stage()
        SeenDays days = {};             ///< up to the day of last_second
    };
    std::vector<OnSignal> signals;
    std::uint64_t signals_not_listed = 0;

    /// Whether it knocked on that signal, on any where none is named, and got there at least so far.
    bool knocked(std::optional<std::uint32_t> signal, std::optional<event::Stage> stage) const;
    /// Adds a difference; `sensor_numbers` are those of its sensors.
    void merge(const SourceDelta& delta, const std::vector<std::uint64_t>& sensor_numbers);
    SourceRow row(const core::Address& source) const;
};

void append_source_record(std::string& out, const SourceRecord& record);
/// Reads into `record`, whose memory is used again.
core::Parsed<void> decode_source_record(core::Bytes body, SourceRecord& record);

}  // namespace hitme::store::sqlite
