// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/packed_day.h"

#include "store/event_store.h"
#include "store/sqlite/packed.h"

namespace hitme::store::sqlite {
namespace {

void append_step(std::string& out, std::uint32_t at, std::int64_t& before) {
    append_varint(out, static_cast<std::uint64_t>(std::int64_t{at} - before));
    before = at;
}

// The next of a rising row of numbers below `end`.
std::uint32_t read_step(core::Reader& in, std::int64_t& before, std::uint32_t end,
                        const char* field) {
    const std::uint64_t step = read_varint(in, field);
    if (step == 0 || step > end || before + static_cast<std::int64_t>(step) >= end) {
        in.fail(core::Fault::bad_value, field);
        return 0;
    }
    before += static_cast<std::int64_t>(step);
    return static_cast<std::uint32_t>(before);
}

}  // namespace

std::int64_t bin_number(core::Time at) {
    return core::nanoseconds_of(core::bin_of(at, series_bin)) / core::Duration{series_bin}.count();
}

core::Error damaged(const core::ParseError& fault, const char* what) {
    return core::error(core::ErrorCode::io, std::string(what) + " is damaged at " + fault.field +
                                                " (" + name_of(fault.fault) + ")");
}

void append_day_point(std::string& out, const DayPoint& point, std::int64_t& before) {
    append_step(out, point.bin, before);
    for (const auto value : {point.events, point.bytes_in, point.hosts, point.new_hosts})
        append_zigzag(out, value);
}

void append_day_total(std::string& out, const DayTotal& total, std::int64_t& before) {
    append_step(out, total.signal, before);
    append_zigzag(out, total.events);
    append_zigzag(out, total.new_hosts);
}

core::Parsed<void> decode_day_points(core::Bytes body, std::vector<DayPoint>& points) {
    core::Reader in{body};
    points.clear();
    std::int64_t before = -1;
    while (in.ok() && in.left() > 0) {
        DayPoint point;
        point.bin = read_step(in, before, bins_of_a_day, "bin");
        point.events = read_zigzag(in, "events");
        point.bytes_in = read_zigzag(in, "bytes_in");
        point.hosts = read_zigzag(in, "hosts");
        point.new_hosts = read_zigzag(in, "new_hosts");
        if (in.ok()) points.push_back(point);
    }
    if (!in.ok()) return in.error();
    return {};
}

core::Parsed<void> decode_day_totals(core::Bytes body, std::vector<DayTotal>& totals) {
    core::Reader in{body};
    totals.clear();
    std::int64_t before = -1;
    while (in.ok() && in.left() > 0) {
        DayTotal total;
        total.signal = read_step(in, before, signal_count, "signal");
        total.events = read_zigzag(in, "events");
        total.new_hosts = read_zigzag(in, "new_hosts");
        if (in.ok()) totals.push_back(total);
    }
    if (!in.ok()) return in.error();
    return {};
}

}  // namespace hitme::store::sqlite
