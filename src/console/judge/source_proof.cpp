// SPDX-License-Identifier: Apache-2.0
#include "console/judge/source_proof.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "analytics/attribution/spoofed.h"
#include "console/signal_judge.h"

namespace hitme::console {
namespace {

/// Reserved, and yet the source of honest contacts where a decoy stands inside, or in a test network: all but 0/8, 127/8 and
/// 224/3, which no host has. An even draw over IPv4 loses 0.5 % of its sources by that.
bool is_inside(std::uint32_t address) {
    const std::uint32_t first = address >> 24;
    return analytics::reserved_v4(address) && first != 0 && first != 127 && first < 224;
}

bool look_forged(const analytics::SpoofedCounts& counts) {
    return analytics::judge_spoofing(counts.input()).looks_forged();
}

/// What counts of a source: its first octet, or one of these, which no unicast address begins with.
using Place = std::uint8_t;
constexpr Place left_out = 255;  ///< IPv6, or inside
constexpr Place reserved = 254;

Place place_of(const core::Address& source) {
    if (!source.is_v4() || is_inside(source.v4_value())) return left_out;
    if (analytics::reserved_v4(source.v4_value())) return reserved;
    return static_cast<Place>(source.v4_value() >> 24);
}

/// What a source is and how often it came, in two bytes: a day's sightings go to and fro among all sources, and a million
/// of these stay in the cache.
struct Tally {
    Place place = left_out;
    /// Contacts of one UTC day and of all days; two stands for more, too.
    std::uint8_t of_day : 2 = 0;
    std::uint8_t of_window : 2 = 0;
};
constexpr unsigned more_than_once = 2;

std::optional<std::uint8_t> octet_of(Place place) {
    return place == reserved ? std::nullopt : std::optional{place};
}

}  // namespace

bool is_withheld(const Stream& stream, core::Time from, core::Time to) {
    if (!stream.judges_unverified || to <= from) return false;
    const auto& sightings = stream.sightings;  // by time
    auto next = std::ranges::lower_bound(sightings, from, {}, &analytics::Sighting::at);
    const auto end = std::ranges::lower_bound(sightings, to, {}, &analytics::Sighting::at);
    std::vector<Tally> tallies(stream.sources.size());
    for (std::size_t i = 0; i < tallies.size(); ++i) tallies[i].place = place_of(stream.sources[i]);
    std::vector<std::uint32_t> of_day;  // sources of the day, each once
    // A flood of hours must not hide in the honest weeks around it.
    while (next != end) {
        const core::Time midnight{core::day_of(next->at) + std::chrono::days{1}};
        for (; next != end && next->at < midnight; ++next) {
            Tally& tally = tallies[next->source];
            if (tally.place == left_out || tally.of_day == more_than_once) continue;
            if (tally.of_day++ == 0) of_day.push_back(next->source);
        }
        analytics::SpoofedCounts counts;
        for (const std::uint32_t source : of_day) {
            Tally& tally = tallies[source];
            const unsigned contacts = tally.of_day;
            counts.add(octet_of(tally.place), contacts == 1);
            tally.of_day = 0;
            tally.of_window = std::min(more_than_once, tally.of_window + contacts) & 3U;
        }
        of_day.clear();
        if (look_forged(counts)) return true;
    }
    analytics::SpoofedCounts counts;
    for (const Tally& tally : tallies)
        if (tally.of_window > 0) counts.add(octet_of(tally.place), tally.of_window == 1);
    return look_forged(counts);
}

std::string labelled(const Stream& stream, std::string sentence) {
    return stream.judges_unverified ? std::string(unverified_label) + sentence : sentence;
}

std::string withheld_sentence(const Stream& stream) {
    return labelled(stream, std::string(withheld_reason) + ".");
}

}  // namespace hitme::console
