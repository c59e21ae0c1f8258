// SPDX-License-Identifier: Apache-2.0
// The rows of the lists that others publish and that were imported: who holds an address, and by which day's list (C-60).
//
// Holds    a row that is the address, or a network around it; for a network, rows inside it, too. A network is not a host.
// Now      of several imports of one list the one fetched last is what its publisher says now; the others tell since when.
// Limits   max_read_lists imports, those written last; how many were not read is told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "console/corroboration/outside_data.h"
#include "console/json_writer.h"
#include "console/own_networks.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::size_t max_read_lists = 100;  // ours: some 5 ms each, and a look-up has a second

struct ListedEntry {
    std::string import;  ///< id of the record
    OutsideKind kind = OutsideKind::dshield_block_list;
    std::string source;  ///< whose list it is
    core::Time fetched_at;
    bool latest = false;  ///< no later import of this list is here
    OutsideRow row;
};

struct ListedEntries {
    std::vector<ListedEntry> entries;  ///< latest list first, then by network
    std::uint64_t lists_read = 0;
    std::uint64_t lists_not_read = 0;
    std::optional<core::Time> newest;  ///< when the newest list was fetched
};

enum class Lists : std::uint8_t {
    all,     ///< each import
    latest,  ///< of each publisher's list the one fetched last
};

/// Rows that name an address or a network; all of them where nothing is asked for.
/// Errors   those of the book.
core::Result<ListedEntries> entries_on(store::Book& book, const std::optional<core::Prefix>& asked,
                                       Lists lists);
/// What a row says of a network of ours, as the watch of own networks takes it (C-42).
OwnSighting sighting_of(const ListedEntry& entry);

/// An OutsideEntry of api.yaml.
void put_entry(JsonWriter& json, const ListedEntry& entry);

}  // namespace hitme::console
