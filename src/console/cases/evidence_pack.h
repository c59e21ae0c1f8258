// SPDX-License-Identifier: Apache-2.0
// An evidence pack: lines of JSON in a chain of hashes, so that whoever has the last hash can tell whether a line was changed,
// left out, added or moved (peers B11).
//
// Form     each line: 64 hexadecimal digits, a space, a JSON object, a line feed. The digits are the SHA-256 (FIPS 180-4) of the
//          digits of the line before (64 zeros before the first), a space, and this line's JSON. The first object has "pack":1, the
//          last {"end":N}, N the number of lines before it. Documented for others in docs/formats/evidence-pack.md.
// Proves   that nothing changed since the last hash was given out, which is why it is printed and kept in the book. It proves
//          nothing about who wrote it: anybody can make a chain anew.
// Limits   max_pack_bytes, max_pack_line_bytes. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace hitme::console::cases {

constexpr std::size_t max_pack_bytes = 256 << 20;
constexpr std::size_t max_pack_line_bytes = 2 << 20;

class EvidencePack {
 public:
    EvidencePack();
    /// `json`: one object on one line.
    void add(std::string_view json);
    /// The whole with its last line; add nothing afterwards.
    std::string finish();
    /// The last hash: of the last line after finish().
    const std::string& head() const { return head_; }
    std::uint64_t lines() const { return lines_; }

 private:
    std::string out_;
    std::string head_;
    std::uint64_t lines_ = 0;
};

struct VerifiedPack {
    std::uint64_t lines = 0;  ///< with the first and the last
    std::string head;
};
/// Errors   bad_input: "line N: why". over_limit.
core::Result<VerifiedPack> verify_pack(std::string_view text);

}  // namespace hitme::console::cases
