// SPDX-License-Identifier: Apache-2.0
// One cell of a CSV file (RFC 4180), safe to open in a spreadsheet.
//
// A text that a spreadsheet would take for a formula (it begins with = + - @ or a tab or carriage return, also after spaces)
// gets an apostrophe before it, after OWASP's "CSV Injection". Control bytes and bytes that are not ASCII become \xNN as by
// core::printable, so a cell is always one line. Pure.
#pragma once

#include <string>
#include <string_view>

namespace hitme::console {

constexpr std::size_t max_csv_cell_bytes = 4096;

/// Appends the cell, in quotes where it needs them; the separators are the caller's.
void append_csv_cell(std::string& out, std::string_view text);

}  // namespace hitme::console
