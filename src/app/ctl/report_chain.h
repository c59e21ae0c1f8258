// SPDX-License-Identifier: Apache-2.0
// The chain of findings of a signal of which nothing was kept (an imported log, a store of another program): what would have been said
// when, judged now from what had come by then, by the code of the running console.
#pragma once

#include "console/report/chain.h"
#include "core/result.h"
#include "core/time.h"
#include "event/signal.h"
#include "runtime/zone.h"
#include "store/event_store.h"

namespace hitme::app {

constexpr core::Duration chain_step = std::chrono::hours{6};
/// A longer rise is told from here on.
constexpr core::Duration longest_chain = std::chrono::days{7};
/// A signal with more contacts is not walked, which would take minutes: `hitme judge keep` does it once and for all.
constexpr std::size_t most_walked_sightings = 50'000;

/// From `onset` on, every chain_step, and at `to`. Findings and scores as a book would hold them; nothing is written to the store.
/// Errors   those of the store; io: no folder for a while can be made.
core::Result<console::KeptStory> judge_chain(store::EventStore& store, event::Signal signal,
                                             core::Time onset, core::Time to,
                                             const runtime::Zone& zone);

/// What a book holds of that signal: findings by question, then time; scores of forecasts that are over at `to`.
core::Result<console::KeptStory> kept_chain(store::Book& book, event::Signal signal,
                                            const std::optional<core::Time>& to,
                                            const runtime::Zone& zone);

}  // namespace hitme::app
