// SPDX-License-Identifier: Apache-2.0
// A text as its reader sees it: letters that look like Latin ones are these, and what is not seen is not there. For comparing words
// alone; nobody is shown the result.
//
// Away         characters without width: soft hyphen, zero-width space and joiners, marks of direction, word joiner, variation
//              selectors, byte order mark; combining marks.
// Letters      look-alikes of all scripts, Cyrillic, Greek and Armenian first of all, and marked Latin-1 letters; full-width and mathematical letters and digits.
//              Capitals stay capitals. docs/advisories.md says what is not in the table.
// Punctuation  spaces of any width, dashes and quotation marks end words: " "; hyphens "-"; apostrophes "'".
// Bytes        that are no UTF-8, and all other characters, stay.
// Source       Unicode TR39, confusables.txt of Unicode 15.0 (confusables.h); those that it takes for small capitals or for other
//              shapes, and a hurried reader does not, are ours and marked so in plain_letters.cpp. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hitme::console {

struct PlainText {
    std::string text;
    /// For each byte of `text`, where in the original its character begins and ends.
    std::vector<std::size_t> begins;
    std::vector<std::size_t> ends;
};
PlainText plain_letters(std::string_view text);

}  // namespace hitme::console
