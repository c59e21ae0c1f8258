// SPDX-License-Identifier: Apache-2.0
// The same change in each class of sensors? And on this port alone? (docs/methods/agreement.md; C-22, C-19)
// Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/change/ratio.h"
#include "analytics/sighting.h"

namespace hitme::analytics {

/// Of a class with fewer than five expected hosts, before a rise of it is taken for proved.
constexpr double least_baseline_hosts = 20;

struct ClassChange {
    std::string name;  ///< "consumer"; for controls the port
    BeforeAfter counts;
    std::optional<Span> onset;                ///< its 95 % interval, where one was found
    std::optional<core::Time> onset_at = {};  ///< the likeliest
};

enum class Agreement {
    alike,            ///< every class's ratio is above 2 at its lower limit, and the onsets overlap
    only_some,        ///< some are, and all others are not above 2 even at their upper limit
    none_changed,     ///< no class's upper limit is above 2
    undetermined,     ///< some intervals hold 2, or the onsets differ
    not_enough_data,  ///< fewer than two classes judged
};
std::string_view name_of(Agreement verdict);

struct JudgedClass {
    std::string name;
    bool judged =
        false;  ///< false: fewer than five hosts expected, and no rise proved all the same
    std::optional<RateRatio> ratio;
    bool changed = false;
};

struct AgreementFinding {
    Agreement verdict = Agreement::not_enough_data;
    std::vector<JudgedClass> classes;
    std::optional<bool>
        onsets_overlap;  ///< of the classes that changed; nothing for fewer than two onsets
    std::string sentence;
};
AgreementFinding judge_agreement(std::span<const ClassChange> classes);

enum class ControlVerdict {
    own,         ///< the signal changed by a quarter more than the others, at the interval's limit
    fleet_wide,  ///< all controls changed the same way, by the same factor within that margin
    undetermined,
    unchanged,        ///< the signal's own interval holds 1
    not_enough_data,  ///< fewer than two controls with five expected hosts
};
std::string_view name_of(ControlVerdict verdict);

struct ControlFinding {
    ControlVerdict verdict = ControlVerdict::not_enough_data;
    std::optional<RateRatio> signal;
    std::optional<RateRatio>
        relative;              ///< signal's ratio over that of all judged controls together
    std::size_t controls = 0;  ///< judged
    std::string sentence;
};
ControlFinding judge_controls(const ClassChange& signal, std::span<const ClassChange> controls);

}  // namespace hitme::analytics
