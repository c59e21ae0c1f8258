// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/day_file.h"

#include <algorithm>
#include <limits>
#include <queue>
#include <type_traits>
#include <unordered_map>

#include "event/binary.h"

namespace hitme::store::sqlite {
namespace {

constexpr std::int64_t day_nanoseconds =
    std::chrono::duration_cast<core::Duration>(std::chrono::days{1}).count();
// A heartbeat says whole seconds, so two in a row may leave a gap of up to one.
constexpr std::int64_t uptime_rounding = 1'000'000'000;

const char* const schema = R"sql(
CREATE TABLE contact(ordinal INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE completion(ordinal INTEGER PRIMARY KEY, of_ordinal INTEGER NOT NULL,
    bytes_added INTEGER NOT NULL);
CREATE TABLE open_contact(run INTEGER NOT NULL, sequence INTEGER NOT NULL,
    ordinal INTEGER NOT NULL, PRIMARY KEY(run, sequence)) WITHOUT ROWID;
CREATE TABLE notice(ordinal INTEGER PRIMARY KEY, seen_at INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE uptime(id INTEGER PRIMARY KEY, run INTEGER NOT NULL, from_ns INTEGER NOT NULL,
    to_ns INTEGER NOT NULL);
CREATE TABLE block(last INTEGER PRIMARY KEY, first INTEGER NOT NULL, min_in_day INTEGER NOT NULL,
    max_in_day INTEGER NOT NULL, filter BLOB NOT NULL);
)sql";

// What version 2 added. `without_payloads`: the last ordinal that version 1 wrote.
const char* const schema_2 = R"sql(
CREATE TABLE late_payload(key INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    PRIMARY KEY(key, ordinal)) WITHOUT ROWID;
CREATE TABLE without_payloads(ordinal INTEGER NOT NULL);
)sql";

core::Error broken(const core::ParseError& fault) {
    return core::error(core::ErrorCode::io, std::string("a stored event is damaged at ") +
                                                fault.field + " (" + name_of(fault.fault) + ")");
}

std::int64_t as_stored(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}
std::uint64_t from_stored(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}

/// `at` as nanoseconds of `day`, cut to the day's ends.
std::int64_t in_day(core::Time at, core::Day day) {
    if (at <= core::Time{day}) return 0;
    if (at >= core::Time{day + std::chrono::days{1}}) return day_nanoseconds;
    return (at - core::Time{day}).count();
}

}  // namespace

const FileKind& day_file_kind() {
    static const FileKind kind{"a day of hitme's store", day_application, day_version,
                               day_page_bytes, std::string(schema) + schema_2 + names_schema};
    return kind;
}

void DayFile::Filling::add(std::int64_t at, const core::Address& source, event::Signal signal,
                           core::Bytes first_bytes) {
    min_in_day = contacts == 0 ? at : std::min(min_in_day, at);
    max_in_day = contacts == 0 ? at : std::max(max_in_day, at);
    ++contacts;
    filter.add(source, signal);
    if (const auto key = payload_key(first_bytes)) filter.add(*key);
}

core::Result<std::unique_ptr<DayFile>> DayFile::open(const std::string& path, core::Day day,
                                                     OpenAs as) {
    auto database = Database::open(path, day_file_kind(), as);
    if (!database) return database.error();
    std::unique_ptr<DayFile> file{new DayFile(day, std::move(*database), as)};
    const auto prepared = file->prepare(as);
    if (!prepared) return prepared.error();
    if (as == OpenAs::writer) {
        const auto loaded = file->load();
        if (!loaded) return loaded.error();
    }
    return file;
}

core::Result<void> DayFile::prepare(OpenAs as) {
    if (as == OpenAs::writer) {
        // The log is cut back to journal_size_limit after a checkpoint: it counts against the quota.
        const auto set = database_.run(
            "PRAGMA synchronous = FULL; PRAGMA cache_size = -8000; PRAGMA journal_size_limit = 0");
        if (!set) return set.error();
    }
    auto upgraded = upgrade();
    if (!upgraded) return upgraded.error();
    if (as == OpenAs::writer) {
        auto prepared = database_.prepare("INSERT OR IGNORE INTO late_payload VALUES(?1, ?2)");
        if (!prepared) return prepared.error();
        insert_late_payload_ = std::move(*prepared);
    }
    auto names = Names::open(database_, as);
    if (!names) return names.error();
    names_ = std::move(*names);
    struct Wanted {
        Statement& statement;
        const char* sql;
        OpenAs least;
    };
    const Wanted wanted[] = {
        {insert_contact_, "INSERT INTO contact(ordinal, body) VALUES(?1, ?2)", OpenAs::writer},
        {update_contact_, "UPDATE contact SET body = ?2 WHERE ordinal = ?1", OpenAs::writer},
        {contact_at_, "SELECT body FROM contact WHERE ordinal = ?1", OpenAs::reader},
        {contacts_between_,
         "SELECT ordinal, body FROM contact WHERE ordinal BETWEEN ?1 AND ?2 ORDER BY ordinal",
         OpenAs::reader},
        {insert_completion_,
         "INSERT INTO completion(ordinal, of_ordinal, bytes_added) VALUES(?1, ?2, ?3)",
         OpenAs::writer},
        {find_open_, "SELECT ordinal FROM open_contact WHERE run = ?1 AND sequence = ?2",
         OpenAs::writer},
        {add_open_,
         "INSERT OR REPLACE INTO open_contact(run, sequence, ordinal) VALUES(?1, ?2, ?3)",
         OpenAs::writer},
        {remove_open_, "DELETE FROM open_contact WHERE run = ?1 AND sequence = ?2", OpenAs::writer},
        {insert_notice_, "INSERT INTO notice(ordinal, seen_at, body) VALUES(?1, ?2, ?3)",
         OpenAs::writer},
        {notice_at_, "SELECT body FROM notice WHERE ordinal = ?1", OpenAs::reader},
        {insert_block_,
         "INSERT INTO block(last, first, min_in_day, max_in_day, filter) VALUES(?1, ?2, ?3, ?4, "
         "?5)",
         OpenAs::writer},
        {insert_span_, "INSERT INTO uptime(run, from_ns, to_ns) VALUES(?1, ?2, ?3) RETURNING id",
         OpenAs::writer},
        {update_span_, "UPDATE uptime SET from_ns = ?2, to_ns = ?3 WHERE id = ?1", OpenAs::writer},
    };
    for (const auto& want : wanted) {
        if (want.least == OpenAs::writer && as == OpenAs::reader) continue;
        auto prepared = database_.prepare(want.sql);
        if (!prepared) return prepared.error();
        want.statement = std::move(*prepared);
    }
    return {};
}

/// Notes what version 1 wrote; a reader leaves the file as it is and passes over no block of it for a payload.
core::Result<void> DayFile::upgrade() {
    const auto version = database_.number("PRAGMA user_version");
    if (!version) return version.error();
    if (*version >= day_version) {
        const auto noted =
            database_.number("SELECT coalesce(max(ordinal), 0) FROM without_payloads");
        if (!noted) return noted.error();
        without_payloads_ = from_stored(*noted);
        return {};
    }
    without_payloads_ = std::numeric_limits<std::int64_t>::max();
    if (as_ == OpenAs::reader) return {};
    const auto last = last_ordinal();
    if (!last) return last.error();
    auto transaction = Transaction::begin_write(database_);
    if (!transaction) return transaction.error();
    auto done = database_.run((std::string(schema_2) + "INSERT INTO without_payloads VALUES(" +
                               std::to_string(*last) +
                               "); PRAGMA user_version = " + std::to_string(day_version))
                                  .c_str());
    if (done) done = transaction->commit();
    if (!done) return done.error();
    // The version is read as plain bytes of the main file (docs/formats/store.md), so it must stand there.
    done = checkpoint();
    if (!done) return done.error();
    without_payloads_ = *last;
    return {};
}

core::Result<std::uint64_t> DayFile::last_ordinal() {
    const auto last = database_.number(
        "SELECT max(coalesce((SELECT max(ordinal) FROM contact), 0),"
        " coalesce((SELECT max(ordinal) FROM completion), 0),"
        " coalesce((SELECT max(ordinal) FROM notice), 0))");
    if (!last) return last.error();
    return from_stored(*last);
}

/// Sets the writer's memory from the file: at the start and after a rollback.
core::Result<void> DayFile::load() {
    names_.forget();
    const auto last = last_ordinal();
    if (!last) return last.error();
    last_ordinal_ = *last;
    const auto open = database_.number("SELECT count(*) FROM open_contact");
    if (!open) return open.error();
    open_contacts_ = from_stored(*open);
    filling_ = {};
    const std::uint64_t first = last_ordinal_ / block_contacts * block_contacts + 1;
    contacts_between_.reset();
    contacts_between_.bind(1, as_stored(first));
    contacts_between_.bind(2, as_stored(last_ordinal_));
    for (;;) {
        const auto stepped = contacts_between_.step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) break;
        const auto row = decode_contact_row(contacts_between_.blob(1));
        if (!row) {
            contacts_between_.reset();
            return broken(row.error());
        }
        filling_.add(row->in_day.count(), row->source, row->signal, row->first_bytes);
    }
    contacts_between_.reset();
    return {};
}

