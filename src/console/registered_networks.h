// SPDX-License-Identifier: Apache-2.0
// What the book says of networks, as sets: those that are ours, and those that an allow rule names. For whoever must never list
// or must only isolate them. Records: kinds own_network and allow_rule in docs/formats/book.md.
//
// Careful  an allow rule counts whatever signals, stages or sensors it is narrowed to: what somebody once allowed is not blocked.
#pragma once

#include "console/prefix_set.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::size_t max_registered_networks = 10'000;

/// Watched blocks, customers, egresses, and what lies behind an egress. Errors   those of the book.
core::Result<PrefixSet> own_networks_of(store::Book& book);

/// Networks of allow rules that are in force at `now`. Errors   those of the book.
core::Result<PrefixSet> allowed_networks_of(store::Book& book, core::Time now);

}  // namespace hitme::console
