// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/plain_letters.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/utf8.h"

namespace hitme::console {
namespace {

struct LookAlike {
    char32_t letter;
    char latin;
};

/// By TR39, ascending.
constexpr std::array<LookAlike, 88> confusables{{
    {0x0131, 'i'}, {0x0251, 'a'}, {0x0261, 'g'}, {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'},
    {0x0396, 'Z'}, {0x0397, 'H'}, {0x0399, 'I'}, {0x039A, 'K'}, {0x039C, 'M'}, {0x039D, 'N'},
    {0x039F, 'O'}, {0x03A1, 'P'}, {0x03A4, 'T'}, {0x03A5, 'Y'}, {0x03A7, 'X'}, {0x03B1, 'a'},
    {0x03B3, 'y'}, {0x03B9, 'i'}, {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C3, 'o'},
    {0x03C5, 'u'}, {0x03F2, 'c'}, {0x03F3, 'j'}, {0x03F9, 'C'}, {0x0405, 'S'}, {0x0406, 'I'},
    {0x0408, 'J'}, {0x0410, 'A'}, {0x0412, 'B'}, {0x0415, 'E'}, {0x041A, 'K'}, {0x041C, 'M'},
    {0x041D, 'H'}, {0x041E, 'O'}, {0x0420, 'P'}, {0x0421, 'C'}, {0x0422, 'T'}, {0x0423, 'Y'},
    {0x0425, 'X'}, {0x042C, 'b'}, {0x0430, 'a'}, {0x0433, 'r'}, {0x0435, 'e'}, {0x043E, 'o'},
    {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'},
    {0x0458, 'j'}, {0x0474, 'V'}, {0x0475, 'v'}, {0x04AE, 'Y'}, {0x04AF, 'y'}, {0x04BB, 'h'},
    {0x04C0, 'l'}, {0x04CF, 'l'}, {0x0501, 'd'}, {0x050C, 'G'}, {0x051A, 'Q'}, {0x051B, 'q'},
    {0x051C, 'W'}, {0x051D, 'w'}, {0x054D, 'U'}, {0x0555, 'O'}, {0x0566, 'q'}, {0x0570, 'h'},
    {0x0578, 'n'}, {0x057D, 'u'}, {0x0581, 'g'}, {0x0585, 'o'}, {0x210A, 'g'}, {0x210E, 'h'},
    {0x2113, 'l'}, {0x212F, 'e'}, {0x2134, 'o'}, {0x2170, 'i'}, {0x2174, 'v'}, {0x2179, 'x'},
    {0x217C, 'l'}, {0x217D, 'c'}, {0x217E, 'd'}, {0x217F, 'm'},
}};
/// Ours, ascending: marked letters, and small ones that TR39 takes for small capitals or for other shapes.
constexpr std::array<LookAlike, 25> look_alikes{{
    {0x03AC, 'a'}, {0x03AD, 'e'}, {0x03AE, 'n'}, {0x03AF, 'i'}, {0x03B5, 'e'},
    {0x03B7, 'n'}, {0x03BA, 'k'}, {0x03BC, 'u'}, {0x03C4, 't'}, {0x03C7, 'x'},
    {0x03C9, 'w'}, {0x03CC, 'o'}, {0x03CD, 'u'}, {0x03CE, 'w'}, {0x0401, 'E'},
    {0x0407, 'I'}, {0x0432, 'b'}, {0x043A, 'k'}, {0x043C, 'm'}, {0x043D, 'h'},
    {0x043F, 'n'}, {0x0442, 't'}, {0x044C, 'b'}, {0x0451, 'e'}, {0x0457, 'i'},
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