core::Result<void> DayFile::append(const DayPart& part, Appended& counts,
                                   std::vector<std::uint64_t>& early_bytes_in) {
    names_.trim();
    Appended so_far = counts;
    core::Result<void> written = core::Result<void>{};
    {
        auto transaction = Transaction::begin_write(database_);
        if (!transaction) return transaction.error();
        written = write_part(part, so_far, early_bytes_in);
        if (written) written = transaction->commit();
    }
    if (!written) {
        // What memory knows of the undone part is wrong now. When even reading fails, the next append says so.
        const auto loaded = load();
        return loaded ? written.error() : loaded.error();
    }
    counts = std::move(so_far);
    return {};
}

core::Result<void> DayFile::write_part(const DayPart& part, Appended& counts,
                                       std::vector<std::uint64_t>& early_bytes_in) {
    const auto found = names_.run(part.batch.sensor, part.batch.epoch);
    if (!found) return found.error();
    Run& delivering = **found;
    std::uint64_t high_water = delivering.high_water;
    bool gained = false;
    for (const auto index : part.indexes) {
        const std::uint64_t delivery = part.batch.first_delivery + index;
        if (delivery <= delivering.high_water) {
            counts.fates[index] = Fate::duplicate;
            ++counts.duplicates;
            continue;
        }
        high_water = delivery;
        gained = true;
        ++last_ordinal_;
        const event::Event& event = part.batch.events[index];
        Fate fate = Fate::stored;
        if (const auto* contact = std::get_if<event::Contact>(&event)) {
            const auto written = write_contact(*contact, early_bytes_in[index]);
            if (!written) return written.error();
            fate = *written;
        } else {
            const auto* heartbeat = std::get_if<event::Heartbeat>(&event);
            const auto written = heartbeat != nullptr
                                     ? write_notice(*heartbeat)
                                     : write_notice(std::get<event::SensorChange>(event));
            if (!written) return written.error();
        }
        counts.fates[index] = fate;
        ++(fate == Fate::stored ? counts.stored : counts.completed);
        if (last_ordinal_ % block_contacts == 0) {
            const auto finished = finish_block(last_ordinal_);
            if (!finished) return finished.error();
        }
    }
    delivering.high_water = high_water;
    if (part.complete) delivering.complete = std::max(delivering.complete, *part.complete);
    delivering.changed = true;
    if (gained) counts.arrivals[day_] = last_ordinal_;
    return names_.save();
}

