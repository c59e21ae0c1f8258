// SPDX-License-Identifier: Apache-2.0
// What is published about the event format, printed from the field walk: the .proto file for other languages, the JSON
// Schema, the reference page. `hitme schema` prints them; a test compares docs/formats with what is printed here.
#pragma once

#include <string>

namespace hitme::event {

/// docs/formats/event.proto (proto3).
std::string proto_file();
/// docs/formats/event.schema.json (JSON Schema 2020-12) of one JSON line.
std::string json_schema();
/// docs/formats/events.md, the reference page.
std::string reference_page();

}  // namespace hitme::event
