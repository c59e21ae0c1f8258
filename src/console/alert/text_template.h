// SPDX-License-Identifier: Apache-2.0
// Templates without logic: text with {{name}} in it.
//
// Names     title, text, severity, kind, at (RFC 3339, UTC), time (in the reader's zone), source, signal, sensor, group, page,
//           link, count (notices in the message), list (one line each), advice (what to do first).
// Context   json: a placeholder stands inside a JSON string, and what it becomes is escaped for there, so no value can end the
//           string; {{count}} may also stand as a number. The template as a whole must be JSON. text: what it becomes is
//           printable, in one line, but for {{text}}, {{list}} and {{advice}}, which keep their line feeds.
// Errors    bad_input "line N: what is wrong".
// Pure      no I/O.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace hitme::console::alert {

enum class TemplateContext : std::uint8_t { text, json };

/// What a name stands for.
struct TemplateValues {
    std::string title, text, severity, kind, at, source, signal, sensor, group, page, link, list,
        time, advice;
    std::uint64_t count = 1;
};

class TextTemplate {
 public:
    static core::Result<TextTemplate> parse(std::string_view text, TemplateContext context);
    std::string render(const TemplateValues& values) const;

 private:
    struct Piece {
        std::string literal;
        int name = -1;  ///< index into the names; -1: only the literal
    };
    std::vector<Piece> pieces_;
    TemplateContext context_ = TemplateContext::text;
};

}  // namespace hitme::console::alert
