// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/state_file.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <numeric>
#include <queue>

#include "store/sqlite/packed_day.h"

namespace hitme::store::sqlite {
namespace {

const char* const schema = R"sql(
CREATE TABLE series(bin INTEGER NOT NULL, signal INTEGER NOT NULL, events INTEGER NOT NULL,
    bytes_in INTEGER NOT NULL, hosts INTEGER NOT NULL, new_hosts INTEGER NOT NULL,
    PRIMARY KEY(bin, signal)) WITHOUT ROWID;
CREATE TABLE packed_day(day INTEGER NOT NULL, signal INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY(day, signal)) WITHOUT ROWID;
CREATE TABLE mark(day INTEGER PRIMARY KEY, ordinal INTEGER NOT NULL);
CREATE TABLE skipped(file TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY(file, reason)) WITHOUT ROWID;
CREATE TABLE removed(days INTEGER NOT NULL, events INTEGER NOT NULL, latest INTEGER);
INSERT INTO removed VALUES(0, 0, NULL);
CREATE TABLE removal(day INTEGER PRIMARY KEY);
CREATE TABLE removed_run(sensor TEXT NOT NULL, epoch INTEGER NOT NULL, high_water INTEGER NOT NULL,
    complete INTEGER NOT NULL, PRIMARY KEY(sensor, epoch)) WITHOUT ROWID;
)sql";

// Since version 3.
const char* const day_hosts_schema = R"sql(
CREATE TABLE IF NOT EXISTS day_hosts(signal INTEGER NOT NULL, day INTEGER NOT NULL, hosts INTEGER NOT NULL,
    PRIMARY KEY(signal, day)) WITHOUT ROWID;
)sql";

// Version 1 had no packed_day. A program of that version must not write here: it would leave packed days as they are.
const char* const to_version_2 = R"sql(
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS packed_day(day INTEGER NOT NULL, signal INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY(day, signal)) WITHOUT ROWID;
PRAGMA user_version = 2;
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
)sql";

constexpr std::uint32_t page_bytes = 4096;
// In packed_day, the row of all signals' totals.
constexpr std::int64_t totals_row = -2;
constexpr std::int64_t day_bins = bins_of_a_day;

const FileKind& state_file_kind() {
    static const FileKind kind{"the state of hitme's store", state_application, state_version,
                               page_bytes,
                               std::string(schema) + SourceTable::schema + day_hosts_schema +
                                   PayloadTable::schema + PackedHours::schema};
    return kind;
}

std::int64_t as_stored(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}
std::uint64_t from_stored(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}

// -1 takes one byte where any_signal would take four.
std::int64_t stored_signal(std::uint32_t signal) {
    return signal == any_signal ? -1 : std::int64_t{signal};
}

core::Time bin_time(std::int64_t number) {
    return core::from_nanoseconds(number * core::Duration{series_bin}.count());
}
/// The first bin that begins at or after `at`.
std::int64_t first_bin(core::Time at) {
    const std::int64_t number = bin_number(at);
    return bin_time(number) < at ? number + 1 : number;
}

std::int64_t day_number(core::Day day) {
    return day.time_since_epoch().count();
}
core::Day day_from(std::int64_t number) {
    return core::Day{std::chrono::days{static_cast<int>(number)}};
}

// Points without events are left out; what a correction made negative counts as none.
void add_point(std::vector<SeriesPoint>& points, std::int64_t bin, std::int64_t events,
               std::int64_t bytes_in, std::int64_t hosts, std::int64_t new_hosts) {
    if (events <= 0) return;
    const auto at_least_none = [](std::int64_t value) {
        return from_stored(std::max<std::int64_t>(value, 0));
    };
    points.push_back({bin_time(bin), from_stored(events), at_least_none(bytes_in),
                      at_least_none(hosts), at_least_none(new_hosts)});
}

}  // namespace

core::Result<std::unique_ptr<StateFile>> StateFile::open(const std::string& path, OpenAs as) {
    auto database = Database::open(path, state_file_kind(), as);
    if (!database) return database.error();
    std::unique_ptr<StateFile> file{new StateFile(std::move(*database))};
    const auto prepared = file->prepare(as);
    if (!prepared) return prepared.error();
    return file;
}

