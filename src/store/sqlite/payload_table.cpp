// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/payload_table.h"

#include <algorithm>
#include <set>

namespace hitme::store::sqlite {

core::Result<void> PayloadTable::prepare() {
    const auto prepare = [this](Statement& statement, const char* sql) -> core::Result<void> {
        auto prepared = database_.prepare(sql);
        if (!prepared) return prepared.error();
        statement = std::move(*prepared);
        return {};
    };
    if (auto done =
            prepare(add_,
                    "INSERT INTO payload(signal, hash, copies, first_ns, last_ns, begins)"
                    " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET copies = "
                    "copies + ?3, first_ns = min(first_ns, ?4), last_ns = max(last_ns, ?5)");
        !done)
        return done;
    if (auto done = prepare(count_, "SELECT count(*) FROM payload WHERE signal = ?1"); !done)
        return done;
    // Of equal copies those that were seen last stay: a payload that comes now would else never be kept.
    return prepare(cut_,
                   "DELETE FROM payload WHERE signal = ?1 AND hash NOT IN (SELECT hash FROM payload"
                   " WHERE signal = ?1 ORDER BY copies DESC, last_ns DESC, hash LIMIT ?2)");
}

core::Result<void> PayloadTable::merge(const std::vector<PayloadDelta>& deltas) {
    std::set<std::uint32_t> signals;
    for (const auto& delta : deltas) {
        signals.insert(delta.signal);
        add_.bind(1, std::int64_t{delta.signal});
        add_.bind(2, static_cast<std::int64_t>(delta.hash));
        add_.bind(3, static_cast<std::int64_t>(delta.copies));
        add_.bind(4, core::nanoseconds_of(delta.first_seen));
        add_.bind(5, core::nanoseconds_of(delta.last_seen));
        add_.bind(
            6, core::Bytes{delta.begins}.first(std::min(delta.begins.size(), payload_beginning)));
        if (auto done = add_.run(); !done) return done;
    }
    for (const auto signal : signals) {
        count_.bind(1, std::int64_t{signal});
        const auto stepped = count_.step();
        if (!stepped) return stepped.error();
        const std::int64_t kept = *stepped == Step::row ? count_.integer(0) : 0;
        count_.reset();
        if (kept <= static_cast<std::int64_t>(2 * most_payloads_of_signal)) continue;
        cut_.bind(1, std::int64_t{signal});
        cut_.bind(2, static_cast<std::int64_t>(most_payloads_of_signal));
        if (auto done = cut_.run(); !done) return done;
    }
    return {};
}

core::Result<std::vector<PayloadRow>> PayloadTable::most_frequent(std::uint32_t signal,
                                                                  std::size_t limit) {
    auto rows = database_.prepare(
        "SELECT hash, copies, first_ns, last_ns, begins FROM payload WHERE signal = ?1"
        " ORDER BY copies DESC, last_ns DESC, hash LIMIT ?2");
    if (!rows) return rows.error();
    rows->bind(1, std::int64_t{signal});
    rows->bind(2, static_cast<std::int64_t>(std::min(limit, 2 * most_payloads_of_signal)));
    std::vector<PayloadRow> found;
    for (;;) {
        const auto stepped = rows->step();
        if (!stepped) return stepped.error();
        if (*stepped == Step::done) return found;
        const auto begins = rows->blob(4);
        found.push_back({static_cast<std::uint64_t>(rows->integer(0)),
                         static_cast<std::uint64_t>(rows->integer(1)),
                         core::from_nanoseconds(rows->integer(2)),
                         core::from_nanoseconds(rows->integer(3)),
                         core::ByteVector(begins.begin(), begins.end())});
    }
}

}  // namespace hitme::store::sqlite
