// SPDX-License-Identifier: Apache-2.0
#include "wire/smb_text.h"

#include <algorithm>

#include "core/utf8.h"

namespace hitme::wire {
namespace {

constexpr std::uint32_t replacement = 0xFFFD;

void append_utf8(std::string& out, std::uint32_t point) {
    // RFC 3629 section 3.
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | (point >> 6));
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | (point >> 12));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | (point >> 18));
        put(0x80 | ((point >> 12) & 0x3F));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

constexpr std::size_t longest_utf8 = 4;

std::uint16_t unit_at(core::Bytes bytes, std::size_t index) {
    return static_cast<std::uint16_t>(bytes[2 * index] | (bytes[2 * index + 1] << 8));
}

bool is_high(std::uint32_t unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low(std::uint32_t unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

}  // namespace

std::string smb_text_from_utf16(core::Bytes bytes, std::size_t limit) {
    const std::size_t units = bytes.size() / 2;
    std::string out(std::min(units, limit - std::min(limit, longest_utf8 - 1)), '\0');
    // Nearly all names are plain: one byte a unit, up to the first that is not.
    std::size_t i = 0;
    for (; i < out.size(); ++i) {
        const std::uint16_t unit = unit_at(bytes, i);
        if (unit >= 0x80) break;
        out[i] = static_cast<char>(unit);
    }
    out.resize(i);
    for (; i < units && out.size() + longest_utf8 <= limit; ++i) {
        std::uint32_t point = unit_at(bytes, i);
        if (is_high(point) && i + 1 < units && is_low(unit_at(bytes, i + 1))) {
            point = 0x10000 + ((point - 0xD800) << 10) + (unit_at(bytes, i + 1) - 0xDC00u);
            ++i;
        } else if (is_high(point) || is_low(point)) {
            point = replacement;
        }
        append_utf8(out, point);
    }
    return out;
}

std::string smb_text_from_oem(core::Bytes bytes, std::size_t limit) {
    std::string out;
    out.reserve(std::min(bytes.size(), limit));
    for (const std::uint8_t byte : bytes) {
        if (out.size() + 2 > limit) break;
        if (byte < 0x80)
            out.push_back(static_cast<char>(byte));
        else
            append_utf8(out, byte);
    }
    return out;
}

std::string smb_text(core::Bytes bytes, SmbText encoding, std::size_t limit) {
    return encoding == SmbText::utf16 ? smb_text_from_utf16(bytes, limit)
                                      : smb_text_from_oem(bytes, limit);
}

std::string take_smb_text(core::Reader& in, SmbText encoding, const char* field) {
    return smb_text(take_smb_text_bytes(in, encoding, field), encoding);
}

core::Bytes take_smb_text_bytes(core::Reader& in, SmbText encoding, const char* field) {
    core::Reader ahead = in;
    const core::Bytes rest = ahead.rest();
    const std::size_t width = encoding == SmbText::utf16 ? 2 : 1;
    std::size_t length = 0;
    while (length + width <= rest.size() &&
           (rest[length] != 0 || (width == 2 && rest[length + 1] != 0)))
        length += width;
    const bool is_terminated = length + width <= rest.size();
    const core::Bytes text = in.take(length, field);
    if (is_terminated) {
        in.skip(width, field);
    } else {
        in.rest();
    }
    return text;
}

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    for (char& letter : out)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return out;
}

void append_utf16(core::ByteVector& out, std::string_view utf8) {
    const auto put = [&out](std::uint32_t unit) {
        out.push_back(static_cast<std::uint8_t>(unit));
        out.push_back(static_cast<std::uint8_t>(unit >> 8));
    };
    for (std::size_t at = 0; at < utf8.size();) {
        const auto [point, length] =
            core::utf8_front(utf8.substr(at)).value_or(core::Utf8Character{replacement, 1});
        at += length;
        if (point < 0x10000) {
            put(point);
        } else {
            put(0xD800 + ((point - 0x10000) >> 10));
            put(0xDC00 + ((point - 0x10000) & 0x3FF));
        }
    }
}

}  // namespace hitme::wire