core::Result<void> StateFile::prepare(OpenAs as) {
    if (as == OpenAs::reader) {
        const auto there =
            database_.number("SELECT count(*) FROM sqlite_master WHERE name = 'packed_day'");
        if (!there) return there.error();
        has_packed_days_ = *there > 0;
        const auto days =
            database_.number("SELECT count(*) FROM sqlite_master WHERE name = 'day_hosts'");
        if (!days) return days.error();
        has_day_hosts_ = *days > 0;
        return hours_.look();
    }
    const auto version = database_.number("PRAGMA user_version");
    if (!version) return version.error();
    if (*version < 2) {
        const auto raised = database_.run(to_version_2);
        if (!raised) return raised.error();
    }
    if (*version < 3) {
        // Version 2 had no day_hosts and no payload, and would not read the sources that are written from now on.
        const std::string sql = std::string("BEGIN IMMEDIATE;") + day_hosts_schema +
                                PayloadTable::schema +
                                "PRAGMA user_version = 3; COMMIT; PRAGMA wal_checkpoint(TRUNCATE);";
        const auto raised = database_.run(sql.c_str());
        if (!raised) return raised.error();
    }
    if (*version < 4) {
        // A program of version 3 must not write here: it would leave packed hours as they are.
        const std::string sql = std::string("BEGIN IMMEDIATE;") + PackedHours::schema +
                                "PRAGMA user_version = 4; COMMIT; PRAGMA wal_checkpoint(TRUNCATE);";
        const auto raised = database_.run(sql.c_str());
        if (!raised) return raised.error();
    }
    has_packed_days_ = has_day_hosts_ = true;
    const auto set = database_.run(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 0;"
        "PRAGMA wal_autocheckpoint = 4000");
    if (!set) return set.error();
    struct Wanted {
        Statement& statement;
        const char* sql;
    };
    const Wanted wanted[] = {
        {add_series_,
         "INSERT INTO series(bin, signal, events, bytes_in, hosts, new_hosts)"
         " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET events = events + ?3,"
         " bytes_in = bytes_in + ?4, hosts = hosts + ?5, new_hosts = new_hosts + ?6"},
        {put_mark_, "INSERT OR REPLACE INTO mark(day, ordinal) VALUES(?1, ?2)"},
        {unpack_, "DELETE FROM packed_day WHERE day = ?1"},
        {add_day_,
         "INSERT INTO day_hosts(signal, day, hosts) VALUES(?1, ?2, ?3)"
         " ON CONFLICT DO UPDATE SET hosts = hosts + ?3"},
    };
    for (const auto& want : wanted) {
        auto prepared = database_.prepare(want.sql);
        if (!prepared) return prepared.error();
        want.statement = std::move(*prepared);
    }
    if (auto done = sources_.prepare(); !done) return done;
    if (auto done = hours_.prepare(); !done) return done;
    return payloads_.prepare();
}

core::Result<void> StateFile::apply(const RollUp& roll_up) {
    return merge_whole(std::nullopt, roll_up);
}

core::Result<void> StateFile::replace_series(core::Time from, const RollUp& roll_up) {
    return merge_whole(from, roll_up);
}

core::Result<void> StateFile::merge_whole(std::optional<core::Time> empty_from,
                                          const RollUp& roll_up) {
    core::Result<void> merged = core::Result<void>{};
    {
        auto transaction = Transaction::begin_write(database_);
        if (!transaction) return transaction.error();
        if (empty_from) {
            const std::int64_t bin = bin_number(*empty_from);
            const std::string removal =
                "DELETE FROM series WHERE bin >= " + std::to_string(bin) +
                "; DELETE FROM packed_day WHERE day >= " + std::to_string(bin / day_bins) +
                "; DELETE FROM day_hosts WHERE day >= " + std::to_string(bin / day_bins);
            merged = database_.run(removal.c_str());
            if (merged) merged = hours_.unpack_from(bin);
        }
        if (merged) merged = unpack_days_of(roll_up);
        if (merged) merged = hours_.unpack(roll_up);
        if (merged) merged = merge(roll_up);
        if (merged) merged = transaction->commit();
    }
    if (!merged) {
        sources_.undone();
        return merged;
    }
    // What cannot be packed now (a full disk) is read from the points: it spoils no roll-up, and is tried again a day later,
    // an hour in the next bin.
    (void)pack_one(roll_up);
    (void)hours_.pack_some(roll_up);
    return {};
}

