// SPDX-License-Identifier: Apache-2.0
// state.db: what outlives the days. Roll-ups (series, sources) with their marks, what importing skipped, and what
// retention removed; docs/formats/store.md tells its tables.
//
// Once     a roll-up and its marks are one transaction.
// Packed   days that are over are kept a second time, packed (packed_day.h): made one at a time after a roll-up, taken away in the
//          transaction that changes a point of theirs, made again when the next day begins. What is not packed is read from
//          the points, so a missing one costs time alone. Hours likewise (packed_hours.h).
// Threads  one at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/event_store.h"
#include "store/sqlite/database.h"
#include "store/sqlite/names.h"
#include "store/sqlite/packed_hours.h"
#include "store/sqlite/payload_table.h"
#include "store/sqlite/source_table.h"

namespace hitme::store::sqlite {

constexpr std::uint32_t state_application = 0x68746D73;  ///< "htms"
constexpr std::uint32_t state_version =
    4;  ///< 2: packed_day; 3: day_hosts, payload, all parts of a source's signals; 4: packed_hour

/// What retention has done so far.
struct Removed {
    std::uint64_t days = 0;
    std::uint64_t events = 0;
    std::optional<core::Day> latest;  ///< the youngest day that was removed
};

class StateFile {
 public:
    /// Errors   not_found (reader), newer_version, bad_input, disk_full, refused, io.
    static core::Result<std::unique_ptr<StateFile>> open(const std::string& path, OpenAs as);

    core::Result<void> apply(const RollUp& roll_up);
    core::Result<Marks> applied();
    core::Result<void> replace_series(core::Time from, const RollUp& roll_up);
    core::Result<std::vector<SeriesPoint>> series(std::uint32_t signal, core::Time from,
                                                  core::Time to);
    core::Result<std::vector<EventStore::SignalTotal>> top_signals(core::Time from, core::Time to,
                                                                   std::size_t limit);
    core::Result<void> visit_sources(const SourceVisitor& visitor) {
        return sources_.visit(visitor);
    }
    core::Result<SourcePage> sources(const SourceQuery& query) { return sources_.page(query); }
    core::Result<std::vector<DayHosts>> day_hosts(std::uint32_t signal, core::Day from,
                                                  core::Day to);
    core::Result<std::vector<PayloadRow>> payloads(std::uint32_t signal, std::size_t limit);

    core::Result<void> note_skipped(const std::string& file, const std::string& reason,
                                    std::uint64_t count);
    core::Result<std::map<std::string, std::uint64_t>> skipped();

    /// Counts a day as removed, keeps its runs' high-water marks, and notes that its files are to be deleted.
    core::Result<void> begin_removal(core::Day day, std::uint64_t events,
                                     const std::vector<Run>& runs);
    core::Result<void> end_removal(core::Day day);
    /// Days whose removal was begun and not ended.
    core::Result<std::vector<core::Day>> removals();
    core::Result<Removed> removed();
    /// Highest delivery of the run that a removed day held; `complete` likewise.
    struct RemovedRun {
        std::uint64_t high_water = 0;
        std::uint64_t complete = 0;
    };
    core::Result<RemovedRun> removed_run(const std::string& sensor, std::uint64_t epoch);

    core::Result<void> checkpoint();

 private:
    explicit StateFile(Database database)
        : database_(std::move(database)),
          sources_(database_),
          payloads_(database_),
          hours_(database_) {}
    core::Result<void> prepare(OpenAs as);
    /// apply() as one transaction, after the points from `empty_from` on were taken away.
    core::Result<void> merge_whole(std::optional<core::Time> empty_from, const RollUp& roll_up);
    core::Result<void> merge(const RollUp& roll_up);
    core::Result<void> merge_days(const RollUp& roll_up);
    /// The days before the newest point's that are not packed.
    core::Result<std::vector<std::int64_t>> unpacked_days();
    core::Result<void> unpack_days_of(const RollUp& roll_up);
    core::Result<void> pack_day(std::int64_t day);
    /// Packs one day that waits for it; looks for such days when the newest day is another than at the last call.
    core::Result<void> pack_one(const RollUp& roll_up);
    /// The points of `day` from bin `low` to before `high` into `points`; false where the day is not packed.
    core::Result<bool> packed_points(Statement& find, std::int64_t day, std::uint32_t signal,
                                     std::int64_t low, std::int64_t high,
                                     std::vector<SeriesPoint>& points);

    Database database_;
    SourceTable sources_;
    PayloadTable payloads_;
    PackedHours hours_;
    Statement add_series_, put_mark_, unpack_, add_day_;
    bool has_packed_days_ = false;  ///< a reader may find a file of version 1
    bool has_day_hosts_ = false;    ///< or of version 2
    std::int64_t newest_day_ = 0;   ///< 0: none seen yet
    std::vector<std::int64_t> to_pack_;
};

}  // namespace hitme::store::sqlite
