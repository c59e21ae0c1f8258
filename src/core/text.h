// SPDX-License-Identifier: Apache-2.0
// Text: numbers out of it, captured bytes into it, and the nearest known name for a mistyped one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace hitme::core {

/// A whole decimal number in [0, largest]; nothing for an empty text, a sign, stray bytes or a larger number.
std::optional<std::uint64_t> parse_unsigned(std::string_view text, std::uint64_t largest);

/// Lower-case hexadecimal, two digits a byte.
std::string to_hex(Bytes bytes);
/// The reverse; nothing for an odd length or another digit.
std::optional<ByteVector> from_hex(std::string_view text);

/// Base64 with padding (RFC 4648 section 4), as bytes are written in JSON.
void append_base64(std::string& out, Bytes bytes);
/// The reverse, padding required; nothing when malformed.
std::optional<ByteVector> from_base64(std::string_view text);

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD, so the output is always
/// valid JSON (RFC 8259 section 8.1).
void append_json_string(std::string& out, std::string_view text);

/// `bytes` as one line that is safe to print on a terminal or in a log: printable ASCII stays, a backslash is
/// doubled, everything else becomes \n, \r, \t or \xNN. At most `limit` output bytes, then "...".
std::string printable(Bytes bytes, std::size_t limit);
inline std::string printable(std::string_view text, std::size_t limit) {
    return printable(as_bytes(text), limit);
}

/// The known name with the smallest edit distance to `name`, when that is small enough to be a slip; else empty.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known);

}  // namespace hitme::core
