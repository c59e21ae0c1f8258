// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/plain_letters.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "console/advisory/confusables.h"
#include "core/utf8.h"

namespace hitme::console {
namespace {

/// Ours, ascending: marked letters, and small ones that TR39 takes for small capitals or for other shapes.
constexpr std::array<LookAlike, 26> look_alikes{{
    {0x03AC, 'a'}, {0x03AD, 'e'}, {0x03AE, 'n'}, {0x03AF, 'i'}, {0x03B5, 'e'}, {0x03B7, 'n'},
    {0x03BA, 'k'}, {0x03BC, 'u'}, {0x03C4, 't'}, {0x03C7, 'x'}, {0x03C9, 'w'}, {0x03CC, 'o'},
    {0x03CD, 'u'}, {0x03CE, 'w'}, {0x0401, 'E'}, {0x0407, 'I'}, {0x0432, 'b'}, {0x043A, 'k'},
    {0x043C, 'm'}, {0x043D, 'h'}, {0x043F, 'n'}, {0x0442, 't'}, {0x044C, 'b'}, {0x0451, 'e'},
    {0x0457, 'i'}, {0x051A, 'Q'},
}};
/// U+00C0 to U+00FF without their marks; a space: not a letter with a mark.
constexpr std::string_view latin_1 =
    "AAAAAA CEEEEIIII NOOOOO OUUUUY  "
    "aaaaaa ceeeeiiii nooooo ouuuuy y";
static_assert(latin_1.size() == 64);

struct Range {
    char32_t first;
    char32_t last;
};
bool is_unseen(char32_t c) {
    constexpr std::array<Range, 11> unseen{{
        {0x00AD, 0x00AD},
        {0x0300, 0x036F},
        {0x061C, 0x061C},
        {0x180B, 0x180E},
        {0x200B, 0x200F},
        {0x202A, 0x202E},
        {0x2060, 0x206F},
        {0xFE00, 0xFE0F},
        {0xFEFF, 0xFEFF},
        {0xE0000, 0xE007F},
        {0xE0100, 0xE01EF},
    }};
    return std::ranges::any_of(unseen,
                               [&](const Range& one) { return c >= one.first && c <= one.last; });
}

template <std::size_t n>
char in_table(const std::array<LookAlike, n>& table, char32_t c) {
    const auto found = std::ranges::lower_bound(table, c, {}, &LookAlike::letter);
    return found != table.end() && found->letter == c ? found->latin : '\0';
}

/// What stands for a character beyond ASCII; 0: the character itself.
char latin_of(char32_t c) {
    if (c == 0x2018 || c == 0x2019 || c == 0x02BC) return '\'';
    if (c == 0x2010 || c == 0x2011 || c == 0x2212) return '-';
    if (c == 0x2028 || c == 0x2029 || c == 0x0085) return '\n';
    // Other marks of Latin-1 and of General Punctuation: dashes, quotation marks, spaces.
    if ((c >= 0x00A0 && c <= 0x00BF) || (c >= 0x2000 && c <= 0x206F) || c == 0x1680 || c == 0x3000)
        return ' ';
    if (c >= 0x00C0 && c <= 0x00FF) {
        const char plain = latin_1[c - 0x00C0];
        return plain == ' ' ? '\0' : plain;
    }
    if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char>(c - 0xFF01 + '!');
    // Thirteen alphabets, each of 26 capitals and 26 small letters; five rows of ten digits.
    if (c >= 0x1D400 && c <= 0x1D6A3) {
        const auto letter = (c - 0x1D400) % 52;
        return static_cast<char>(letter < 26 ? 'A' + letter : 'a' + letter - 26);
    }
    if (c >= 0x1D7CE && c <= 0x1D7FF) return static_cast<char>('0' + (c - 0x1D7CE) % 10);
    if (const char known = in_table(confusables, c)) return known;
    return in_table(look_alikes, c);
}

}  // namespace

PlainText plain_letters(std::string_view text) {
    PlainText plain;
    plain.text.reserve(text.size());
    const auto add = [&](std::string_view bytes, std::size_t begins, std::size_t ends) {
        plain.text += bytes;
        plain.begins.insert(plain.begins.end(), bytes.size(), begins);
        plain.ends.insert(plain.ends.end(), bytes.size(), ends);
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto one = core::utf8_front(text.substr(at));
        const std::size_t end = at + (one ? one->length : 1);
        const char latin = one && one->value >= 0x80 ? latin_of(one->value) : '\0';
        if (!one || !is_unseen(one->value)) {
            if (latin != '\0')
                add(std::string_view(&latin, 1), at, end);
            else
                add(text.substr(at, end - at), at, end);
        }
        at = end;
    }
    return plain;
}

}  // namespace hitme::console
