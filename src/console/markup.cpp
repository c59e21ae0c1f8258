// SPDX-License-Identifier: Apache-2.0
#include "console/markup.h"

namespace hitme::console {

std::string plain_line(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        // C1 controls (C2 80..9F) and marks that turn the direction (E2 80 8E/8F, AA..AE; E2 81 A6..A9).
        const auto next = [&](std::size_t n) {
            return i + n < text.size() ? static_cast<unsigned char>(text[i + n]) : 0u;
        };
        if (byte == 0xC2 && next(1) >= 0x80 && next(1) <= 0x9F) {
            ++i;
            out += '?';
        } else if (byte == 0xE2 && ((next(1) == 0x80 && (next(2) == 0x8E || next(2) == 0x8F ||
                                                         (next(2) >= 0xA8 && next(2) <= 0xAE))) ||
                                    (next(1) == 0x81 && next(2) >= 0xA6 && next(2) <= 0xA9))) {
            i += 2;
            out += '?';
        } else if (byte == '\n' || byte == '\t') {
            out += ' ';
        } else if (byte < 0x20 || byte == 0x7F) {
            out += '?';
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string escape_markup(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else if ((byte < 0x20 && c != '\n') || byte == 0x7F)
            out += '?';
        else
            out += c;
    }
    return out;
}

std::string escape_markdown(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else if (std::string_view("\\`*_{}[]#|!~").find(c) != std::string_view::npos)
            out += {'\\', c};
        // A scheme that a reader would turn into a link by itself.
        else if (c == ':' && (out.ends_with("http") || out.ends_with("https") ||
                              out.ends_with("javascript") || out.ends_with("ftp")))
            out += "&#58;";
        else
            out += c;
    }
    return out;
}

}  // namespace hitme::console
