// SPDX-License-Identifier: Apache-2.0
// The totals of all signals in hours that are over, in table `packed_hour` of state.db: the busiest signals of the last day are
// then two dozen rows in place of every point of every signal (on a store of 100 million contacts 400,000 a day).
//
// Made      after a roll-up, some hours at a time, the youngest first; looked for anew whenever a new bin begins.
// Taken     away in the transaction that changes a point of theirs, and when they are older than hours_kept_packed. What is not
//           packed is read from the points.
// Bytes     packed_day.h, totals. About 3 bytes a signal that was seen in the hour.
// Threads   one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "store/event_store.h"
#include "store/sqlite/database.h"

namespace hitme::store::sqlite {

constexpr std::int64_t bins_of_an_hour = 12;
constexpr std::int64_t hours_kept_packed = 92 * 24;  // ours: a page asks for 90 days at most
constexpr std::size_t hours_packed_at_once = 12;     // ours: some 0.1 s of a writer's time

class PackedHours {
 public:
    /// The table, for the schema of state.db and for a file of an earlier version.
    static constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS packed_hour(hour INTEGER PRIMARY KEY, body BLOB NOT NULL);
)sql";

    /// `database` must outlive it, where it is.
    explicit PackedHours(Database& database) : database_(database) {}
    /// For a reader, who may find a file of an earlier version.
    core::Result<void> look();
    /// For a writer, before all that writes.
    core::Result<void> prepare();

    /// Within a transaction of the caller's: the hours of these points, or all from that bin's on, are packed no longer.
    core::Result<void> unpack(const RollUp& roll_up);
    core::Result<void> unpack_from(std::int64_t bin);
    /// Packs some that wait for it, in a transaction of its own.
    core::Result<void> pack_some(const RollUp& roll_up);

    using Add =
        std::function<void(std::int64_t signal, std::int64_t events, std::int64_t new_hosts)>;
    /// Calls add() for what the bins from `low` to before `high` hold, some of it summed by signal. Within a transaction of the
    /// caller's. Errors   the database's; io: a row that is damaged.
    core::Result<void> add_totals(std::int64_t low, std::int64_t high, const Add& add);

 private:
    core::Result<std::vector<std::int64_t>> unpacked(std::int64_t before);
    core::Result<void> pack(std::int64_t hour);
    core::Result<void> add_points(std::int64_t low, std::int64_t high, const Add& add);

    Database& database_;
    Statement unpack_;
    bool is_there_ = false;
    std::int64_t newest_bin_ = 0;        ///< 0: none seen yet
    std::vector<std::int64_t> to_pack_;  ///< the youngest last
};

}  // namespace hitme::store::sqlite
