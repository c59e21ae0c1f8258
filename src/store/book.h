// SPDX-License-Identifier: Apache-2.0
// The book: what people and judgements write down. Findings, campaigns, cases, incidents, claims, rules, users, advisories:
// each a record of a kind with an id, whose every version is kept with its time and author. Nothing is edited or deleted; a
// newer version stands before the older ones, so the history of a record is its audit trail.
//
// Bodies    JSON objects, written and checked by whoever owns the kind; the book does not look into them.
// Writers   any number of programs at once (the running console and the `hitme` command); each put is one transaction,
//           durable when it returns.
// Notes     small values without a history, for what changes too often to keep: counters, how far a job has come.
// Threads   one at a time; open one per thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace hitme::store {

constexpr std::size_t max_entry_bytes = 1
                                        << 20;  // ours: an advisory with its curves is some 100 KiB
constexpr std::size_t max_entries_per_page = 1000;

/// One version of a record.
struct Entry {
    std::string kind;           ///< "finding", "case", "allow_rule", ...
    std::string id;             ///< unique within the kind
    std::uint64_t version = 0;  ///< from 1, without gaps
    core::Time at;              ///< when this version was written
    std::string author;         ///< name of a user, or "hitme" for the program itself
    std::string subject;  ///< what it is looked up by: an address, a signal, ...; may be empty
    std::string state;    ///< the kind's own word, such as "open"; may be empty
    std::string body;     ///< a JSON object
};

/// What the newest versions are asked for by; an absent part matches all.
struct EntryQuery {
    std::string kind;
    std::optional<std::string> subject;
    std::optional<std::string> state;
    std::optional<core::Time> since;  ///< newest version written at or after
    std::size_t offset = 0;
    std::size_t limit = 100;  ///< at most max_entries_per_page
};

struct Note {
    std::string key;
    std::optional<std::string> value;  ///< nothing: the note goes
};

struct EntryPage {
    std::uint64_t total = 0;
    std::vector<Entry> entries;  ///< newest versions, last written first
};

/// Who wrote what, across kinds: the audit trail.
struct TrailQuery {
    std::optional<std::string> kind;
    std::optional<std::string> author;
    std::optional<core::Time> from;  ///< written at or after
    std::optional<core::Time> to;    ///< written before
    std::size_t offset = 0;
    std::size_t limit = 100;
};

class Book {
 public:
    virtual ~Book() = default;

    /// Writes the next version. `expected` is the version that the writer has seen (0: there is none yet); nothing: any.
    /// Returns  the version written.
    /// Errors   refused: another version stands there than `expected`. over_limit: max_entry_bytes. disk_full, io.
    virtual core::Result<std::uint64_t> put(const Entry& entry,
                                            std::optional<std::uint64_t> expected) = 0;
    /// Writes several in one transaction: all or none. `expected` as above, one for each. `notes` in the same transaction.
    virtual core::Result<void> put_all(
        const std::vector<std::pair<Entry, std::optional<std::uint64_t>>>& entries,
        const std::vector<Note>& notes) = 0;
    core::Result<void> put_all(
        const std::vector<std::pair<Entry, std::optional<std::uint64_t>>>& entries) {
        return put_all(entries, {});
    }

    /// The newest version. Errors   not_found.
    virtual core::Result<Entry> get(const std::string& kind, const std::string& id) = 0;
    /// All versions, oldest first; empty where there is none.
    virtual core::Result<std::vector<Entry>> history(const std::string& kind,
                                                     const std::string& id) = 0;
    virtual core::Result<EntryPage> list(const EntryQuery& query) = 0;
    /// Every version by any writer, last written first.
    virtual core::Result<EntryPage> trail(const TrailQuery& query) = 0;
    /// Rises with every put of the kind ("" for any): whoever keeps a copy asks whether it is still good.
    virtual core::Result<std::uint64_t> changes(const std::string& kind) = 0;

    virtual core::Result<void> note(const std::string& key, const std::string& value) = 0;
    /// Nothing where it was never noted.
    virtual core::Result<std::optional<std::string>> noted(const std::string& key) = 0;
};

}  // namespace hitme::store