core::Result<void> StateFile::unpack_days_of(const RollUp& roll_up) {
    std::int64_t last = -1;
    for (const auto& delta : roll_up.series) {
        const std::int64_t day = bin_number(delta.bin) / day_bins;
        if (day == last) continue;
        last = day;
        unpack_.bind(1, day);
        const auto done = unpack_.run();
        if (!done) return done.error();
    }
    return {};
}

core::Result<std::vector<std::int64_t>> StateFile::unpacked_days() {
    std::vector<std::int64_t> days;
    auto next = database_.prepare("SELECT min(bin) FROM series WHERE bin >= ?1");
    if (!next) return next.error();
    auto packed = database_.prepare("SELECT 1 FROM packed_day WHERE day = ?1 AND signal = ?2");
    if (!packed) return packed.error();
    for (std::int64_t bin = std::numeric_limits<std::int64_t>::min();;) {
        next->bind(1, bin);
        const auto stepped = next->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done || next->is_null(0)) return days;
        const std::int64_t day = next->integer(0) / day_bins;
        next->reset();
        bin = (day + 1) * day_bins;
        if (day >= newest_day_) return days;
        packed->bind(1, day);
        packed->bind(2, totals_row);
        const auto found = packed->step();
        if (!found) return found.error();
        packed->reset();
        if (*found == Step::done) days.push_back(day);
    }
}

core::Result<void> StateFile::pack_one(const RollUp& roll_up) {
    std::int64_t newest = newest_day_;
    for (const auto& delta : roll_up.series)
        newest = std::max(newest, bin_number(delta.bin) / day_bins);
    if (newest != newest_day_) {
        newest_day_ = newest;
        auto days = unpacked_days();
        if (!days) return days.error();
        to_pack_ = std::move(*days);
    }
    if (to_pack_.empty()) return {};
    const std::int64_t day = to_pack_.back();  // the youngest first: it is asked for most
    to_pack_.pop_back();
    auto transaction = Transaction::begin_write(database_);
    if (!transaction) return transaction.error();
    if (auto packed = pack_day(day); !packed) return packed;
    return transaction->commit();
}

core::Result<void> StateFile::pack_day(std::int64_t day) {
    struct Signal {
        std::string body;
        std::int64_t before = -1;
        std::int64_t events = 0;
        std::int64_t new_hosts = 0;
    };
    std::map<std::int64_t, Signal> signals;
    auto rows = database_.prepare(
        "SELECT bin, signal, events, bytes_in, hosts, new_hosts FROM series"
        " WHERE bin >= ?1 AND bin < ?2 ORDER BY bin");
    if (!rows) return rows.error();
    rows->bind(1, day * day_bins);
    rows->bind(2, (day + 1) * day_bins);
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) break;
        auto& signal = signals[rows->integer(1)];
        const DayPoint point{static_cast<std::uint32_t>(rows->integer(0) - day * day_bins),
                             rows->integer(2), rows->integer(3), rows->integer(4),
                             rows->integer(5)};
        append_day_point(signal.body, point, signal.before);
        signal.events += point.events;
        signal.new_hosts += point.new_hosts;
    }
    auto put = database_.prepare("INSERT INTO packed_day(day, signal, body) VALUES(?1, ?2, ?3)");
    if (!put) return put.error();
    unpack_.bind(1, day);
    auto done = unpack_.run();
    if (!done) return done;
    const auto put_row = [&](std::int64_t signal, const std::string& body) {
        put->bind(1, day);
        put->bind(2, signal);
        put->bind(3, core::as_bytes(body));
        return put->run();
    };
    std::string totals;
    std::int64_t before = -1;
    for (const auto& [number, signal] : signals) {
        if (number < 0 || number >= std::int64_t{signal_count}) continue;
        append_day_total(
            totals, {static_cast<std::uint32_t>(number), signal.events, signal.new_hosts}, before);
    }
    done = put_row(totals_row, totals);
    for (const auto& [number, signal] : signals) {
        if (!done) return done;
        done = put_row(number, signal.body);
    }
    return done;
}

