// SPDX-License-Identifier: Apache-2.0
// Which signals rose, of all that sent anything: the judging job looks closely at a few of them, and a rise on a port that hardly
// anybody watches is not among the busiest (docs/methods/live.md).
//
// Counts     new hosts in the roll-ups' bins of five minutes, of the eight days before the moment; proved sources and others
//            alike, because the roll-ups do not tell them apart. Whoever judges a nominated signal looks at its proved ones.
// Threshold  keeps false nominations of all signals together at one in 30 days, and is never below the one that confirms a rise.
// Needs      72 h of baseline: in a younger store nothing is nominated.
// Followed   closely already: what is watched at the lower threshold each five minutes is not read a second time here.
// Stateless  the same store, moment and followed signals give the same answer.
#pragma once

#include <string_view>
#include <vector>

#include "console/json_writer.h"
#include "core/result.h"
#include "core/time.h"
#include "event/signal.h"
#include "store/event_store.h"

namespace hitme::console {

/// The note of the book that holds the last look (WideLook of api.yaml).
constexpr std::string_view wide_look_note = "judging/wide";

/// Busiest ones first; what lies beyond is counted as `over`.
constexpr std::size_t most_watched_signals = 4096;
/// Largest scores first.
constexpr std::size_t most_nominated = 16;

struct Nominated {
    event::Signal signal;
    core::Time at;  ///< the end of the bin that raised the alarm
    double score = 0;
};

struct WideLook {
    /// That sent something in the last 24 h and were looked at, here or closely.
    std::size_t signals = 0;
    bool over = false;  ///< there were more than most_watched_signals
    double threshold = 0;
    std::vector<Nominated>
        rose;  ///< within the last 24 h, none of the followed; largest score first
    std::size_t passed_over = 0;  ///< rose, beyond most_nominated
};

/// Errors   the store's.
core::Result<WideLook> look_wide(store::EventStore& store, core::Time at,
                                 const std::vector<event::Signal>& followed);

/// The WideLook of api.yaml.
void put_wide_look(JsonWriter& json, const WideLook& look, core::Time at);

}  // namespace hitme::console
