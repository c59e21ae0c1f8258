// SPDX-License-Identifier: Apache-2.0
// The attributions of a signal as the judging thread last worked them out, one for each grouping that somebody looked at in the
// last day: a page must not read a month of contacts to show one, and nobody's page must not cost a look-up of every source.
//
// Kept as notes of the book, without a history; the findings have that.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/time.h"

namespace hitme::console {

/// By the names of api.yaml.
constexpr std::array<std::string_view, 7> attribution_groupings{
    "class_region", "class", "country", "region", "registry", "as", "sensor_class"};

/// The Attribution object.
inline std::string attribution_note(std::string_view subject, std::string_view grouping) {
    return "attribution." + std::string(subject) + "." + std::string(grouping);
}
/// When somebody last wanted to see it, RFC 3339.
inline std::string attribution_wanted_note(std::string_view subject, std::string_view grouping) {
    return "attribution_wanted." + std::string(subject) + "." + std::string(grouping);
}
/// So long it is worked out again after somebody wanted it.
constexpr core::Duration attribution_wanted_for = std::chrono::hours{24};
/// And so old it may be.
constexpr core::Duration attribution_holds = std::chrono::hours{3};
/// And so old where no younger one can be had at once.
constexpr core::Duration attribution_shown_for = std::chrono::hours{24};

}  // namespace hitme::console