core::Result<void> StateFile::merge(const RollUp& roll_up) {
    for (const auto& delta : roll_up.series) {
        const std::int64_t values[] = {bin_number(delta.bin), stored_signal(delta.signal),
                                       delta.events,          delta.bytes_in,
                                       delta.hosts,           delta.new_hosts};
        int column = 0;
        for (const auto value : values) add_series_.bind(++column, value);
        const auto done = add_series_.run();
        if (!done) return done.error();
    }
    if (auto done = merge_days(roll_up); !done) return done;
    if (auto done = sources_.merge(roll_up.sources); !done) return done;
    if (auto done = payloads_.merge(roll_up.payloads); !done) return done;
    for (const auto& [day, ordinal] : roll_up.marks) {
        put_mark_.bind(1, day_number(day));
        put_mark_.bind(2, as_stored(ordinal));
        const auto done = put_mark_.run();
        if (!done) return done.error();
    }
    return {};
}

core::Result<void> StateFile::merge_days(const RollUp& roll_up) {
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> sums;
    for (const auto& delta : roll_up.series)
        if (delta.day_hosts != 0)
            sums[{stored_signal(delta.signal), bin_number(delta.bin) / day_bins}] +=
                delta.day_hosts;
    for (const auto& [key, hosts] : sums) {
        add_day_.bind(1, key.first);
        add_day_.bind(2, key.second);
        add_day_.bind(3, hosts);
        if (auto done = add_day_.run(); !done) return done;
    }
    return {};
}

core::Result<std::vector<DayHosts>> StateFile::day_hosts(std::uint32_t signal, core::Day from,
                                                         core::Day to) {
    std::vector<DayHosts> found;
    if (!has_day_hosts_) return found;
    auto rows = database_.prepare(
        "SELECT day, hosts FROM day_hosts WHERE signal = ?1 AND day >= ?2 AND day < ?3"
        " ORDER BY day");
    if (!rows) return rows.error();
    rows->bind(1, stored_signal(signal));
    rows->bind(2, day_number(from));
    rows->bind(3, day_number(to));
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return found;
        if (rows->integer(1) > 0)
            found.push_back({day_from(rows->integer(0)), from_stored(rows->integer(1))});
    }
}

core::Result<std::vector<PayloadRow>> StateFile::payloads(std::uint32_t signal, std::size_t limit) {
    if (!has_day_hosts_) return std::vector<PayloadRow>{};  // a reader of an earlier version
    return payloads_.most_frequent(signal, limit);
}

core::Result<Marks> StateFile::applied() {
    auto rows = database_.prepare("SELECT day, ordinal FROM mark");
    if (!rows) return rows.error();
    Marks marks;
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return marks;
        marks[day_from(rows->integer(0))] = from_stored(rows->integer(1));
    }
}

core::Result<std::vector<SeriesPoint>> StateFile::series(std::uint32_t signal, core::Time from,
                                                         core::Time to) {
    const auto transaction = Transaction::begin_read(database_);
    if (!transaction) return transaction.error();
    // Asked for together they would be looked for in every row.
    auto ends =
        database_.prepare("SELECT (SELECT min(bin) FROM series), (SELECT max(bin) FROM series)");
    if (!ends) return ends.error();
    const auto stepped = ends->step();
    if (!stepped) return stepped.error();
    std::vector<SeriesPoint> points;
    if (ends->is_null(0)) return points;
    const std::int64_t low = std::max(first_bin(from), ends->integer(0));
    const std::int64_t high = std::min(first_bin(to), ends->integer(1) + 1);
    // Days that are packed as such; else one step per bin: a range scan would read the rows of all other signals too.
    auto point = database_.prepare(
        "SELECT events, bytes_in, hosts, new_hosts FROM series WHERE bin = ?1 AND signal = ?2");
    if (!point) return point.error();
    // Years may lie between an old log that was imported and what comes now: no step for each of their bins.
    auto next = database_.prepare("SELECT min(bin) FROM series WHERE bin >= ?1");
    if (!next) return next.error();
    Statement packed;
    if (has_packed_days_) {
        auto find = database_.prepare(
            "SELECT signal, body FROM packed_day WHERE day = ?1 AND signal IN (?2, ?3)"
            " ORDER BY signal");
        if (!find) return find.error();
        packed = std::move(*find);
    }
    for (std::int64_t bin = low; bin < high;) {
        const std::int64_t day = bin / day_bins;
        const std::int64_t end = std::min(high, (day + 1) * day_bins);
        if (has_packed_days_) {
            const auto read = packed_points(packed, day, signal, bin, end, points);
            if (!read) return read.error();
            if (*read) bin = end;
        }
        if (bin < end) {
            next->bind(1, bin);
            const auto found = next->step();
            if (!found) return found.error();
            if (*found == Step::done || next->is_null(0)) break;
            bin = std::max(bin, next->integer(0));
            next->reset();
        }
        for (; bin < end; ++bin) {
            point->bind(1, bin);
            point->bind(2, stored_signal(signal));
            const auto read = point->step();
            if (!read) return read.error();
            if (*read == Step::row)
                add_point(points, bin, point->integer(0), point->integer(1), point->integer(2),
                          point->integer(3));
            point->reset();
        }
    }
    return points;
}