core::Result<void> DayFile::finish_block(std::uint64_t last) {
    // Heartbeats take ordinals too: a block may have no contact at all, and then needs no row.
    if (filling_.contacts == 0) return {};
    filter_ = filling_.filter.finish();
    insert_block_.bind(1, as_stored(last));
    insert_block_.bind(2, as_stored(last - block_contacts + 1));
    insert_block_.bind(3, filling_.min_in_day);
    insert_block_.bind(4, filling_.max_in_day);
    insert_block_.bind(5, core::as_bytes(filter_));
    filling_.contacts = 0;
    return insert_block_.run();
}

core::Result<Fate> DayFile::write_contact(const event::Contact& contact,
                                          std::uint64_t& early_bytes_in) {
    const auto found = names_.run(contact.sensor, contact.epoch);
    if (!found) return found.error();
    Run& run = **found;
    const auto destination = names_.destination(contact.destination);
    if (!destination) return destination.error();
    const auto shape = names_.shape(contact);
    if (!shape) return shape.error();
    body_.clear();
    append_contact_row(body_, contact, day_, {from_stored(run.id), *destination, *shape});

    // A held connection may be reported early more than once: when it was accepted, and when its first byte came.
    if (open_contacts_ > 0) {
        const auto early = complete_contact(contact, run);
        if (!early) return early.error();
        if (*early) {
            early_bytes_in = **early;
            return Fate::completed;
        }
    }
    insert_contact_.bind(1, as_stored(last_ordinal_));
    insert_contact_.bind(2, core::as_bytes(body_));
    const auto inserted = insert_contact_.run();
    if (!inserted) return inserted.error();
    if (contact.ending == event::Ending::open) {
        add_open_.bind(1, run.id);
        add_open_.bind(2, as_stored(contact.sequence));
        add_open_.bind(3, as_stored(last_ordinal_));
        const auto added = add_open_.run();
        if (!added) return added.error();
        ++open_contacts_;
    }
    filling_.add((contact.seen_at - core::Time{day_}).count(), contact.source,
                 event::Signal::of(contact), contact.first_bytes);
    const std::int64_t seen = core::nanoseconds_of(contact.seen_at);
    run.last_event = run.events == 0 ? seen : std::max(run.last_event, seen);
    run.events += contact.count;
    run.changed = true;
    return Fate::stored;
}

