// SPDX-License-Identifier: Apache-2.0
// What a day file stores once and its contacts refer to by number: runs of sensors, our own addresses, shapes.
//
// Memory   both directions are kept in maps; trim() empties those that passed max_names_in_memory. References that a
//          call gave are valid until trim() or forget().
// Threads  one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "store/sqlite/contact_row.h"
#include "store/sqlite/database.h"

namespace hitme::store::sqlite {

constexpr std::size_t max_names_in_memory =
    65'536;  // ours: a /16 of decoy addresses; about 10 MB a day file

/// One run of one sensor within one day.
struct Run {
    std::int64_t id = 0;
    std::string sensor;
    std::uint64_t epoch = 0;
    std::uint64_t high_water = 0;  ///< highest delivery that this day file holds
    std::uint64_t complete =
        0;  ///< all deliveries of the run up to here were durable, in whatever day
    std::uint64_t events = 0;     ///< contacts, aggregated ones by their count
    std::int64_t last_event = 0;  ///< ns since 1970; only where events > 0
    // The latest of each kind by seen_at: its ordinal (0: none) and seen_at in ns.
    std::int64_t heartbeat = 0;
    std::int64_t heartbeat_seen = 0;
    std::int64_t change = 0;
    std::int64_t change_seen = 0;
    // The span of uptime that heartbeats extend now; row number 0: none yet.
    std::int64_t span = 0;
    std::int64_t span_from = 0;
    std::int64_t span_to = 0;
    bool changed = false;  ///< differs from the file
};

class Names {
 public:
    /// The tables of `names_schema` must be there. `database` outlives this.
    static core::Result<Names> open(Database& database, OpenAs as);

    /// Finds the run, making it where it is missing (writers).
    core::Result<Run*> run(const std::string& sensor, std::uint64_t epoch);
    core::Result<std::uint64_t> destination(const core::Address& address);
    core::Result<std::uint64_t> shape(const event::Contact& contact);
    /// Writes the runs that changed.
    core::Result<void> save();

    // By number. Errors   io: the file names a number that it does not hold.
    core::Result<const Run*> run_at(std::uint64_t id);
    core::Result<core::Address> destination_at(std::uint64_t id);
    core::Result<const Shape*> shape_at(std::uint64_t id);
    /// Every run of the day, as the file has it.
    core::Result<std::vector<Run>> all_runs();
    /// The run as the file has it; nothing where the day does not know it.
    core::Result<std::optional<Run>> known_run(const std::string& sensor, std::uint64_t epoch);

    /// Keeps memory bounded; between batches.
    void trim();
    /// Drops what is in memory: after a rollback it may be wrong.
    void forget();

 private:
    core::Error missing(const char* what, std::uint64_t id) const;

    Database* database_ = nullptr;
    Statement find_run_, add_run_, save_run_, run_by_id_;
    Statement find_destination_, add_destination_, destination_by_id_;
    Statement find_shape_, add_shape_, shape_by_id_;

    std::unordered_map<std::string, Run> runs_;
    Run* latest_run_ = nullptr;
    std::unordered_map<core::Address, std::uint64_t, core::AddressHash> destinations_;
    std::unordered_map<std::string, std::uint64_t> shapes_;
    std::unordered_map<std::uint64_t, Run> runs_by_id_;
    std::unordered_map<std::uint64_t, core::Address> destinations_by_id_;
    std::unordered_map<std::uint64_t, Shape> shapes_by_id_;
    std::string scratch_;
};

extern const char* const names_schema;

}  // namespace hitme::store::sqlite