core::Result<bool> StateFile::packed_points(Statement& find, std::int64_t day, std::uint32_t signal,
                                            std::int64_t low, std::int64_t high,
                                            std::vector<SeriesPoint>& points) {
    find.bind(1, day);
    find.bind(2, totals_row);
    find.bind(3, stored_signal(signal));
    bool packed = false;
    std::vector<DayPoint> of_day;
    for (;;) {
        const auto stepped = find.step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) break;
        if (find.integer(0) == totals_row) {
            packed = true;
            continue;
        }
        if (const auto read = decode_day_points(find.blob(1), of_day); !read) {
            find.reset();
            return damaged(read.error(), "a packed day");
        }
        for (const auto& point : of_day) {
            const std::int64_t bin = day * day_bins + point.bin;
            if (bin >= low && bin < high)
                add_point(points, bin, point.events, point.bytes_in, point.hosts, point.new_hosts);
        }
    }
    return packed;
}

core::Result<std::vector<EventStore::SignalTotal>> StateFile::top_signals(core::Time from,
                                                                          core::Time to,
                                                                          std::size_t limit) {
    const auto transaction = Transaction::begin_read(database_);
    if (!transaction) return transaction.error();
    std::vector<DayTotal> sums(signal_count);
    const PackedHours::Add add = [&](std::int64_t signal, std::int64_t events,
                                     std::int64_t new_hosts) {
        if (signal < 0 || signal >= std::int64_t{signal_count}) return;
        auto& sum = sums[static_cast<std::size_t>(signal)];
        sum.events += events;
        sum.new_hosts += new_hosts;
    };
    const std::int64_t low = first_bin(from);
    const std::int64_t high = first_bin(to);
    // Whole days that are packed, between them hours, and between those the points.
    std::int64_t summed_to = low;
    if (has_packed_days_) {
        // The totals are the first row of their day. From packed day to packed day: a window may be longer than the store.
        auto next = database_.prepare(
            "SELECT day, signal, body FROM packed_day WHERE day >= ?1 ORDER BY day, signal LIMIT "
            "1");
        if (!next) return next.error();
        std::vector<DayTotal> of_day;
        for (std::int64_t day = (low + day_bins - 1) / day_bins;; ++day) {
            next->bind(1, day);
            const auto found = next->step();
            if (!found) return found.error();
            if (*found == Step::done) break;
            day = next->integer(0);
            if ((day + 1) * day_bins > high) break;
            const bool packed = next->integer(1) == totals_row;
            const auto read = decode_day_totals(packed ? next->blob(2) : core::Bytes{}, of_day);
            next->reset();
            if (!read) return damaged(read.error(), "a packed day");
            if (!packed) continue;
            if (const auto added = hours_.add_totals(summed_to, day * day_bins, add); !added)
                return added.error();
            summed_to = (day + 1) * day_bins;
            for (const auto& total : of_day)
                add(std::int64_t{total.signal}, total.events, total.new_hosts);
        }
    }
    if (const auto added = hours_.add_totals(summed_to, high, add); !added) return added.error();
    std::vector<EventStore::SignalTotal> totals;
    for (std::uint32_t signal = 0; signal < signal_count; ++signal) {
        const auto& sum = sums[signal];
        if (sum.events <= 0) continue;
        totals.push_back({event::Signal::from_key(signal), from_stored(sum.events),
                          from_stored(std::max<std::int64_t>(sum.new_hosts, 0))});
    }
    // By signal they stand already; ties keep that order.
    std::stable_sort(totals.begin(), totals.end(),
                     [](const auto& a, const auto& b) { return a.events > b.events; });
    if (totals.size() > limit) totals.resize(limit);
    return totals;
}

