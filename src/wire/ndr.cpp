// SPDX-License-Identifier: Apache-2.0
#include "wire/ndr.h"

#include <algorithm>

namespace hitme::wire {
namespace {

constexpr std::size_t context_handle_bytes = 20;  // C706 section 14.3.11 (ndr_context_handle)
constexpr std::uint32_t max_sid_parts = 15;       // [MS-DTYP] 2.4.2.2
constexpr std::uint32_t replacement = 0xFFFD;

void append_utf8(std::string& out, std::uint32_t point) {
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | (point >> 6));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else if (point < 0x1'0000) {
        out += static_cast<char>(0xE0 | (point >> 12));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (point >> 18));
        out += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    }
}

std::uint16_t unit_at(core::Bytes bytes, std::size_t index, ByteOrder order) {
    const std::uint8_t first = bytes[2 * index];
    const std::uint8_t second = bytes[2 * index + 1];
    return static_cast<std::uint16_t>(order == ByteOrder::little ? first | (second << 8)
                                                                 : (first << 8) | second);
}

// Our own texts, which are UTF-8 (nearly always ASCII), as UTF-16.
std::vector<std::uint16_t> utf16_of(std::string_view text) {
    std::vector<std::uint16_t> units;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<std::uint8_t>(text[i++]);
        std::size_t more = lead < 0xC0 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        std::uint32_t point = more == 0 ? lead : lead & (0x3Fu >> more);
        for (; more > 0 && i < text.size(); --more)
            point = (point << 6) | (static_cast<std::uint8_t>(text[i++]) & 0x3Fu);
        if (point > 0xFFFF) {
            point -= 0x1'0000;
            units.push_back(static_cast<std::uint16_t>(0xD800 | ((point >> 10) & 0x3FF)));
            units.push_back(static_cast<std::uint16_t>(0xDC00 | (point & 0x3FF)));
        } else {
            units.push_back(static_cast<std::uint16_t>(point));
        }
    }
    return units;
}

}  // namespace

std::string utf8_of_utf16(core::Bytes bytes, ByteOrder order, std::size_t limit) {
    std::string out;
    const std::size_t units = bytes.size() / 2;
    for (std::size_t i = 0; i < units; ++i) {
        std::uint32_t point = unit_at(bytes, i, order);
        if (point == 0) break;
        if (point >= 0xD800 && point < 0xDC00 && i + 1 < units) {
            const std::uint32_t low = unit_at(bytes, i + 1, order);
            if (low >= 0xDC00 && low < 0xE000) {
                point = 0x1'0000 + ((point - 0xD800) << 10) + (low - 0xDC00);
                ++i;
            }
        }
        if (point >= 0xD800 && point < 0xE000) point = replacement;
        const std::size_t before = out.size();
        append_utf8(out, point);
        if (out.size() > limit) {
            out.resize(before);
            break;
        }
    }
    return out;
}

std::size_t NdrText::length() const {
    const std::size_t count = bytes.size() / width;
    for (std::size_t i = 0; i < count; ++i)
        if (at(i) == 0) return i;
    return count;
}

std::uint16_t NdrText::at(std::size_t index) const {
    return width == 1 ? bytes[index] : unit_at(bytes, index, order);
}

std::string NdrText::text(std::size_t limit) const {
    if (width == 2) return utf8_of_utf16(bytes, order, limit);
    // An OEM code page whose number nobody tells: ASCII stays, the rest is read as ISO 8859-1.
    std::string out;
    for (const std::uint8_t letter : bytes) {
        if (letter == 0 || out.size() + 2 > limit) break;
        append_utf8(out, letter);
    }
    return out;
}

void NdrReader::align(std::size_t boundary, const char* field) {
    in_.skip((boundary - in_.offset() % boundary) % boundary, field);
}

std::uint16_t NdrReader::u16(const char* field) {
    align(2, field);
    return order_ == ByteOrder::big ? in_.u16be(field) : in_.u16le(field);
}

std::uint32_t NdrReader::u32(const char* field) {
    align(4, field);
    return order_ == ByteOrder::big ? in_.u32be(field) : in_.u32le(field);
}

std::uint64_t NdrReader::u64(const char* field) {
    align(8, field);
    return order_ == ByteOrder::big ? in_.u64be(field) : in_.u64le(field);
}

std::uint64_t NdrReader::count(const char* field) {
    return form_ == NdrForm::ndr64 ? u64(field) : u32(field);
}

std::uint64_t NdrReader::pointer(const char* field) {
    return count(field);
}
std::uint64_t NdrReader::word(const char* field) {
    return count(field);
}

std::uint32_t NdrReader::enumeration(const char* field) {
    return form_ == NdrForm::ndr64 ? u32(field) : u16(field);
}

