// SPDX-License-Identifier: Apache-2.0
// Records that people know by a name: campaigns, cases and advisories by their id, by its beginning, and by words of their
// title. What /api/v1/ask answers where the text is no address, network, AS, payload or port.
//
// Words     parted by spaces; each must stand in what the record is called, in any order, as a part of a word. Capitals of
//           A to Z count as small letters, other letters as they are.
// Called    campaign: id, title, aliases, signal. Advisory: id, title. Case: id, name, MAC, owner and addresses of the host.
// Limits    an id is looked up whatever its age; words among the records of a kind that were changed last
//           (max_named_records, max_named_advisories), and max_found_per_kind of a kind are given, last changed first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console::api {

constexpr std::size_t min_words_bytes = 2;  ///< one letter stands in every title
constexpr std::size_t max_words = 8;        ///< further ones are passed over
constexpr std::size_t max_named_records = store::max_entries_per_page;
constexpr std::size_t max_named_advisories = 200;  ///< ours: some 100 KiB each
constexpr std::size_t max_found_per_kind = 10;

struct NamedRecord {
    std::string kind;  ///< campaign, advisory or case
    std::string id;
    core::Time at;
    std::string state;
    std::string title;  ///< of a case: its host's name, or the latest address
};

/// A to Z small, all else as it is.
std::string small_letters(std::string_view text);

/// Campaigns first, then advisories, then cases. Empty for a text of less than min_words_bytes. Errors   those of the book.
core::Result<std::vector<NamedRecord>> records_called(store::Book& book, std::string_view text);

}  // namespace hitme::console::api
