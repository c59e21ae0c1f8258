// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/packed_hours.h"

#include <algorithm>
#include <string>

#include "store/sqlite/packed_day.h"

namespace hitme::store::sqlite {

core::Result<void> PackedHours::look() {
    const auto there =
        database_.number("SELECT count(*) FROM sqlite_master WHERE name = 'packed_hour'");
    if (!there) return there.error();
    is_there_ = *there > 0;
    return {};
}

core::Result<void> PackedHours::prepare() {
    auto prepared = database_.prepare("DELETE FROM packed_hour WHERE hour = ?1");
    if (!prepared) return prepared.error();
    unpack_ = std::move(*prepared);
    is_there_ = true;
    return {};
}

core::Result<void> PackedHours::unpack(const RollUp& roll_up) {
    std::int64_t last = -1;
    for (const auto& delta : roll_up.series) {
        const std::int64_t hour = bin_number(delta.bin) / bins_of_an_hour;
        if (hour == last) continue;
        last = hour;
        unpack_.bind(1, hour);
        if (auto done = unpack_.run(); !done) return done;
    }
    return {};
}

core::Result<void> PackedHours::unpack_from(std::int64_t bin) {
    return database_.run(
        ("DELETE FROM packed_hour WHERE hour >= " + std::to_string(bin / bins_of_an_hour)).c_str());
}

core::Result<std::vector<std::int64_t>> PackedHours::unpacked(std::int64_t before) {
    std::int64_t hour = before - hours_kept_packed;
    auto rows = database_.prepare("SELECT hour FROM packed_hour WHERE hour >= ?1 ORDER BY hour");
    if (!rows) return rows.error();
    rows->bind(1, hour);
    std::vector<std::int64_t> packed;
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) break;
        packed.push_back(rows->integer(0));
    }
    auto next = database_.prepare("SELECT min(bin) FROM series WHERE bin >= ?1");
    if (!next) return next.error();
    std::vector<std::int64_t> found;
    for (;; ++hour) {
        next->bind(1, hour * bins_of_an_hour);
        const auto stepped = next->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done || next->is_null(0)) return found;
        hour = next->integer(0) / bins_of_an_hour;
        next->reset();
        if (hour >= before) return found;
        if (!std::ranges::binary_search(packed, hour)) found.push_back(hour);
    }
}

core::Result<void> PackedHours::pack_some(const RollUp& roll_up) {
    std::int64_t newest = newest_bin_;
    if (newest == 0) {  // after a start, also where nothing comes
        const auto last = database_.number("SELECT ifnull(max(bin), 0) FROM series");
        if (!last) return last.error();
        newest = *last;
    }
    for (const auto& delta : roll_up.series) newest = std::max(newest, bin_number(delta.bin));
    if (newest != newest_bin_) {
        newest_bin_ = newest;
        auto hours = unpacked(newest / bins_of_an_hour);
        if (!hours) return hours.error();
        to_pack_ = std::move(*hours);
    }
    if (to_pack_.empty()) return {};
    auto transaction = Transaction::begin_write(database_);
    if (!transaction) return transaction.error();
    const std::int64_t oldest = newest_bin_ / bins_of_an_hour - hours_kept_packed;
    auto done =
        database_.run(("DELETE FROM packed_hour WHERE hour < " + std::to_string(oldest)).c_str());
    if (!done) return done;
    for (std::size_t i = 0; i < hours_packed_at_once && !to_pack_.empty(); ++i) {
        const std::int64_t hour = to_pack_.back();
        to_pack_.pop_back();
        if (auto packed = pack(hour); !packed) return packed;
    }
    return transaction->commit();
}

core::Result<void> PackedHours::pack(std::int64_t hour) {
    auto rows = database_.prepare(
        "SELECT signal, sum(events), sum(new_hosts) FROM series"
        " WHERE bin >= ?1 AND bin < ?2 AND signal >= 0 GROUP BY signal ORDER BY signal");
    if (!rows) return rows.error();
    rows->bind(1, hour * bins_of_an_hour);
    rows->bind(2, (hour + 1) * bins_of_an_hour);
    std::string totals;
    std::int64_t before = -1;
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) break;
        const std::int64_t signal = rows->integer(0);
        if (signal >= std::int64_t{signal_count}) break;
        append_day_total(totals,
                         {static_cast<std::uint32_t>(signal), rows->integer(1), rows->integer(2)},
                         before);
    }
    auto put = database_.prepare("INSERT OR REPLACE INTO packed_hour(hour, body) VALUES(?1, ?2)");
    if (!put) return put.error();
    put->bind(1, hour);
    put->bind(2, core::as_bytes(totals));
    return put->run();
}

core::Result<void> PackedHours::add_totals(std::int64_t low, std::int64_t high, const Add& add) {
    if (!is_there_) return add_points(low, high, add);
    auto rows = database_.prepare(
        "SELECT hour, body FROM packed_hour WHERE hour >= ?1 AND hour < ?2 ORDER BY hour");
    if (!rows) return rows.error();
    rows->bind(1, (low + bins_of_an_hour - 1) / bins_of_an_hour);
    rows->bind(2, high / bins_of_an_hour);
    std::vector<DayTotal> of_hour;
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) break;
        const std::int64_t begins = rows->integer(0) * bins_of_an_hour;
        if (const auto read = decode_day_totals(rows->blob(1), of_hour); !read)
            return damaged(read.error(), "a packed hour");
        if (auto added = add_points(low, begins, add); !added) return added;
        for (const auto& total : of_hour)
            add(std::int64_t{total.signal}, total.events, total.new_hosts);
        low = begins + bins_of_an_hour;
    }
    return add_points(low, high, add);
}

core::Result<void> PackedHours::add_points(std::int64_t low, std::int64_t high, const Add& add) {
    if (low >= high) return {};
    auto rows = database_.prepare(
        "SELECT signal, events, new_hosts FROM series"
        " WHERE bin >= ?1 AND bin < ?2 AND signal >= 0");
    if (!rows) return rows.error();
    rows->bind(1, low);
    rows->bind(2, high);
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return {};
        add(rows->integer(0), rows->integer(1), rows->integer(2));
    }
}

}  // namespace hitme::store::sqlite