/// Puts body_ in the place of the early report of `contact`, under the new ordinal. Returns the early report's bytes_in;
/// nothing where there is no early report of the same connection.
core::Result<std::optional<std::uint64_t>> DayFile::complete_contact(const event::Contact& contact,
                                                                     const Run& run) {
    find_open_.bind(1, run.id);
    find_open_.bind(2, as_stored(contact.sequence));
    const auto stepped = find_open_.step();
    if (!stepped) return stepped.error();
    const std::int64_t ordinal = *stepped == Step::row ? find_open_.integer(0) : 0;
    find_open_.reset();
    if (ordinal == 0) return std::optional<std::uint64_t>{};

    contact_at_.reset();
    contact_at_.bind(1, ordinal);
    const auto read = contact_at_.step();
    if (!read) return read.error();
    const auto early = decode_contact_row(contact_at_.blob(0));
    if (!early) {
        contact_at_.reset();
        return broken(early.error());
    }
    const std::uint64_t early_bytes_in = early->bytes_in;
    // The filters hold what the early report said; a completion that says otherwise is another contact. Only the
    // payload may have grown: then the block being filled gets its key, or, where that is past, late_payload.
    const bool grown = !std::equal(early->first_bytes.begin(), early->first_bytes.end(),
                                   contact.first_bytes.begin(), contact.first_bytes.end());
    const bool same =
        early->source == contact.source && early->signal == event::Signal::of(contact) &&
        early->in_day == contact.seen_at - core::Time{day_} && early->count == contact.count;
    contact_at_.reset();
    if (!same) return std::optional<std::uint64_t>{};

    update_contact_.bind(1, ordinal);
    update_contact_.bind(2, core::as_bytes(body_));
    auto done = update_contact_.run();
    if (!done) return done.error();
    insert_completion_.bind(1, as_stored(last_ordinal_));
    insert_completion_.bind(2, ordinal);
    insert_completion_.bind(3, as_stored(contact.bytes_in) - as_stored(early_bytes_in));
    done = insert_completion_.run();
    if (!done) return done.error();
    if (const auto key = payload_key(contact.first_bytes); grown && key) {
        if (from_stored(ordinal) > (last_ordinal_ - 1) / block_contacts * block_contacts) {
            filling_.filter.add(*key);
        } else {
            insert_late_payload_.bind(1, as_stored(*key));
            insert_late_payload_.bind(2, ordinal);
            done = insert_late_payload_.run();
            if (!done) return done.error();
        }
    }
    if (contact.ending == event::Ending::open) return std::optional<std::uint64_t>{early_bytes_in};
    remove_open_.bind(1, run.id);
    remove_open_.bind(2, as_stored(contact.sequence));
    done = remove_open_.run();
    if (!done) return done.error();
    --open_contacts_;
    return std::optional<std::uint64_t>{early_bytes_in};
}

