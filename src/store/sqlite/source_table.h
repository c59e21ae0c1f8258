// SPDX-License-Identifier: Apache-2.0
// The sources of state.db: source_v4, source_v6 and the numbers of sensors (docs/formats/store.md).
//
// Size     a source is one row of about 60 bytes (source_record.h).
// Threads  one at a time.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "store/event_store.h"
#include "store/sqlite/database.h"
#include "store/sqlite/source_record.h"

namespace hitme::store::sqlite {

class SourceTable {
 public:
    /// The tables, for the schema of state.db.
    static constexpr const char* schema = R"sql(
CREATE TABLE source_v4(address INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE source_v6(network INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE sensor(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
)sql";

    /// `database` must outlive it, where it is.
    explicit SourceTable(Database& database) : database_(database) {}
    /// For a writer, before the first merge().
    core::Result<void> prepare();

    /// Adds differences within a transaction of the caller's.
    core::Result<void> merge(const std::vector<SourceDelta>& deltas);
    /// The caller's transaction was undone: numbers given to sensors in it are void.
    void undone() { sensor_numbers_.clear(); }

    core::Result<void> visit(const SourceVisitor& visitor);
    /// Errors   bad_input: a filter by network, which no table has. io.
    core::Result<SourcePage> page(const SourceQuery& query);

 private:
    core::Result<void> merge_one(const SourceDelta& delta);
    core::Result<std::uint64_t> sensor_number(const std::string& name);

    Database& database_;
    Statement find_v4_, put_v4_, find_v6_, put_v6_, find_sensor_, add_sensor_;
    std::unordered_map<std::string, std::uint64_t> sensor_numbers_;
    // Used again for each source.
    SourceRecord record_;
    std::vector<std::uint64_t> numbers_;
    std::string body_;
};

}  // namespace hitme::store::sqlite
