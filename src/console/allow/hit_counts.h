// SPDX-License-Identifier: Apache-2.0
// How often a rule hid something, or a benign class was seen: kept as a note of the book.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console::allow {

struct HitCount {
    std::uint64_t hits = 0;
    std::uint64_t sources =
        0;  ///< distinct since the program began, added to those before: an upper bound
    std::optional<core::Time> last;
};

std::string rule_note(std::string_view rule_id);
std::string class_note(std::string_view benign_class);
/// Zero where nothing was noted, or not by us.
core::Result<HitCount> read_hits(store::Book& book, const std::string& note);
std::string hits_json(const HitCount& count);

}  // namespace hitme::console::allow