template <class Notice>
core::Result<void> DayFile::write_notice(const Notice& notice) {
    const auto found = names_.run(notice.sensor, notice.epoch);
    if (!found) return found.error();
    Run& run = **found;
    body_.clear();
    event::append_binary(body_, event::Event{notice});
    const std::int64_t seen = core::nanoseconds_of(notice.seen_at);
    insert_notice_.bind(1, as_stored(last_ordinal_));
    insert_notice_.bind(2, seen);
    insert_notice_.bind(3, core::as_bytes(body_));
    const auto inserted = insert_notice_.run();
    if (!inserted) return inserted.error();
    run.changed = true;
    constexpr bool is_heartbeat = std::is_same_v<Notice, event::Heartbeat>;
    auto& latest = is_heartbeat ? run.heartbeat : run.change;
    auto& latest_seen = is_heartbeat ? run.heartbeat_seen : run.change_seen;
    if (latest == 0 || seen >= latest_seen) {
        latest = as_stored(last_ordinal_);
        latest_seen = seen;
    }
    if constexpr (is_heartbeat) return extend_uptime(run, notice);
    return {};
}

core::Result<void> DayFile::extend_uptime(Run& run, const event::Heartbeat& heartbeat) {
    const std::int64_t to = core::nanoseconds_of(heartbeat.seen_at);
    // Stored days lie at least max_covers after the first representable instant (first_day in store.h).
    const std::int64_t from = to - std::int64_t{heartbeat.covers_seconds} * 1'000'000'000;
    if (heartbeat.covers_seconds == 0) return {};
    if (run.span != 0 && from <= run.span_to + uptime_rounding && to >= run.span_from) {
        run.span_from = std::min(run.span_from, from);
        run.span_to = std::max(run.span_to, to);
        update_span_.bind(1, run.span);
        update_span_.bind(2, run.span_from);
        update_span_.bind(3, run.span_to);
        return update_span_.run();
    }
    insert_span_.bind(1, run.id);
    insert_span_.bind(2, from);
    insert_span_.bind(3, to);
    const auto stepped = insert_span_.step();
    if (!stepped) return stepped.error();
    run.span = insert_span_.integer(0);
    run.span_from = from;
    run.span_to = to;
    const auto ended = insert_span_.step();
    insert_span_.reset();
    if (!ended) return ended.error();
    return {};
}

core::Result<std::uint64_t> DayFile::events() {
    const auto sum = database_.number("SELECT coalesce(sum(events), 0) FROM run");
    if (!sum) return sum.error();
    return from_stored(*sum);
}

core::Result<event::Contact> DayFile::contact_from(core::Bytes body) {
    const auto row = decode_contact_row(body);
    if (!row) return broken(row.error());
    const auto run = names_.run_at(row->names.run);
    if (!run) return run.error();
    const auto destination = names_.destination_at(row->names.destination);
    if (!destination) return destination.error();
    const auto shape = names_.shape_at(row->names.shape);
    if (!shape) return shape.error();
    auto contact = contact_of(*row, day_, (*run)->sensor, (*run)->epoch, *destination, **shape);
    if (!contact) return broken(contact.error());
    return std::move(*contact);
}

