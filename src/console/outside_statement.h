// SPDX-License-Identifier: Apache-2.0
// What others' data say of a statement of ours (C-38). Made by console/corroboration, told by console/advisory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hitme::console {

enum class OutsideVerdict : std::uint8_t {
    confirmed,        ///< the same thing, in data that are not ours
    consistent,       ///< fits, and does not prove it
    not_covered,      ///< their data do not speak of it: too coarse, missing, not imported
    contradicts,      ///< they speak of it and say otherwise
    not_independent,  ///< nothing is left once our own submissions are taken away
};
constexpr std::string_view name_of(OutsideVerdict verdict) {
    switch (verdict) {
        case OutsideVerdict::confirmed:
            return "confirmed";
        case OutsideVerdict::consistent:
            return "consistent";
        case OutsideVerdict::not_covered:
            return "not_covered";
        case OutsideVerdict::contradicts:
            return "contradicts";
        case OutsideVerdict::not_independent:
            return "not_independent";
    }
    return "not_covered";
}

struct OutsideStatement {
    std::string statement;  ///< what of ours is held against it
    OutsideVerdict verdict = OutsideVerdict::not_covered;
    std::string source;   ///< whose data
    std::string figures;  ///< in words
    std::string record;   ///< id of what was imported; empty for none
};

}  // namespace hitme::console