std::uint32_t NdrReader::level(const char* field) {
    structure(field);
    const std::uint32_t level = u32(field);
    structure(field);
    u32(field);
    return level;
}

NdrText NdrReader::string_of(std::uint8_t width, const char* field) {
    NdrText text;
    text.width = width;
    text.order = order_;
    const std::uint64_t largest = count(field);
    const std::uint64_t first = count(field);
    const std::uint64_t actual = count(field);
    if (actual > max_ndr_characters) in_.fail(core::Fault::over_limit, field);
    // [string] starts at 0 and its characters lie inside the array (C706 section 14.3.4.2).
    if (first != 0 || actual > largest) in_.fail(core::Fault::bad_value, field);
    if (!in_.ok()) return text;
    text.max_count = static_cast<std::uint32_t>(std::min<std::uint64_t>(largest, 0xFFFF'FFFF));
    text.actual_count = static_cast<std::uint32_t>(actual);
    text.offset = in_.offset();
    text.bytes = in_.take(std::size_t{text.actual_count} * width, field);
    return text;
}

NdrText NdrReader::wide_string(const char* field) {
    return string_of(2, field);
}
NdrText NdrReader::byte_string(const char* field) {
    return string_of(1, field);
}

NdrText NdrReader::unique_wide_string(const char* field) {
    if (pointer(field) == 0) return {};
    return string_of(2, field);
}

NdrUnicodeHeader NdrReader::unicode_header(const char* field) {
    structure(field);
    NdrUnicodeHeader header;
    header.length = u16(field);
    header.maximum = u16(field);
    header.present = pointer(field) != 0;
    return header;
}

NdrText NdrReader::unicode_body(const NdrUnicodeHeader& header, const char* field) {
    if (!header.present) return {};
    return string_of(2, field);
}

core::Bytes NdrReader::conformant_bytes(const char* field) {
    return in_.take(count(field), field);
}

std::uint32_t NdrReader::conformance(const char* field) {
    const std::uint64_t elements = count(field);
    if (elements <= max_ndr_elements) return static_cast<std::uint32_t>(elements);
    in_.fail(core::Fault::over_limit, field);
    return 0;
}

std::string NdrReader::sid(const char* field) {
    const std::uint64_t parts = count(field);
    const std::uint32_t revision = in_.u8(field);
    const std::uint32_t subs = in_.u8(field);
    std::uint64_t authority = 0;
    for (int i = 0; i < 6; ++i) authority = (authority << 8) | in_.u8(field);
    if (subs > max_sid_parts || parts != subs) in_.fail(core::Fault::bad_value, field);
    std::string text = "S-" + std::to_string(revision) + '-' + std::to_string(authority);
    for (std::uint32_t i = 0; i < subs && in_.ok(); ++i) {
        text += '-';
        text += std::to_string(u32(field));
    }
    return in_.ok() ? text : std::string{};
}

core::Bytes NdrReader::context_handle(const char* field) {
    align(4, field);
    return in_.take(context_handle_bytes, field);
}

void NdrWriter::u16(std::uint16_t value) {
    out_.align(2);
    out_.u16le(value);
}

void NdrWriter::u32(std::uint32_t value) {
    out_.align(4);
    out_.u32le(value);
}

void NdrWriter::u64(std::uint64_t value) {
    out_.align(8);
    out_.u64le(value);
}

void NdrWriter::pointer() {
    u32(next_referent_);
    next_referent_ += 4;
}

void NdrWriter::wide_string(std::string_view text) {
    auto units = utf16_of(text);
    units.push_back(0);
    u32(static_cast<std::uint32_t>(units.size()));
    u32(0);
    u32(static_cast<std::uint32_t>(units.size()));
    for (const auto unit : units) out_.u16le(unit);
}

void NdrWriter::unicode_header(std::string_view text) {
    const auto bytes = static_cast<std::uint16_t>(2 * utf16_of(text).size());
    out_.align(4);
    u16(bytes);
    u16(bytes);
    if (text.empty())
        null_pointer();
    else
        pointer();
}

void NdrWriter::unicode_body(std::string_view text) {
    if (text.empty()) return;
    const auto units = utf16_of(text);
    u32(static_cast<std::uint32_t>(units.size()));
    u32(0);
    u32(static_cast<std::uint32_t>(units.size()));
    for (const auto unit : units) out_.u16le(unit);
}

void NdrWriter::sid(std::uint8_t authority, std::span<const std::uint32_t> subs) {
    u32(static_cast<std::uint32_t>(subs.size()));
    out_.u8(1);
    out_.u8(static_cast<std::uint8_t>(subs.size()));
    out_.zeros(5);
    out_.u8(authority);
    for (const auto sub : subs) u32(sub);
}

}  // namespace hitme::wire