core::Result<std::vector<DayFile::Block>> DayFile::blocks(std::int64_t from, std::int64_t to,
                                                          const std::vector<std::uint64_t>& keys,
                                                          std::optional<std::uint64_t> payload) {
    std::vector<std::uint64_t> late;
    if (payload) {
        auto known = late_payloads(*payload);
        if (!known) return known.error();
        late = std::move(*known);
    }
    const auto may_hold_payload = [&](core::Bytes filter, std::uint64_t first, std::uint64_t last) {
        if (!payload || first <= without_payloads_ || may_contain(filter, *payload)) return true;
        return std::any_of(late.begin(), late.end(), [&](std::uint64_t ordinal) {
            return ordinal >= first && ordinal <= last;
        });
    };
    auto rows = database_.prepare(
        "SELECT first, last, min_in_day, max_in_day, filter FROM block"
        " WHERE max_in_day >= ?1 AND min_in_day < ?2");
    if (!rows) return rows.error();
    rows->bind(1, from);
    rows->bind(2, to);
    std::vector<Block> chosen;
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) break;
        const auto filter = rows->blob(4);
        if (!std::all_of(keys.begin(), keys.end(),
                         [&](std::uint64_t key) { return may_contain(filter, key); }))
            continue;
        if (!may_hold_payload(filter, from_stored(rows->integer(0)), from_stored(rows->integer(1))))
            continue;
        chosen.push_back({from_stored(rows->integer(0)), from_stored(rows->integer(1)),
                          rows->integer(2), rows->integer(3)});
    }
    // Contacts after the last finished block. A block without contacts has no row, so the count of rows says nothing.
    const auto finished = database_.number("SELECT coalesce(max(last), 0) FROM block");
    if (!finished) return finished.error();
    chosen.push_back(
        {from_stored(*finished) + 1, std::numeric_limits<std::int64_t>::max(), 0, day_nanoseconds});
    return chosen;
}

core::Result<std::vector<std::uint64_t>> DayFile::late_payloads(std::uint64_t key) {
    std::vector<std::uint64_t> ordinals;
    const auto version = database_.number("PRAGMA user_version");
    if (!version) return version.error();
    if (*version < day_version) return ordinals;
    auto rows = database_.prepare("SELECT ordinal FROM late_payload WHERE key = ?1");
    if (!rows) return rows.error();
    rows->bind(1, as_stored(key));
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return ordinals;
        ordinals.push_back(from_stored(rows->integer(0)));
    }
}

core::Result<bool> DayFile::visit(core::Time from, core::Time to, const Visitor& visitor) {
    names_.trim();
    const auto transaction = Transaction::begin_read(database_);
    if (!transaction) return transaction.error();
    const std::int64_t low = in_day(from, day_);
    const std::int64_t high = in_day(to, day_);
    auto candidates = blocks(low, high, {});
    if (!candidates) return candidates.error();
    std::sort(candidates->begin(), candidates->end(),
              [](const Block& a, const Block& b) { return a.min_in_day < b.min_in_day; });

    // Blocks overlap in time where events came late. Of the blocks that reach the present instant only places are
    // held, 16 bytes each; a body is read again when its turn comes.
    std::priority_queue<Place, std::vector<Place>, std::greater<>> waiting;
    auto notices = database_.prepare(
        "SELECT ordinal, seen_at FROM notice WHERE seen_at >= ?1 AND seen_at < ?2");
    if (!notices) return notices.error();
    notices->bind(1, core::nanoseconds_of(from));
    notices->bind(2, core::nanoseconds_of(to));
    const std::int64_t midnight = core::nanoseconds_of(core::Time{day_});
    for (;;) {
        const auto stepped = notices->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) break;
        waiting.push({notices->integer(1) - midnight, from_stored(notices->integer(0))});
    }
    std::size_t next = 0;
    while (next < candidates->size() || !waiting.empty()) {
        while (next < candidates->size() &&
               (waiting.empty() || (*candidates)[next].min_in_day <= waiting.top().in_day)) {
            const Block& block = (*candidates)[next++];
            contacts_between_.reset();
            contacts_between_.bind(1, as_stored(block.first));
            contacts_between_.bind(2, as_stored(block.last));
            for (;;) {
                const auto stepped = contacts_between_.step();
                if (!stepped) return stepped.error();
                if (*stepped == Step::done) break;
                const auto row = decode_contact_row(contacts_between_.blob(1));
                if (!row) {
                    contacts_between_.reset();
                    return broken(row.error());
                }
                const std::int64_t at = row->in_day.count();
                if (at >= low && at < high)
                    waiting.push({at, from_stored(contacts_between_.integer(0))});
            }
            contacts_between_.reset();
        }
        if (waiting.empty()) continue;
        const Place place = waiting.top();
        waiting.pop();
        contact_at_.reset();
        contact_at_.bind(1, as_stored(place.ordinal));
        const auto stepped = contact_at_.step();
        if (!stepped) return stepped.error();
        bool go_on = true;
        if (*stepped == Step::row) {
            auto contact = contact_from(contact_at_.blob(0));
            contact_at_.reset();
            if (!contact) return contact.error();
            go_on = visitor(event::Event{std::move(*contact)});
        } else {
            contact_at_.reset();
            const auto told = notice(place.ordinal);
            if (!told) return told.error();
            go_on = visitor(*told);
        }
        if (!go_on) return false;
    }
    return true;
}

