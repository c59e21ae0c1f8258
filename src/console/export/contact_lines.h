// SPDX-License-Identifier: Apache-2.0
// Contacts one by one for other programs: JSON lines in the shape of the Elastic Common Schema (8.11), and CSV for spreadsheets.
//
// ECS    fields of the schema where it has one; what it has no field for stands below "hitme". Bytes are Base64.
// CSV    RFC 4180 with CRLF. A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line end)
//        has an apostrophe before it; captured text is printable ASCII with escapes; bytes are hexadecimal.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/time.h"
#include "event/kinds.h"

namespace hitme::console {

/// `country`: of the source, ISO 3166; may be empty.
void append_ecs(std::string& out, const event::Contact& contact, std::string_view country);

/// A finding as the book holds it: `body` is its JSON object.
struct ExportedFinding {
    std::string id;
    core::Time at;
    std::string subject;
    std::string body;
};
void append_ecs(std::string& out, const ExportedFinding& finding);

std::string csv_header();
void append_csv(std::string& out, const event::Contact& contact, std::string_view country);
/// One cell, quoted where it must be.
std::string csv_cell(std::string_view text);

}  // namespace hitme::console
