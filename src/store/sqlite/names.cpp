// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/names.h"

#include "store/sqlite/packed.h"

namespace hitme::store::sqlite {

const char* const names_schema = R"sql(
CREATE TABLE run(id INTEGER PRIMARY KEY, sensor TEXT NOT NULL, epoch INTEGER NOT NULL,
    high_water INTEGER NOT NULL DEFAULT 0, complete INTEGER NOT NULL DEFAULT 0,
    events INTEGER NOT NULL DEFAULT 0, last_event INTEGER NOT NULL DEFAULT 0,
    heartbeat INTEGER NOT NULL DEFAULT 0, heartbeat_seen INTEGER NOT NULL DEFAULT 0,
    change INTEGER NOT NULL DEFAULT 0, change_seen INTEGER NOT NULL DEFAULT 0,
    span INTEGER NOT NULL DEFAULT 0, span_from INTEGER NOT NULL DEFAULT 0,
    span_to INTEGER NOT NULL DEFAULT 0, UNIQUE(sensor, epoch));
CREATE TABLE destination(id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE);
CREATE TABLE shape(id INTEGER PRIMARY KEY, flags INTEGER NOT NULL, protocol TEXT NOT NULL,
    origin TEXT NOT NULL, limited_by TEXT NOT NULL, UNIQUE(flags, protocol, origin, limited_by));
)sql";

namespace {

// Epochs and deliveries are 64 unsigned bits; SQLite keeps the same bits as signed.
std::int64_t as_stored(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}
std::uint64_t from_stored(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}

constexpr std::string_view run_columns =
    "SELECT id, sensor, epoch, high_water, complete, events, last_event, heartbeat, heartbeat_seen,"
    " change, change_seen, span, span_from, span_to FROM run";

Run read_run(const Statement& row) {
    Run run;
    run.id = row.integer(0);
    run.sensor = row.text(1);
    run.epoch = from_stored(row.integer(2));
    run.high_water = from_stored(row.integer(3));
    run.complete = from_stored(row.integer(4));
    run.events = from_stored(row.integer(5));
    run.last_event = row.integer(6);
    run.heartbeat = row.integer(7);
    run.heartbeat_seen = row.integer(8);
    run.change = row.integer(9);
    run.change_seen = row.integer(10);
    run.span = row.integer(11);
    run.span_from = row.integer(12);
    run.span_to = row.integer(13);
    return run;
}

std::string run_key(const std::string& sensor, std::uint64_t epoch) {
    std::string key;
    append_fixed(key, epoch, 8);
    return key + sensor;
}

/// The rowid after "INSERT ... RETURNING id".
core::Result<std::int64_t> returned_id(Statement& insert) {
    const auto stepped = insert.step();
    if (!stepped) return stepped.error();
    const std::int64_t id = insert.integer(0);
    const auto ended = insert.step();
    insert.reset();
    if (!ended) return ended.error();
    return id;
}

}  // namespace

core::Result<Names> Names::open(Database& database, OpenAs as) {
    Names names;
    names.database_ = &database;
    const std::string run_select{run_columns};
    struct Wanted {
        Statement& statement;
        std::string sql;
        OpenAs least;
    };
    const Wanted wanted[] = {
        {names.find_run_, run_select + " WHERE sensor = ?1 AND epoch = ?2", OpenAs::reader},
        {names.run_by_id_, run_select + " WHERE id = ?1", OpenAs::reader},
        {names.add_run_, "INSERT INTO run(sensor, epoch) VALUES(?1, ?2) RETURNING id",
         OpenAs::writer},
        {names.save_run_,
         "UPDATE run SET high_water = ?2, complete = ?3, events = ?4, last_event = ?5,"
         " heartbeat = ?6, heartbeat_seen = ?7, change = ?8, change_seen = ?9, span = ?10,"
         " span_from = ?11, span_to = ?12 WHERE id = ?1",
         OpenAs::writer},
        {names.find_destination_, "SELECT id FROM destination WHERE address = ?1", OpenAs::writer},
        {names.add_destination_, "INSERT INTO destination(address) VALUES(?1) RETURNING id",
         OpenAs::writer},
        {names.destination_by_id_, "SELECT address FROM destination WHERE id = ?1", OpenAs::reader},
        {names.find_shape_,
         "SELECT id FROM shape WHERE flags = ?1 AND protocol = ?2 AND origin = ?3 AND limited_by = "
         "?4",
         OpenAs::writer},
        {names.add_shape_,
         "INSERT INTO shape(flags, protocol, origin, limited_by) VALUES(?1, ?2, ?3, ?4) RETURNING "
         "id",
         OpenAs::writer},
        {names.shape_by_id_, "SELECT flags, protocol, origin, limited_by FROM shape WHERE id = ?1",
         OpenAs::reader},
    };
    for (const auto& want : wanted) {
        if (want.least == OpenAs::writer && as == OpenAs::reader) continue;
        auto prepared = database.prepare(want.sql);
        if (!prepared) return prepared.error();
        want.statement = std::move(*prepared);
    }
    return names;
}

