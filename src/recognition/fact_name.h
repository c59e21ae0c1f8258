// SPDX-License-Identifier: Apache-2.0
// The name of a fact: one of those that the program knows, "smb.dialects".
//
// Why      thousands of conversations hold facts at once. A name that stands in the program costs each of them no memory and
//          no copy, and is never a text that came over the wire.
// Pure.
#pragma once

#include <string_view>

namespace hitme::recognition {

class FactName {
 public:
    /// Only of text that is known when the program is made, and so outlives every story.
    consteval FactName(const char* text) : text_(text) {}  // NOLINT(google-explicit-constructor)
    constexpr operator std::string_view() const { return text_; }  // NOLINT
    friend constexpr bool operator==(FactName name, std::string_view other) {
        return name.text_ == other;
    }

 private:
    std::string_view text_;
};

}  // namespace hitme::recognition
