// SPDX-License-Identifier: Apache-2.0
// Fuzz targets give the same bytes whole and in pieces, and hold the two against each other. Single bytes are the hardest cut and
// cost a call each; so one input in eight is cut into them and the others into pieces of 2 to 65 bytes, as their last byte says.
#pragma once

#include <algorithm>

#include "core/bytes.h"

namespace hitme::tests {

inline std::size_t piece_length(core::Bytes input) {
    if (input.empty() || input.back() % 8 == 0) return 1;
    return 2 + input.back() / 4;
}

/// Calls `take(piece)` for each piece in order.
template <typename Take>
void in_pieces(core::Bytes input, const Take& take) {
    const std::size_t length = piece_length(input);
    for (std::size_t at = 0; at < input.size(); at += length)
        take(input.subspan(at, std::min(length, input.size() - at)));
}

}  // namespace hitme::tests