core::Result<Run*> Names::run(const std::string& sensor, std::uint64_t epoch) {
    if (latest_run_ != nullptr && latest_run_->epoch == epoch && latest_run_->sensor == sensor)
        return latest_run_;
    std::string key = run_key(sensor, epoch);
    if (const auto found = runs_.find(key); found != runs_.end())
        return latest_run_ = &found->second;
    auto known = known_run(sensor, epoch);
    if (!known) return known.error();
    Run run;
    if (*known) {
        run = std::move(**known);
    } else {
        add_run_.bind(1, sensor);
        add_run_.bind(2, as_stored(epoch));
        const auto id = returned_id(add_run_);
        if (!id) return id.error();
        run.id = *id;
        run.sensor = sensor;
        run.epoch = epoch;
    }
    return latest_run_ = &runs_.emplace(std::move(key), std::move(run)).first->second;
}

core::Result<std::optional<Run>> Names::known_run(const std::string& sensor, std::uint64_t epoch) {
    find_run_.bind(1, sensor);
    find_run_.bind(2, as_stored(epoch));
    const auto stepped = find_run_.step();
    if (!stepped) return stepped.error();
    std::optional<Run> run;
    if (*stepped == Step::row) run = read_run(find_run_);
    find_run_.reset();
    return run;
}

core::Result<std::uint64_t> Names::destination(const core::Address& address) {
    if (address.is_unspecified()) return std::uint64_t{0};
    if (const auto found = destinations_.find(address); found != destinations_.end())
        return found->second;
    const auto bytes = address.compact();
    find_destination_.bind(1, core::Bytes{bytes});
    const auto stepped = find_destination_.step();
    if (!stepped) return stepped.error();
    std::int64_t id = *stepped == Step::row ? find_destination_.integer(0) : 0;
    find_destination_.reset();
    if (id == 0) {
        add_destination_.bind(1, core::Bytes{bytes});
        const auto added = returned_id(add_destination_);
        if (!added) return added.error();
        id = *added;
    }
    destinations_.emplace(address, from_stored(id));
    return from_stored(id);
}

core::Result<std::uint64_t> Names::shape(const event::Contact& contact) {
    const std::int64_t flags =
        Shape{contact.handshake, contact.ending, contact.stage, contact.simulated, {}, {}, {}}
            .flags();
    scratch_.clear();
    append_fixed(scratch_, from_stored(flags), 3);
    for (const auto* text : {&contact.protocol, &contact.origin, &contact.limit}) {
        append_varint(scratch_, text->size());
        scratch_ += *text;
    }
    if (const auto found = shapes_.find(scratch_); found != shapes_.end()) return found->second;
    const auto bind = [&](Statement& statement) {
        statement.bind(1, flags);
        statement.bind(2, contact.protocol);
        statement.bind(3, contact.origin);
        statement.bind(4, contact.limit);
    };
    bind(find_shape_);
    const auto stepped = find_shape_.step();
    if (!stepped) return stepped.error();
    std::int64_t id = *stepped == Step::row ? find_shape_.integer(0) : 0;
    find_shape_.reset();
    if (id == 0) {
        bind(add_shape_);
        const auto added = returned_id(add_shape_);
        if (!added) return added.error();
        id = *added;
    }
    shapes_.emplace(scratch_, from_stored(id));
    return from_stored(id);
}

