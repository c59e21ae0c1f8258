// SPDX-License-Identifier: Apache-2.0
// Views of bytes. A view never owns: whoever makes one says how long it lives.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace hitme::core {

using Bytes = std::span<const std::uint8_t>;
using ByteVector = std::vector<std::uint8_t>;

/// The bytes of `text`, without copying; valid as long as the text is.
inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// `bytes` seen as text, without copying and without any promise about what the bytes are.
inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace hitme::core
