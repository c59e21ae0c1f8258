// SPDX-License-Identifier: Apache-2.0
#include "core/piece_places.h"

#include <limits>

namespace hitme::core {

void PiecePlaces::add(std::uint64_t at, std::uint64_t length, std::uint64_t place) {
    if (length == 0) return;
    if (!runs_.empty() && runs_.back().end() == at) {
        Run& last = runs_.back();
        if (last.count == 1 && place == last.place + last.length) {
            last.length += length;
            return;
        }
        const bool is_even =
            last.count == 1 ? place > last.place &&
                                  place - last.place <= std::numeric_limits<std::uint32_t>::max()
                            : place == last.place + std::uint64_t{last.distance} * last.count;
        if (is_even && length == last.length) {
            if (last.count == 1) last.distance = static_cast<std::uint32_t>(place - last.place);
            ++last.count;
            return;
        }
    }
    if (runs_.size() >= max_piece_runs) runs_.erase(runs_.begin());
    runs_.push_back({at, place, length, 1, 0});
}

PiecePlaces::Found PiecePlaces::find(std::uint64_t at) const {
    if (runs_.empty()) return {};
    if (at < runs_.front().at) return {runs_.front().place, 0};
    for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
        if (at < run->at) continue;
        const std::uint64_t piece = (at - run->at) / run->length;
        const std::uint64_t inside = (at - run->at) % run->length;
        if (piece >= run->count)  // behind all that was added
            return {run->place + std::uint64_t{run->distance} * (run->count - 1) + run->length, 0};
        return {run->place + run->distance * piece + inside, run->length - inside};
    }
    return {};
}

}  // namespace hitme::core
