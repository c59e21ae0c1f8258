// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/source_table.h"

#include <algorithm>
#include <array>
#include <limits>

#include "store/sqlite/names.h"

namespace hitme::store::sqlite {
namespace {

// A source is one integer, because integer keys are found twice as fast as byte keys: IPv4 the address, IPv6 the 64 bits
// of its /64 with the highest bit turned round, so that signed order is address order.
constexpr std::uint64_t sign = std::uint64_t{1} << 63;
std::int64_t stored_source(const core::Address& source) {
    return source.is_v4() ? std::int64_t{source.v4_value()}
                          : static_cast<std::int64_t>(source.high() ^ sign);
}
core::Address source_from(bool v4, std::int64_t stored) {
    if (v4) return core::Address::v4(static_cast<std::uint32_t>(stored));
    std::array<std::uint8_t, 16> bytes{};
    const std::uint64_t high = static_cast<std::uint64_t>(stored) ^ sign;
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    return core::Address::v6(bytes.data());
}

core::Error broken(const core::ParseError& fault) {
    return core::error(core::ErrorCode::io, std::string("a stored source is damaged at ") +
                                                fault.field + " (" + name_of(fault.fault) + ")");
}

}  // namespace

core::Result<void> SourceTable::prepare() {
    struct Wanted {
        Statement& statement;
        const char* sql;
    };
    const Wanted wanted[] = {
        {find_v4_, "SELECT body FROM source_v4 WHERE address = ?1"},
        {put_v4_, "INSERT OR REPLACE INTO source_v4(address, body) VALUES(?1, ?2)"},
        {find_v6_, "SELECT body FROM source_v6 WHERE network = ?1"},
        {put_v6_, "INSERT OR REPLACE INTO source_v6(network, body) VALUES(?1, ?2)"},
        {find_sensor_, "SELECT id FROM sensor WHERE name = ?1"},
        {add_sensor_, "INSERT INTO sensor(name) VALUES(?1)"},
    };
    for (const auto& want : wanted) {
        auto prepared = database_.prepare(want.sql);
        if (!prepared) return prepared.error();
        want.statement = std::move(*prepared);
    }
    return {};
}

core::Result<void> SourceTable::merge(const std::vector<SourceDelta>& deltas) {
    // In the table's order, so that neighbours meet in one page.
    std::vector<const SourceDelta*> sorted;
    sorted.reserve(deltas.size());
    for (const auto& delta : deltas) sorted.push_back(&delta);
    std::sort(sorted.begin(), sorted.end(),
              [](const auto* a, const auto* b) { return a->source < b->source; });
    for (const auto* delta : sorted) {
        const auto done = merge_one(*delta);
        if (!done) return done.error();
    }
    return {};
}

core::Result<void> SourceTable::merge_one(const SourceDelta& delta) {
    numbers_.clear();
    for (const auto& name : delta.sensors) {
        const auto number = sensor_number(name);
        if (!number) return number.error();
        numbers_.push_back(*number);
    }
    const auto source = delta.source.source_key();
    auto& find = source.is_v4() ? find_v4_ : find_v6_;
    auto& put = source.is_v4() ? put_v4_ : put_v6_;
    find.bind(1, stored_source(source));
    const auto stepped = find.step();
    if (!stepped) return stepped.error();
    if (*stepped == Step::row) {
        const auto read = decode_source_record(find.blob(0), record_);
        find.reset();
        if (!read) return broken(read.error());
    } else {
        record_ = {};
    }
    record_.merge(delta, numbers_);
    body_.clear();
    append_source_record(body_, record_);
    put.bind(1, stored_source(source));
    put.bind(2, core::as_bytes(body_));
    return put.run();
}

core::Result<std::uint64_t> SourceTable::sensor_number(const std::string& name) {
    if (const auto found = sensor_numbers_.find(name); found != sensor_numbers_.end())
        return found->second;
    if (sensor_numbers_.size() > max_names_in_memory) sensor_numbers_.clear();
    for (int attempt = 0; attempt < 2; ++attempt) {
        find_sensor_.bind(1, name);
        const auto stepped = find_sensor_.step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::row) {
            const std::uint64_t number = static_cast<std::uint64_t>(find_sensor_.integer(0));
            find_sensor_.reset();
            sensor_numbers_.emplace(name, number);
            return number;
        }
        find_sensor_.reset();
        add_sensor_.bind(1, name);
        const auto added = add_sensor_.run();
        if (!added) return added.error();
    }
    return core::error(core::ErrorCode::io, "state.db does not keep the sensor " + name);
}