core::Result<void> StateFile::note_skipped(const std::string& file, const std::string& reason,
                                           std::uint64_t count) {
    auto add = database_.prepare(
        "INSERT INTO skipped(file, reason, count) VALUES(?1, ?2, ?3)"
        " ON CONFLICT DO UPDATE SET count = count + ?3");
    if (!add) return add.error();
    add->bind(1, file);
    add->bind(2, reason);
    add->bind(3, as_stored(count));
    return add->run();
}

core::Result<std::map<std::string, std::uint64_t>> StateFile::skipped() {
    auto rows = database_.prepare("SELECT file, reason, count FROM skipped");
    if (!rows) return rows.error();
    std::map<std::string, std::uint64_t> counts;
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return counts;
        counts[std::string(rows->text(0)) + ": " + std::string(rows->text(1))] =
            from_stored(rows->integer(2));
    }
}

core::Result<void> StateFile::begin_removal(core::Day day, std::uint64_t events,
                                            const std::vector<Run>& runs) {
    auto transaction = Transaction::begin_write(database_);
    if (!transaction) return transaction.error();
    auto count = database_.prepare(
        "UPDATE removed SET days = days + 1, events = events + ?1,"
        " latest = max(coalesce(latest, ?2), ?2)");
    if (!count) return count.error();
    count->bind(1, as_stored(events));
    count->bind(2, day_number(day));
    auto done = count->run();
    if (!done) return done.error();
    auto note = database_.prepare("INSERT OR IGNORE INTO removal(day) VALUES(?1)");
    if (!note) return note.error();
    note->bind(1, day_number(day));
    done = note->run();
    if (!done) return done.error();
    auto forget = database_.prepare("DELETE FROM mark WHERE day = ?1");
    if (!forget) return forget.error();
    forget->bind(1, day_number(day));
    done = forget->run();
    if (!done) return done.error();
    auto keep = database_.prepare(
        "INSERT INTO removed_run(sensor, epoch, high_water, complete) VALUES(?1, ?2, ?3, ?4)"
        " ON CONFLICT DO UPDATE SET high_water = max(high_water, ?3), complete = max(complete, "
        "?4)");
    if (!keep) return keep.error();
    for (const auto& run : runs) {
        if (run.high_water == 0 && run.complete == 0) continue;
        keep->bind(1, run.sensor);
        keep->bind(2, as_stored(run.epoch));
        keep->bind(3, as_stored(run.high_water));
        keep->bind(4, as_stored(run.complete));
        done = keep->run();
        if (!done) return done.error();
    }
    return transaction->commit();
}

core::Result<void> StateFile::end_removal(core::Day day) {
    auto end = database_.prepare("DELETE FROM removal WHERE day = ?1");
    if (!end) return end.error();
    end->bind(1, day_number(day));
    return end->run();
}

core::Result<std::vector<core::Day>> StateFile::removals() {
    auto rows = database_.prepare("SELECT day FROM removal ORDER BY day");
    if (!rows) return rows.error();
    std::vector<core::Day> days;
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return days;
        days.push_back(day_from(rows->integer(0)));
    }
}

core::Result<Removed> StateFile::removed() {
    auto row = database_.prepare("SELECT days, events, latest FROM removed");
    if (!row) return row.error();
    const auto stepped = row->step();
    if (!stepped) return stepped.error();
    Removed removed;
    if (*stepped == Step::done) return removed;
    removed.days = from_stored(row->integer(0));
    removed.events = from_stored(row->integer(1));
    if (!row->is_null(2)) removed.latest = day_from(row->integer(2));
    return removed;
}

core::Result<StateFile::RemovedRun> StateFile::removed_run(const std::string& sensor,
                                                           std::uint64_t epoch) {
    auto row = database_.prepare(
        "SELECT high_water, complete FROM removed_run WHERE sensor = ?1 AND epoch = ?2");
    if (!row) return row.error();
    row->bind(1, sensor);
    row->bind(2, as_stored(epoch));
    const auto stepped = row->step();
    if (!stepped) return stepped.error();
    if (*stepped == Step::done) return RemovedRun{};
    return RemovedRun{from_stored(row->integer(0)), from_stored(row->integer(1))};
}

core::Result<void> StateFile::checkpoint() {
    return database_.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace hitme::store::sqlite
