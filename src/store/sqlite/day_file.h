// SPDX-License-Identifier: Apache-2.0
// One UTC day of events in one SQLite file; docs/formats/store.md tells its tables.
//
// Writing  one transaction per batch, synchronous=FULL: what append() returned is durable. After a failure nothing of
//          the part is in the file and the object is as before.
// Finding  contacts have no index. Each block of block_contacts ordinals has, once it is full, one row with its times
//          and a filter (block_filter.h); a search reads only the blocks that may hold what it looks for, and the
//          unfinished last block. docs/decisions/0002-block-filters-instead-of-indexes.md says why.
// Reading  each call sees one state of the file, whatever a writer does meanwhile.
// Threads  one at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/event_store.h"
#include "store/sqlite/block_filter.h"
#include "store/sqlite/contact_row.h"
#include "store/sqlite/database.h"
#include "store/sqlite/names.h"

namespace hitme::store::sqlite {

constexpr std::uint32_t day_application = 0x68746D64;  ///< "htmd"
constexpr std::uint32_t day_version = 2;               ///< 1 had no payloads in its filters
constexpr std::uint32_t day_page_bytes = 8192;         // ours: less waste at page ends than 4096
const FileKind& day_file_kind();
constexpr std::uint64_t block_contacts = 1024;  // ours: 0.1 MB, read in about a millisecond

/// The part of a batch that belongs to one day.
struct DayPart {
    const event::Batch& batch;
    std::vector<std::uint32_t> indexes;  ///< into batch.events, rising
    /// Set on the last part of a batch: all deliveries up to this one are durable once this part is.
    std::optional<std::uint64_t> complete;
};

/// Where a search goes on: below this place in (seen_at, ordinal).
struct Place {
    std::int64_t in_day = 0;
    std::uint64_t ordinal = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

struct Found {
    Place place;
    event::Contact contact;
};

class DayFile {
 public:
    /// Errors   not_found: a reader found no file, or one that its writer has not finished making. newer_version,
    ///          bad_input, disk_full, refused, io.
    static core::Result<std::unique_ptr<DayFile>> open(const std::string& path, core::Day day,
                                                       OpenAs as);

    /// Adds to the counts, and sets the fate and, for a completion, the early bytes_in of each index of the part.
    core::Result<void> append(const DayPart& part, Appended& counts,
                              std::vector<std::uint64_t>& early_bytes_in);

    /// Ordinal of the latest arrival.
    core::Result<std::uint64_t> last_ordinal();
    core::Result<std::vector<Run>> runs() { return names_.all_runs(); }
    core::Result<std::optional<Run>> known_run(const std::string& sensor, std::uint64_t epoch) {
        return names_.known_run(sensor, epoch);
    }
    core::Result<std::uint64_t> events();

    // Visits; the answer is false when the visitor stopped.
    core::Result<bool> visit(core::Time from, core::Time to, const Visitor& visitor);
    core::Result<bool> visit_arrivals(std::uint64_t after,
                                      const EventStore::ArrivalVisitor& visitor);

    /// The latest contacts that match, latest first, below `below` where it is set; at most `limit`.
    core::Result<std::vector<Found>> search(const ContactQuery& query, std::optional<Place> below,
                                            std::size_t limit);
    /// Errors   not_found.
    core::Result<event::Contact> contact(std::uint64_t ordinal);
    core::Result<event::Event> notice(std::uint64_t ordinal);
    /// Spans that meet [from, to), appended in no order.
    core::Result<void> uptime(core::Time from, core::Time to, std::vector<UptimeSpan>& out);
    /// Blocks that the last search read, for tests and measurements.
    std::uint64_t blocks_read() const { return blocks_read_; }

    /// Gives the write-ahead log's space back where no reader needs it.
    core::Result<void> checkpoint();
    /// For tests: the file may grow to this many pages.
    core::Result<void> limit_pages(std::uint32_t pages);

 private:
    struct Block {
        std::uint64_t first = 0;  ///< ordinals, both included
        std::uint64_t last = 0;
        std::int64_t min_in_day = 0;
        std::int64_t max_in_day = 0;
    };
    /// The block that is being filled.
    struct Filling {
        FilterBuilder filter;
        std::uint64_t contacts = 0;
        std::int64_t min_in_day = 0;
        std::int64_t max_in_day = 0;
        void add(std::int64_t in_day, const core::Address& source, event::Signal signal,
                 core::Bytes first_bytes);
    };

    DayFile(core::Day day, Database database, OpenAs as)
        : day_(day), database_(std::move(database)), as_(as) {}
    core::Result<void> prepare(OpenAs as);
    core::Result<void> upgrade();
    core::Result<void> load();
    core::Result<void> write_part(const DayPart& part, Appended& counts,
                                  std::vector<std::uint64_t>& early_bytes_in);
    core::Result<Fate> write_contact(const event::Contact& contact, std::uint64_t& early_bytes_in);
    core::Result<std::optional<std::uint64_t>> complete_contact(const event::Contact& contact,
                                                                const Run& run);
    template <class Notice>
    core::Result<void> write_notice(const Notice& notice);
    core::Result<void> extend_uptime(Run& run, const event::Heartbeat& heartbeat);
    core::Result<void> finish_block(std::uint64_t last);

    core::Result<event::Contact> contact_from(core::Bytes body);
    /// Blocks with a time in [from, to) that may hold all `keys`; the unfinished one comes last with open times.
    core::Result<std::vector<Block>> blocks(std::int64_t from, std::int64_t to,
                                            const std::vector<std::uint64_t>& keys,
                                            std::optional<std::uint64_t> payload = {});
    /// Ordinals whose payload is not in their block's filter, though it has this key: completions that came late.
    core::Result<std::vector<std::uint64_t>> late_payloads(std::uint64_t key);

    core::Day day_;
    Database database_;
    OpenAs as_;
    Names names_;
    Statement insert_contact_, update_contact_, contact_at_, contacts_between_;
    Statement insert_completion_, find_open_, add_open_, remove_open_;
    Statement insert_late_payload_;
    Statement insert_notice_, notice_at_, insert_block_, insert_span_, update_span_;
    std::uint64_t last_ordinal_ = 0;  ///< writers
    /// Contacts up to this ordinal were written by version 1, whose filters know no payloads.
    std::uint64_t without_payloads_ = 0;
    std::uint64_t open_contacts_ = 0;
    Filling filling_;
    std::string body_;
    std::string filter_;
    std::uint64_t blocks_read_ = 0;
};

}  // namespace hitme::store::sqlite