core::Result<bool> DayFile::visit_arrivals(std::uint64_t after,
                                           const EventStore::ArrivalVisitor& visitor) {
    names_.trim();
    const auto transaction = Transaction::begin_read(database_);
    if (!transaction) return transaction.error();
    // What later reports of a contact added to what it brought at first.
    std::unordered_map<std::uint64_t, std::int64_t> added_later;
    auto completions = database_.prepare(
        "SELECT of_ordinal, bytes_added FROM completion WHERE ordinal > ?1 AND of_ordinal > ?1");
    if (!completions) return completions.error();
    completions->bind(1, as_stored(after));
    for (;;) {
        const auto stepped = completions->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) break;
        added_later[from_stored(completions->integer(0))] += completions->integer(1);
    }
    auto arrivals = database_.prepare(
        "SELECT ordinal, 0, body, 0 FROM contact WHERE ordinal > ?1"
        " UNION ALL SELECT ordinal, 1, body, 0 FROM notice WHERE ordinal > ?1"
        " UNION ALL SELECT done.ordinal, 2, contact.body, done.bytes_added"
        " FROM completion AS done JOIN contact ON contact.ordinal = done.of_ordinal"
        " WHERE done.ordinal > ?1 ORDER BY 1");
    if (!arrivals) return arrivals.error();
    arrivals->bind(1, as_stored(after));
    for (;;) {
        const auto stepped = arrivals->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return true;
        const std::uint64_t ordinal = from_stored(arrivals->integer(0));
        const std::int64_t kind = arrivals->integer(1);
        event::Event event;
        std::int64_t added = 0;
        if (kind == 1) {
            auto decoded = event::decode_binary(arrivals->blob(2));
            if (!decoded) return broken(decoded.error());
            event = std::move(*decoded);
        } else {
            auto contact = contact_from(arrivals->blob(2));
            if (!contact) return contact.error();
            if (kind == 2) {
                added = arrivals->integer(3);
            } else {
                added = as_stored(contact->bytes_in);
                if (const auto found = added_later.find(ordinal); found != added_later.end())
                    added -= found->second;
            }
            event = std::move(*contact);
        }
        const Fate fate = kind == 2 ? Fate::completed : Fate::stored;
        if (!visitor(Arrival{event, day_, ordinal, fate, added})) return false;
    }
}

