// SPDX-License-Identifier: Apache-2.0
// UTF-8, one character at a time (Unicode 15 table 3-7): no surrogates, no form longer than need be, nothing above U+10FFFF.
// Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace hitme::core {

/// Bytes of the well-formed sequence at the front of a text that is not empty, 1 to 4; 0 when there is none.
std::size_t utf8_length(std::string_view text);

struct Utf8Character {
    char32_t value = 0;
    std::size_t length = 1;  ///< in bytes
};
/// The character at the front of a text that is not empty; nothing where no well-formed sequence stands there.
std::optional<Utf8Character> utf8_front(std::string_view text);

}  // namespace hitme::core