core::Result<void> Names::save() {
    for (auto& [key, run] : runs_) {
        if (!run.changed) continue;
        const std::int64_t values[] = {run.id,
                                       as_stored(run.high_water),
                                       as_stored(run.complete),
                                       as_stored(run.events),
                                       run.last_event,
                                       run.heartbeat,
                                       run.heartbeat_seen,
                                       run.change,
                                       run.change_seen,
                                       run.span,
                                       run.span_from,
                                       run.span_to};
        int column = 0;
        for (const auto value : values) save_run_.bind(++column, value);
        const auto saved = save_run_.run();
        if (!saved) return saved.error();
        run.changed = false;
    }
    return {};
}

core::Error Names::missing(const char* what, std::uint64_t id) const {
    return core::error(core::ErrorCode::io, std::string("day file refers to ") + what + " " +
                                                std::to_string(id) + ", which it does not hold");
}

core::Result<const Run*> Names::run_at(std::uint64_t id) {
    if (const auto found = runs_by_id_.find(id); found != runs_by_id_.end()) return &found->second;
    run_by_id_.bind(1, as_stored(id));
    const auto stepped = run_by_id_.step();
    if (!stepped) return stepped.error();
    if (*stepped == Step::done) return missing("run", id);
    auto run = read_run(run_by_id_);
    run_by_id_.reset();
    return &runs_by_id_.emplace(id, std::move(run)).first->second;
}

core::Result<core::Address> Names::destination_at(std::uint64_t id) {
    if (id == 0) return core::Address{};
    if (const auto found = destinations_by_id_.find(id); found != destinations_by_id_.end())
        return found->second;
    destination_by_id_.bind(1, as_stored(id));
    const auto stepped = destination_by_id_.step();
    if (!stepped) return stepped.error();
    std::optional<core::Address> address;
    if (*stepped == Step::row) address = core::Address::from_bytes(destination_by_id_.blob(0));
    destination_by_id_.reset();
    if (!address) return missing("destination", id);
    destinations_by_id_.emplace(id, *address);
    return *address;
}

core::Result<const Shape*> Names::shape_at(std::uint64_t id) {
    if (const auto found = shapes_by_id_.find(id); found != shapes_by_id_.end())
        return &found->second;
    shape_by_id_.bind(1, as_stored(id));
    const auto stepped = shape_by_id_.step();
    if (!stepped) return stepped.error();
    if (*stepped == Step::done) return missing("shape", id);
    Shape shape;
    shape.set_flags(shape_by_id_.integer(0));
    shape.protocol = shape_by_id_.text(1);
    shape.origin = shape_by_id_.text(2);
    shape.limit = shape_by_id_.text(3);
    shape_by_id_.reset();
    return &shapes_by_id_.emplace(id, std::move(shape)).first->second;
}

core::Result<std::vector<Run>> Names::all_runs() {
    auto rows = database_->prepare(std::string(run_columns) + " ORDER BY id");
    if (!rows) return rows.error();
    std::vector<Run> runs;
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return runs;
        runs.push_back(read_run(*rows));
    }
}

void Names::trim() {
    if (runs_.size() > max_names_in_memory) {
        runs_.clear();
        latest_run_ = nullptr;
    }
    if (destinations_.size() > max_names_in_memory) destinations_.clear();
    if (shapes_.size() > max_names_in_memory) shapes_.clear();
    if (runs_by_id_.size() > max_names_in_memory) runs_by_id_.clear();
    if (destinations_by_id_.size() > max_names_in_memory) destinations_by_id_.clear();
    if (shapes_by_id_.size() > max_names_in_memory) shapes_by_id_.clear();
}

void Names::forget() {
    runs_.clear();
    latest_run_ = nullptr;
    destinations_.clear();
    shapes_.clear();
    runs_by_id_.clear();
    destinations_by_id_.clear();
    shapes_by_id_.clear();
}

}  // namespace hitme::store::sqlite
