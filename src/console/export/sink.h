// SPDX-License-Identifier: Apache-2.0
// Where an export goes, piece by piece: a file, standard output, an answer of the API.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace hitme::console {

/// Takes the next piece. An error ends the export.
using Sink = std::function<core::Result<void>(std::string_view)>;

constexpr std::size_t sink_piece_bytes = 64 << 10;  // ours: one write each

/// Gives `buffer` on and empties it, when it has grown to a piece.
inline core::Result<void> pass_on(std::string& buffer, const Sink& sink) {
    if (buffer.size() < sink_piece_bytes) return {};
    auto given = sink(buffer);
    buffer.clear();
    return given;
}

}  // namespace hitme::console
