// SPDX-License-Identifier: Apache-2.0
// The most frequent payloads of each signal, in table `payload` of state.db.
//
// Bound    of a signal at most twice most_payloads_of_signal, cut down to that many by copies when there are more. A payload that
//          was cut counts from one again when it comes back: what is kept is a count of at least that many copies.
// Threads  one at a time.
#pragma once

#include <vector>

#include "store/event_store.h"
#include "store/sqlite/database.h"

namespace hitme::store::sqlite {

class PayloadTable {
 public:
    /// The table, for the schema of state.db and for a file of an earlier version.
    static constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS payload(signal INTEGER NOT NULL, hash INTEGER NOT NULL, copies INTEGER NOT NULL,
    first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL, begins BLOB NOT NULL,
    PRIMARY KEY(signal, hash)) WITHOUT ROWID;
)sql";

    /// `database` must outlive it, where it is.
    explicit PayloadTable(Database& database) : database_(database) {}
    /// For a writer, before the first merge().
    core::Result<void> prepare();

    /// Adds differences within a transaction of the caller's.
    core::Result<void> merge(const std::vector<PayloadDelta>& deltas);
    /// Most copies first.
    core::Result<std::vector<PayloadRow>> most_frequent(std::uint32_t signal, std::size_t limit);

 private:
    Database& database_;
    Statement add_, count_, cut_;
};

}  // namespace hitme::store::sqlite
