// SPDX-License-Identifier: Apache-2.0
#include "console/cases/neighbours.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace hitme::console::cases {
namespace {

/// "00:11:22:33:44:55" in lower case; empty for another form and for zero.
std::string mac_of(std::string_view text) {
    if (text.size() != 17) return {};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
        const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (i % 3 == 2 ? c != ':' : !digit) return {};
        out += c;
    }
    return out == "00:00:00:00:00:00" ? std::string() : out;
}

}  // namespace

Neighbours parse_neighbours(std::string_view text) {
    Neighbours neighbours;
    while (!text.empty() && neighbours.size() < max_neighbours) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        std::array<std::string_view, 4> words;
        std::size_t count = 0;
        while (count < words.size()) {
            const auto begin = line.find_first_not_of(' ');
            if (begin == std::string_view::npos) break;
            line.remove_prefix(begin);
            words[count++] = line.substr(0, line.find(' '));
            line.remove_prefix(words[count - 1].size());
        }
        if (count < words.size() || words[1] != "0x1" || !words[2].starts_with("0x")) continue;
        const auto flags =
            core::from_hex((words[2].size() % 2 == 0 ? "" : "0") + std::string(words[2].substr(2)));
        const auto address = core::Address::parse(words[0]);
        auto mac = mac_of(words[3]);
        if (!flags || flags->empty() || (flags->back() & 2) == 0 || !address || mac.empty())
            continue;
        neighbours.insert_or_assign(*address, std::move(mac));
    }
    return neighbours;
}

}  // namespace hitme::console::cases
