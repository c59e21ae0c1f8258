// SPDX-License-Identifier: Apache-2.0
// What imported lists say of an own network that is registered only now: an import is held against those networks alone that were
// known then (C-42).
//
// Limits   max_noted_rows rows, the oldest of them first so that a sighting begins where it began; how many there are in all is told
//          beside them. Of the lists those that list_entries.h reads.
#pragma once

#include <cstdint>

#include "console/own_networks.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::size_t max_noted_rows = 200;

struct ListedOwn {
    std::uint64_t rows = 0;   ///< of imported lists, that speak of the network
    std::uint64_t noted = 0;  ///< of these, what was made a sighting: at most max_noted_rows
};

/// Notes each row that `networks` takes for `network`, which is known by its prefix. Nobody is sent a notice: who registers it reads
/// the answer.
/// Errors   those of the book.
core::Result<ListedOwn> note_in_lists(store::Book& book, const OwnNetworks& networks,
                                      const OwnNetwork& network, core::Time now);

}  // namespace hitme::console
