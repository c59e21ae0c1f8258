// SPDX-License-Identifier: Apache-2.0
#include "console/judge/learned_exposure.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <utility>

#include "analytics/silence.h"
#include "console/judge/backlog.h"

namespace hitme::console {
namespace {

constexpr core::Duration hour = std::chrono::hours{1};

struct Stretch {
    analytics::Span span;
    std::uint64_t listening = 0;  ///< by sensor
};

std::vector<Stretch> stretches(const analytics::Uptimes& uptimes, core::Time from, core::Time to) {
    std::vector<std::pair<core::Time, std::uint64_t>> changes;  // a sensor's bit flips
    for (std::size_t i = 0; i < uptimes.size(); ++i)
        for (const auto& span : uptimes[i]) {
            changes.emplace_back(std::clamp(span.from, from, to), std::uint64_t{1} << i);
            changes.emplace_back(std::clamp(span.to, from, to), std::uint64_t{1} << i);
        }
    std::ranges::sort(changes);
    std::vector<Stretch> found;
    core::Time since = from;
    std::uint64_t listening = 0;
    const auto close = [&](core::Time at) {
        if (at > since) found.push_back({{since, at}, listening});
        since = std::max(since, at);
    };
    for (const auto& [at, bit] : changes) {
        close(at);
        listening ^= bit;
    }
    close(to);
    return found;
}

/// Hosts of whole hours in which all listened, by the sensors that saw them.
std::map<std::uint64_t, std::uint64_t> reference_masks(const Stream& stream,
                                                       const std::vector<Stretch>& all,
                                                       std::uint64_t every) {
    struct Seen {
        core::Time hour;
        std::uint32_t source;
        std::uint64_t sensor;
    };
    std::vector<Seen> seen;
    auto stretch = all.begin();
    for (const auto& sighting : stream.sightings) {
        while (stretch != all.end() && stretch->span.to <= sighting.at) ++stretch;
        if (stretch == all.end()) break;
        if (stretch->listening != every || sighting.at < stretch->span.from) continue;
        const core::Time at = core::bin_of(sighting.at, hour);
        if (at < stretch->span.from || at + hour > stretch->span.to) continue;
        seen.push_back({at, sighting.source, std::uint64_t{1} << sighting.sensor});
    }
    std::ranges::sort(seen, [](const Seen& a, const Seen& b) {
        return std::pair{a.hour, a.source} < std::pair{b.hour, b.source};
    });
    std::map<std::uint64_t, std::uint64_t> masks;
    for (std::size_t i = 0, next = 0; i < seen.size(); i = next) {
        std::uint64_t mask = 0;
        while (next < seen.size() && seen[next].hour == seen[i].hour &&
               seen[next].source == seen[i].source)
            mask |= seen[next++].sensor;
        ++masks[mask];
    }
    return masks;
}

}  // namespace

std::vector<analytics::ExposedSpan> learned_exposure(const Stream& stream, core::Time from,
                                                     core::Time to) {
    // Without a heartbeat silences too long for chance are all that tells of an outage, as for growth (analytics/silence.h).
    const bool is_heard =
        std::ranges::any_of(stream.uptimes, [](const auto& spans) { return !spans.empty(); });
    const auto heard =
        is_heard ? stream.uptimes
                 : analytics::assumed_uptimes(stream.sightings, stream.sensors.size(), from, to);
    const auto uptimes = without(heard, backlogs(stream, heard, from, to));
    std::uint64_t every = 0;
    for (std::size_t i = 0; i < uptimes.size(); ++i)
        if (!uptimes[i].empty()) every |= std::uint64_t{1} << i;
    std::vector<analytics::ExposedSpan> reduced;
    if (every == 0 || to <= from) return reduced;
    const auto all = stretches(uptimes, from, to);
    const auto masks = reference_masks(stream, all, every);
    std::uint64_t hosts = 0;
    for (const auto& [mask, count] : masks) hosts += count;
    std::map<std::uint64_t, double> known;
    const auto share_of = [&](std::uint64_t listening) {
        const auto [found, is_new] = known.try_emplace(listening, 0.0);
        if (!is_new) return found->second;
        if (hosts < least_reference_hosts)
            return found->second = static_cast<double>(std::popcount(listening)) /
                                   static_cast<double>(std::popcount(every));
        std::uint64_t visible = 0;
        for (const auto& [mask, count] : masks)
            if ((mask & listening) != 0) visible += count;
        return found->second = static_cast<double>(visible) / static_cast<double>(hosts);
    };
    for (const auto& stretch : all)
        if (stretch.listening != every)
            reduced.push_back({stretch.span, share_of(stretch.listening)});
    return reduced;
}

bool is_unwatched(const std::vector<analytics::ExposedSpan>& reduced, core::Time at) {
    const auto after = std::ranges::upper_bound(
        reduced, at, {}, [](const analytics::ExposedSpan& one) { return one.span.from; });
    if (after == reduced.begin()) return false;
    const auto& span = *std::prev(after);
    return span.share == 0 && at < span.span.to;
}

double watched_share(const std::vector<analytics::ExposedSpan>& reduced, core::Time from,
                     core::Time to) {
    if (to <= from) return 0;
    double missing = 0;
    for (const auto& [span, share] : reduced) {
        if (span.to <= from || span.from >= to) continue;
        const std::chrono::duration<double> inside =
            std::min(span.to, to) - std::max(span.from, from);
        missing += (1 - share) * inside.count();
    }
    return std::max(0.0, 1 - missing / std::chrono::duration<double>(to - from).count());
}

}  // namespace hitme::console
