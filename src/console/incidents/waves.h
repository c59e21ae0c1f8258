// SPDX-License-Identifier: Apache-2.0
// Waves: many sources that open incidents on one signal at about the same time are told as one thing.
//
// Begins    with wave_sources openings of one signal within wave_window.
// Ends      when none has opened on it for wave_silence.
// Limits    max_watched_signals; where there are more, the one that was quiet longest is forgotten.
// Pure      no clock, no I/O.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "core/time.h"
#include "event/signal.h"

namespace hitme::console::incidents {

constexpr std::size_t wave_sources = 20;                           // ours
constexpr core::Duration wave_window = std::chrono::minutes{10};   // ours
constexpr core::Duration wave_silence = std::chrono::minutes{30};  // ours: as the incidents' gap
constexpr std::size_t max_watched_signals = 1024;                  // ours

struct Wave {
    event::Signal signal;
    core::Time first;  ///< of the openings that made it
    core::Time last;
    std::uint64_t openings = 0;
};

enum class WaveStep : std::uint8_t { alone, begun, joined };

class Waves {
 public:
    /// An incident opened on `signal`.
    WaveStep opened(event::Signal signal, core::Time at);
    const Wave* on(event::Signal signal) const;
    /// Those that are over at `now`.
    std::vector<Wave> end_silent(core::Time now);
    std::size_t watched() const { return signals_.size(); }

 private:
    struct Watched {
        std::deque<core::Time> recent;  ///< at most wave_sources
        std::optional<Wave> wave;
        core::Time last;
    };
    std::map<event::Signal, Watched> signals_;
};

}  // namespace hitme::console::incidents
