// SPDX-License-Identifier: Apache-2.0
// Makes a share package of a store: reads the signal, judges it, takes away what must not leave, judges what is left, and gives
// nothing out where the two disagree. For `hitme export package` and the API.
#pragma once

#include <functional>
#include <string>

#include "console/export/share_package.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::app {

/// Of a signal without a start for its judgement, so much before the end is read: an onset in there is found.
constexpr core::Duration package_history = std::chrono::days{64};

/// The tar. `book` has the claims; null where there is none.
/// Errors   not_found: no contact of the signal that proves an address. over_limit: more than most_contacts. refused: judged from
///          what may leave, the verdict would be another one. Those of the store, the book and the archive.
core::Result<std::string> make_package(store::EventStore& store, store::Book* book,
                                       const console::PackageQuestion& question, core::Time now);

}  // namespace hitme::app