core::Result<SourcePage> SourceTable::page(const SourceQuery& query) {
    if (query.network)
        return core::error(core::ErrorCode::bad_input,
                           "a store knows no networks of its sources; a snapshot of them does");
    const auto signal =
        query.signal ? std::optional{query.signal->key()} : std::optional<std::uint32_t>{};
    const auto transaction = Transaction::begin_read(database_);
    if (!transaction) return transaction.error();
    struct Kept {
        core::Address address;
        std::int64_t rank = 0;
        core::ByteVector body;
    };
    // True when `a` comes before `b` on the page.
    const bool descending = query.descending;
    const auto before = [descending](const Kept& a, const Kept& b) {
        if (a.rank != b.rank) return descending ? a.rank > b.rank : a.rank < b.rank;
        return descending ? a.address > b.address : a.address < b.address;
    };
    const std::size_t limit = std::min(query.limit, max_page);
    const std::size_t wanted =
        query.offset > std::numeric_limits<std::size_t>::max() - limit ? 0 : query.offset + limit;
    std::vector<Kept> best;  // a heap with the last of the page on top
    SourcePage page;
    SourceRecord record;
    for (const bool v4 : {true, false}) {
        if (query.prefix && query.prefix->address.is_v4() != v4) continue;
        auto rows = database_.prepare(
            v4 ? "SELECT address, body FROM source_v4 WHERE address BETWEEN ?1 AND ?2"
               : "SELECT network, body FROM source_v6 WHERE network BETWEEN ?1 AND ?2");
        if (!rows) return rows.error();
        rows->bind(1, std::numeric_limits<std::int64_t>::min());
        rows->bind(2, std::numeric_limits<std::int64_t>::max());
        if (query.prefix) {
            rows->bind(1, stored_source(query.prefix->address));
            rows->bind(2, stored_source(query.prefix->last()));
        }
        for (;;) {
            const auto stepped = rows->step();
            if (!stepped) return stepped.error();
            if (*stepped == Step::done) break;
            const auto body = rows->blob(1);
            const auto read = decode_source_record(body, record);
            if (!read) return broken(read.error());
            if (query.seen_from && record.last_seen < *query.seen_from) continue;
            if (query.seen_to && record.first_seen >= *query.seen_to) continue;
            if (!record.knocked(signal, query.stage)) continue;
            ++page.total;
            if (limit == 0 || wanted == 0) continue;
            Kept kept{source_from(v4, rows->integer(0)), 0, {}};
            switch (query.order) {
                case SourceOrder::last_seen:
                    kept.rank = core::nanoseconds_of(record.last_seen);
                    break;
                case SourceOrder::first_seen:
                    kept.rank = core::nanoseconds_of(record.first_seen);
                    break;
                case SourceOrder::events:
                    kept.rank = static_cast<std::int64_t>(record.events);
                    break;
                case SourceOrder::address:
                    break;
            }
            if (best.size() == wanted) {
                if (!before(kept, best.front())) continue;
                std::pop_heap(best.begin(), best.end(), before);
                best.pop_back();
            }
            kept.body.assign(body.begin(), body.end());
            best.push_back(std::move(kept));
            std::push_heap(best.begin(), best.end(), before);
        }
    }
    std::sort_heap(best.begin(), best.end(), before);
    for (std::size_t i = query.offset; i < best.size(); ++i) {
        const auto read = decode_source_record(best[i].body, record);
        if (!read) return broken(read.error());
        page.rows.push_back(record.row(best[i].address));
    }
    return page;
}

core::Result<void> SourceTable::visit(const SourceVisitor& visitor) {
    const auto transaction = Transaction::begin_read(database_);
    if (!transaction) return transaction.error();
    SourceRecord record;
    SourceGlance glance;
    for (const bool v4 : {true, false}) {
        auto rows = database_.prepare(v4 ? "SELECT address, body FROM source_v4 ORDER BY address"
                                         : "SELECT network, body FROM source_v6 ORDER BY network");
        if (!rows) return rows.error();
        for (;;) {
            const auto stepped = rows->step();
            if (!stepped) return stepped.error();
            if (*stepped == Step::done) break;
            const auto read = decode_source_record(rows->blob(1), record);
            if (!read) return broken(read.error());
            glance.source = source_from(v4, rows->integer(0));
            glance.first_seen = record.first_seen;
            glance.last_seen = record.last_seen;
            glance.events = record.events;
            glance.signals.clear();
            for (const auto& on : record.signals)
                glance.signals.push_back({on.signal, on.first_second, on.stage});
            if (!visitor(glance)) return {};
        }
    }
    return {};
}

}  // namespace hitme::store::sqlite
