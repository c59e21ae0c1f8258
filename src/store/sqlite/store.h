// SPDX-License-Identifier: Apache-2.0
// The event store on SQLite: a folder with one file per UTC day and one for what outlives days.
//
// Memory   a writer has at most max_open_days day files open, with 8 MB of page cache each, 64 MB for state.db, and one entry of
//          about 100 bytes per run of a sensor that the kept days know. A reader has at most max_read_days open, with SQLite's 2 MB
//          each. Names (names.h).
// Waits    append() and apply() wait for the disk: what they return is durable.
#pragma once

#include <memory>

#include "store/event_store.h"

namespace hitme::store {

enum class Access {
    write,  ///< one process at a time
    read,   ///< any number, beside the writer
};

namespace sqlite {
constexpr std::size_t max_open_days =
    4;  // ours: today, yesterday for late events, and two for a reader's scan
constexpr std::size_t max_read_days =
    36;  // ours: the month that a dashboard asks for; opening a file takes longer than most questions

/// Events from before 1900 or after 2261 have no day: their batch is refused as bad_input.
constexpr core::Day first_day = std::chrono::year{1900} / 1 / 1;
constexpr core::Day last_day = std::chrono::year{2261} / 12 / 31;
}  // namespace sqlite

/// Opens the store in `settings.folder`; a writer makes what is missing.
/// Errors   refused: another writer holds it (named by its process number), or no permission. newer_version: a file was
///          written by a later version of hitme; nothing was touched. not_found: a reader found no store. bad_input: a
///          file there is none of ours. disk_full, io.
core::Result<std::unique_ptr<EventStore>> open_sqlite_store(const StoreSettings& settings,
                                                            Access access);

}  // namespace hitme::store