core::Result<std::vector<Found>> DayFile::search(const ContactQuery& query,
                                                 std::optional<Place> below, std::size_t limit) {
    names_.trim();
    const auto transaction = Transaction::begin_read(database_);
    if (!transaction) return transaction.error();
    blocks_read_ = 0;
    const std::int64_t low = query.from ? in_day(*query.from, day_) : 0;
    const std::int64_t high = query.to ? in_day(*query.to, day_) : day_nanoseconds;
    std::vector<std::uint64_t> keys;
    if (query.source)
        if (const auto key = prefix_key(*query.source)) keys.push_back(*key);
    if (query.signal) keys.push_back(signal_key(*query.signal));
    std::optional<std::uint64_t> payload;
    if (query.payload) payload = payload_key(query.payload->first());
    std::vector<std::uint64_t> runs;
    if (query.sensor) {
        const auto all = names_.all_runs();
        if (!all) return all.error();
        for (const auto& run : *all)
            if (run.sensor == *query.sensor) runs.push_back(from_stored(run.id));
        if (runs.empty()) return std::vector<Found>{};
    }
    auto candidates = blocks(low, below ? std::min(high, below->in_day + 1) : high, keys, payload);
    if (!candidates) return candidates.error();
    std::sort(candidates->begin(), candidates->end(),
              [](const Block& a, const Block& b) { return a.max_in_day > b.max_in_day; });

    // The best `limit` places so far, the worst of them on top.
    std::priority_queue<Place, std::vector<Place>, std::greater<>> best;
    for (const auto& block : *candidates) {
        if (limit == 0) break;
        if (best.size() == limit && block.max_in_day < best.top().in_day) break;
        ++blocks_read_;
        contacts_between_.reset();
        contacts_between_.bind(1, as_stored(block.first));
        contacts_between_.bind(2, as_stored(block.last));
        for (;;) {
            const auto stepped = contacts_between_.step();
            if (!stepped) return stepped.error();
            if (*stepped == Step::done) break;
            const auto row = decode_contact_row(contacts_between_.blob(1));
            if (!row) {
                contacts_between_.reset();
                return broken(row.error());
            }
            const Place place{row->in_day.count(), from_stored(contacts_between_.integer(0))};
            if (place.in_day < low || place.in_day >= high) continue;
            if (below && place >= *below) continue;
            if (query.source && !query.source->contains(row->source)) continue;
            if (query.signal && row->signal != *query.signal) continue;
            if (query.payload && !query.payload->matches(row->first_bytes)) continue;
            if (query.sensor && std::find(runs.begin(), runs.end(), row->names.run) == runs.end())
                continue;
            if (best.size() == limit) {
                if (place < best.top()) continue;
                best.pop();
            }
            best.push(place);
        }
        contacts_between_.reset();
    }
    std::vector<Found> found(best.size());
    for (auto at = found.rbegin(); at != found.rend(); ++at) {
        at->place = best.top();
        best.pop();
        auto whole = contact(at->place.ordinal);
        if (!whole) return whole.error();
        at->contact = std::move(*whole);
    }
    return found;
}

core::Result<event::Contact> DayFile::contact(std::uint64_t ordinal) {
    contact_at_.reset();
    contact_at_.bind(1, as_stored(ordinal));
    const auto stepped = contact_at_.step();
    if (!stepped) return stepped.error();
    if (*stepped == Step::done) {
        contact_at_.reset();
        return core::error(core::ErrorCode::not_found,
                           "contact " + core::format_day(day_) + "." + std::to_string(ordinal));
    }
    auto contact = contact_from(contact_at_.blob(0));
    contact_at_.reset();
    return contact;
}

core::Result<event::Event> DayFile::notice(std::uint64_t ordinal) {
    notice_at_.bind(1, as_stored(ordinal));
    const auto stepped = notice_at_.step();
    if (!stepped) return stepped.error();
    if (*stepped == Step::done) {
        notice_at_.reset();
        return core::error(core::ErrorCode::not_found,
                           "event " + core::format_day(day_) + "." + std::to_string(ordinal));
    }
    auto event = event::decode_binary(notice_at_.blob(0));
    notice_at_.reset();
    if (!event) return broken(event.error());
    return std::move(*event);
}

core::Result<void> DayFile::uptime(core::Time from, core::Time to, std::vector<UptimeSpan>& out) {
    auto rows = database_.prepare(
        "SELECT run.sensor, uptime.from_ns, uptime.to_ns FROM uptime JOIN run ON run.id = "
        "uptime.run"
        " WHERE uptime.to_ns > ?1 AND uptime.from_ns < ?2");
    if (!rows) return rows.error();
    rows->bind(1, core::nanoseconds_of(from));
    rows->bind(2, core::nanoseconds_of(to));
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return {};
        out.push_back({std::string(rows->text(0)), core::from_nanoseconds(rows->integer(1)),
                       core::from_nanoseconds(rows->integer(2))});
    }
}

core::Result<void> DayFile::checkpoint() {
    return database_.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

core::Result<void> DayFile::limit_pages(std::uint32_t pages) {
    return database_.run(("PRAGMA max_page_count = " + std::to_string(pages)).c_str());
}

}  // namespace hitme::store::sqlite
