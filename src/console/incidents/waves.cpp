// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/waves.h"

#include <algorithm>

namespace hitme::console::incidents {

WaveStep Waves::opened(event::Signal signal, core::Time at) {
    if (!signals_.contains(signal) && signals_.size() >= max_watched_signals) {
        // A running wave is forgotten last: somebody was told of it and waits for its end.
        const auto quietest =
            std::min_element(signals_.begin(), signals_.end(), [](const auto& a, const auto& b) {
                if (a.second.wave.has_value() != b.second.wave.has_value())
                    return b.second.wave.has_value();
                return a.second.last < b.second.last;
            });
        signals_.erase(quietest);
    }
    Watched& watched = signals_[signal];
    watched.last = std::max(watched.last, at);
    if (watched.wave) {
        watched.wave->last = std::max(watched.wave->last, at);
        ++watched.wave->openings;
        return WaveStep::joined;
    }
    watched.recent.push_back(at);
    while (!watched.recent.empty() && watched.last - watched.recent.front() > wave_window)
        watched.recent.pop_front();
    if (watched.recent.size() < wave_sources) return WaveStep::alone;
    watched.wave = Wave{signal, watched.recent.front(), watched.last, watched.recent.size()};
    watched.recent.clear();
    return WaveStep::begun;
}

const Wave* Waves::on(event::Signal signal) const {
    const auto found = signals_.find(signal);
    return found == signals_.end() || !found->second.wave ? nullptr : &*found->second.wave;
}

std::vector<Wave> Waves::end_silent(core::Time now) {
    std::vector<Wave> ended;
    for (auto at = signals_.begin(); at != signals_.end();) {
        if (now - at->second.last <= wave_silence) {
            ++at;
            continue;
        }
        if (at->second.wave) ended.push_back(*at->second.wave);
        at = signals_.erase(at);
    }
    return ended;
}

}  // namespace hitme::console::incidents
