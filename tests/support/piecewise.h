// SPDX-License-Identifier: Apache-2.0
// Runs watchers and decoys over the same bytes in different pieces, cut at every length and with every byte flipped.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/bytes.h"

namespace hitme::tests {

/// Calls `run` with each cut and each flip of `bytes`; `run` must survive.
inline void for_each_cut_and_flip(core::Bytes bytes, const std::function<void(core::Bytes)>& run) {
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        const core::ByteVector exact(bytes.begin(),
                                     bytes.begin() + static_cast<std::ptrdiff_t>(cut));
        run(exact);
    }
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const unsigned turned : {0xFFu, 0x80u, 0x01u}) {
            core::ByteVector changed(bytes.begin(), bytes.end());
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ turned);
            run(changed);
        }
}

/// `bytes` cut into pieces of `size` bytes.
inline std::vector<core::Bytes> pieces_of(core::Bytes bytes, std::size_t size) {
    std::vector<core::Bytes> pieces;
    for (std::size_t at = 0; at < bytes.size(); at += size)
        pieces.push_back(bytes.subspan(at, std::min(size, bytes.size() - at)));
    return pieces;
}

/// Pieces of a temporary would point at nothing.
std::vector<core::Bytes> pieces_of(core::ByteVector&&, std::size_t) = delete;

}  // namespace hitme::tests
