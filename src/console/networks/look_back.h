// SPDX-License-Identifier: Apache-2.0
// What is stored of an own network when it is registered: a rule of today must find yesterday's contacts, too (C-42).
//
// Limits   max_looked_back sources, those seen last; how many there are in all is told beside them.
#pragma once

#include <cstdint>
#include <string>

#include "console/own_networks.h"
#include "core/result.h"
#include "event/kinds.h"
#include "store/event_store.h"

namespace hitme::console::networks {

constexpr std::size_t max_looked_back = 200;

/// A contact as the sighting that stands for it.
OwnSighting sighting_of(const event::Contact& contact);

struct LookedBack {
    std::uint64_t sources = 0;    ///< stored sources of the network, IPv6 by /64
    std::uint64_t looked_at = 0;  ///< of these, whose latest contact is a sighting now
};

/// Notes the latest contact of each source of `network`, under the most specific own network that holds it.
/// Errors   those of the store and of the book.
core::Result<LookedBack> look_back(store::EventStore& store, store::Book& book,
                                   const OwnNetworks& networks, const OwnNetwork& network,
                                   core::Time now);

}  // namespace hitme::console::networks
