// SPDX-License-Identifier: Apache-2.0
// One source's life as the body of a row in state.db.
//
// Bytes    first_seen fixed8 (ns since 1970, as unsigned) · last_seen - first_seen varint (ns) · events varint ·
//          bytes_in varint · flags byte (1 verified, 2 simulated) · sensors: count varint, numbers varint each ·
//          signals: count varint, each (port << 2 | transport) varint, events varint, and last_seen as varint: whole
//          seconds after the second of first_seen · signals_not_listed varint.
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
        std::int64_t last_second = 0;  ///< since 1970
    };
    std::vector<OnSignal> signals;
    std::uint64_t signals_not_listed = 0;

    /// Adds a difference; `sensor_numbers` are those of its sensors.
    void merge(const SourceDelta& delta, const std::vector<std::uint64_t>& sensor_numbers);
    SourceRow row(const core::Address& source) const;
};

void append_source_record(std::string& out, const SourceRecord& record);
/// Reads into `record`, whose memory is used again.
core::Parsed<void> decode_source_record(core::Bytes body, SourceRecord& record);

}  // namespace hitme::store::sqlite
