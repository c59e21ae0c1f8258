// SPDX-License-Identifier: Apache-2.0
// The book on SQLite: book.db in the store's folder. docs/formats/store.md tells its tables.
//
// Writers   any number of processes; a put waits for another's, up to ten seconds (database.cpp). Times of a record's versions are the
//           writers' own and may go back; order is that of the serial numbers.
#pragma once

#include <memory>
#include <string>

#include "store/book.h"
#include "store/sqlite/store.h"

namespace hitme::store {

namespace sqlite {
constexpr std::uint32_t book_application = 0x68746D62;  ///< "htmb"
constexpr std::uint32_t book_version = 1;
constexpr std::size_t max_book_word_bytes = 512;  ///< of kind, id, author, subject, state
}  // namespace sqlite

/// Opens the book in `folder`; a writer makes what is missing.
/// Errors   not_found: a reader found none. newer_version, bad_input: the file is a later version's, or none of ours.
///          refused, disk_full, io.
core::Result<std::unique_ptr<Book>> open_sqlite_book(const std::string& folder, Access access);

}  // namespace hitme::store
