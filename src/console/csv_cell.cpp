// SPDX-License-Identifier: Apache-2.0
#include "console/csv_cell.h"

#include "core/text.h"

namespace hitme::console {

void append_csv_cell(std::string& out, std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    const bool formula =
        first != std::string_view::npos &&
        std::string_view("=+-@\t\r\n|%").find(text[first]) != std::string_view::npos;
    const std::string shown = (formula ? "'" : "") + core::printable(text, max_csv_cell_bytes);
    if (shown.find_first_of(",\"' ;") == std::string::npos) {
        out += shown;
        return;
    }
    out += '"';
    for (const char c : shown) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace hitme::console
