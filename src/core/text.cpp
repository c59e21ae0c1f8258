// SPDX-License-Identifier: Apache-2.0
#include "core/text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/utf8.h"

namespace hitme::core {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";
constexpr char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

int base64_value(char digit) {
    if (digit >= 'A' && digit <= 'Z') return digit - 'A';
    if (digit >= 'a' && digit <= 'z') return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9') return digit - '0' + 52;
    if (digit == '+') return 62;
    if (digit == '/') return 63;
    return -1;
}

}  // namespace

std::optional<std::uint64_t> parse_unsigned(std::string_view text, std::uint64_t largest) {
    if (text.empty()) return std::nullopt;
    std::uint64_t value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        const auto add = static_cast<std::uint64_t>(digit - '0');
        if (add > largest || value > (largest - add) / 10) return std::nullopt;
        value = value * 10 + add;
    }
    return value;
}

std::string to_hex(Bytes bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        out += hex_digits[byte >> 4];
        out += hex_digits[byte & 15];
    }
    return out;
}

std::optional<ByteVector> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    ByteVector out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return out;
}

void append_base64(std::string& out, Bytes bytes) {
    const std::size_t start = out.size();
    out.resize(start + (bytes.size() + 2) / 3 * 4);
    char* to = out.data() + start;
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const std::uint32_t group =
            (std::uint32_t{bytes[i]} << 16) | (std::uint32_t{bytes[i + 1]} << 8) | bytes[i + 2];
        *to++ = base64_digits[group >> 18];
        *to++ = base64_digits[(group >> 12) & 63];
        *to++ = base64_digits[(group >> 6) & 63];
        *to++ = base64_digits[group & 63];
    }
    if (i == bytes.size()) return;
    const bool two = i + 2 == bytes.size();
    const std::uint32_t group =
        (std::uint32_t{bytes[i]} << 16) | (two ? std::uint32_t{bytes[i + 1]} << 8 : 0u);
    *to++ = base64_digits[group >> 18];
    *to++ = base64_digits[(group >> 12) & 63];
    *to++ = two ? base64_digits[(group >> 6) & 63] : '=';
    *to++ = '=';
}

std::optional<ByteVector> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    ByteVector out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const bool last = i + 4 == text.size();
        const int padding = !last ? 0 : text[i + 3] != '=' ? 0 : text[i + 2] != '=' ? 1 : 2;
        std::uint32_t group = 0;
        for (int k = 0; k < 4; ++k) {
            const int value =
                k >= 4 - padding ? 0 : base64_value(text[i + static_cast<std::size_t>(k)]);
            if (value < 0) return std::nullopt;
            group = (group << 6) | static_cast<std::uint32_t>(value);
        }
        out.push_back(static_cast<std::uint8_t>(group >> 16));
        if (padding < 2) out.push_back(static_cast<std::uint8_t>(group >> 8));
        if (padding < 1) out.push_back(static_cast<std::uint8_t>(group));
    }
    return out;
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t plain = 0;  // bytes at the front that need nothing
    const auto flush = [&] {
        out.append(text.substr(0, plain));
        text.remove_prefix(plain);
        plain = 0;
    };
    while (plain < text.size()) {
        const auto byte = static_cast<std::uint8_t>(text[plain]);
        if (byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\') {
            ++plain;
            continue;
        }
        if (byte >= 0x80) {
            if (const std::size_t length = utf8_length(text.substr(plain))) {
                plain += length;
                continue;
            }
        }
        flush();
        text.remove_prefix(1);
        switch (byte) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (byte < 0x80) {
                    out += "\\u00";
                    out += hex_digits[byte >> 4];
                    out += hex_digits[byte & 15];
                } else {
                    out += "\xEF\xBF\xBD";
                }
        }
    }
    flush();
    out += '"';
}

std::string printable(Bytes bytes, std::size_t limit) {
    std::string out;
    for (const std::uint8_t byte : bytes) {
        char piece[5] = {'\\', 0, 0, 0, 0};
        std::size_t length = 2;
        if (byte == '\n') {
            piece[1] = 'n';
        } else if (byte == '\r') {
            piece[1] = 'r';
        } else if (byte == '\t') {
            piece[1] = 't';
        } else if (byte == '\\') {
            piece[1] = '\\';
        } else if (byte >= 0x20 && byte < 0x7F) {
            piece[0] = static_cast<char>(byte);
            length = 1;
        } else {
            piece[1] = 'x';
            piece[2] = hex_digits[byte >> 4];
            piece[3] = hex_digits[byte & 15];
            length = 4;
        }
        if (out.size() + length > limit) {
            out += "...";
            break;
        }
        out.append(piece, length);
    }
    return out;
}

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known) {
    constexpr std::size_t max_name = 128;  // ours: no setting is longer
    if (name.size() > max_name) return {};
    std::string_view best;
    std::size_t best_distance = name.size() / 2 + 1;
    for (const std::string_view candidate : known) {
        // Levenshtein distance, one row at a time.
        std::vector<std::size_t> row(candidate.size() + 1);
        for (std::size_t j = 0; j <= candidate.size(); ++j) row[j] = j;
        for (std::size_t i = 1; i <= name.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j <= candidate.size(); ++j) {
                const std::size_t above = row[j];
                row[j] = std::min({row[j] + 1, row[j - 1] + 1,
                                   diagonal + (name[i - 1] == candidate[j - 1] ? 0u : 1u)});
                diagonal = above;
            }
        }
        if (row.back() < best_distance) {
            best_distance = row.back();
            best = candidate;
        }
    }
    return best;
}

}  // namespace hitme::core
