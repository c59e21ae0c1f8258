// SPDX-License-Identifier: Apache-2.0
// A day of the series, packed: the bodies of state.db's table packed_day. One row a signal holds its points, one row the
// totals of all signals. A window of thirty days is then thirty rows in place of 8,640 looked-up points, and the busiest
// signals of it are thirty totals in place of every point of every signal.
//
// Bytes    points: for each, bin of the day less the bin before varint · events, bytes_in, hosts, new_hosts zigzag each.
//          totals: for each, signal less the signal before varint · events, new_hosts zigzag each.
// Limits   bins_of_a_day points; one total a signal.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "core/time.h"

namespace hitme::store::sqlite {

constexpr std::uint32_t bins_of_a_day = 288;
constexpr std::uint32_t signal_count = 4u << 16;  ///< transport << 16 | port

/// Numbers as they stand in the series: a correction may have made one negative.
struct DayPoint {
    std::uint32_t bin = 0;  ///< of the day, below bins_of_a_day
    std::int64_t events = 0;
    std::int64_t bytes_in = 0;
    std::int64_t hosts = 0;
    std::int64_t new_hosts = 0;
};
struct DayTotal {
    std::uint32_t signal = 0;
    std::int64_t events = 0;
    std::int64_t new_hosts = 0;
};

/// `point.bin` must be above `before`, the bin of the last call for this body; -1 at its first.
void append_day_point(std::string& out, const DayPoint& point, std::int64_t& before);
/// `total.signal` must be above `before` likewise.
void append_day_total(std::string& out, const DayTotal& total, std::int64_t& before);

/// Bins since 1970: that of an instant.
std::int64_t bin_number(core::Time at);
/// What a reader of such a row says where it cannot be decoded: `what`, and where.
core::Error damaged(const core::ParseError& fault, const char* what);

/// Errors   truncated; bad_value: a bin or signal beyond its limit, or one that stands still. Replaces what `points` held.
core::Parsed<void> decode_day_points(core::Bytes body, std::vector<DayPoint>& points);
core::Parsed<void> decode_day_totals(core::Bytes body, std::vector<DayTotal>& totals);

}  // namespace hitme::store::sqlite
