// SPDX-License-Identifier: Apache-2.0
// Words of others inside markup: what keeps a quote, a name or a pasted text from being read as more than words.
//
// Use      plain_line() first, then the escape of the form that it goes into.
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace hitme::console {

/// One line of UTF-8 without control characters (C0, C1) and marks that turn the direction of writing.
std::string plain_line(std::string_view text);
/// HTML and XML: text and attributes.
std::string escape_markup(std::string_view text);
/// Markdown: its own signs, entities, and schemes that a reader would turn into a link.
std::string escape_markdown(std::string_view text);

}  // namespace hitme::console
