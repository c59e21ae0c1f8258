// SPDX-License-Identifier: Apache-2.0
// How much like a worm is it? (docs/methods/worm-ladder.md; C-23)
//
//   L0 background   L1 volume up   L2 distinct sources up, few probes each   L3 one first payload over many networks
//   L4 that payload is an exploit   L5 a former target now scans
// Each level needs those below it, but for L1: many sources may come with little volume. A family may be named from L3 with
// a matching signature; below that it is "445 scanning".
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hitme::analytics {

enum class WormLevel { background, volume, sources, payload, exploit, targets_scan };
std::string_view name_of(WormLevel level);  ///< "L2"

enum class LadderDirection { unknown, rising, steady, falling };
std::string_view name_of(LadderDirection direction);

/// What one window saw, and what its baseline would have at the window's exposure.
struct LadderInput {
    double events = 0;
    double expected_events = 0;
    double event_dispersion = 1;  ///< phi of the baseline's events; below 1 counts as 1
    double sources = 0;           ///< distinct in each hour, summed
    double expected_sources = 0;
    double source_dispersion = 1;
    /// Of the window's sources, each in each hour in which it was seen: who goes on for days is as quiet as on his first.
    double median_probes_per_source = 0;
    bool has_baseline = true;           ///< 24 h of it or more; under that nothing is expected
    std::uint64_t payload_sources = 0;  ///< that sent any first payload
    std::uint64_t common_sources = 0;   ///< that sent the commonest family of it
    std::uint32_t common_networks = 0;  ///< AS of those
    std::uint64_t exploit_sources = 0;  ///< of those, with an exploit's pattern recognised
    std::uint32_t exploit_networks = 0;
    std::uint64_t targets_that_scan = 0;  ///< hosts that were targets before, our own or reported
    std::string signal;                   ///< "445"
    std::string signature;  ///< family whose signature the common payload matches; or empty
    std::optional<WormLevel> before;  ///< of the window before
};

struct LadderRung {
    WormLevel level = WormLevel::background;
    bool met = false;
    std::string evidence;  ///< the numbers compared, met or not
};

struct LadderFinding {
    WormLevel level = WormLevel::background;
    LadderDirection direction = LadderDirection::unknown;
    std::vector<LadderRung> rungs;      ///< L1 to L5, each judged on its own
    std::optional<std::string> family;  ///< only where it may be named
    std::string called;                 ///< "worm Conficker" or "445 scanning"
    std::string sentence;
};

LadderFinding judge_ladder(const LadderInput& input);

/// Few probes: the median source sends no more.
constexpr double most_probes_each = 5;
/// A payload is common above this share of those who sent one, from so many networks and sources.
constexpr double least_common_share = 0.5;
constexpr std::uint32_t least_networks = 5;
constexpr std::uint64_t least_common_sources = 20;

}  // namespace hitme::analytics
