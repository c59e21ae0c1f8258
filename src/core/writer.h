// SPDX-License-Identifier: Apache-2.0
// The counterpart of core/reader.h: numbers into bytes, in the order of a specification.
//
//     Writer out{bytes};
//     out.u16le(64);                       // StructureSize
//     const std::size_t length_at = out.hole(2);
//     ...
//     out.patch_u16le(length_at, length);
//
// Pure. Appends to the caller's vector and never shortens it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/bytes.h"

namespace hitme::core {

class Writer {
 public:
    explicit Writer(ByteVector& out) : out_(out), start_(out.size()) {}

    void u8(std::uint8_t value) { out_.push_back(value); }
    void u16le(std::uint16_t value) { little(value, 2); }
    void u32le(std::uint32_t value) { little(value, 4); }
    void u64le(std::uint64_t value) { little(value, 8); }
    void u16be(std::uint16_t value) { big(value, 2); }
    void u24be(std::uint32_t value) { big(value, 3); }
    void u32be(std::uint32_t value) { big(value, 4); }
    void u64be(std::uint64_t value) { big(value, 8); }

    void bytes(Bytes value) { out_.insert(out_.end(), value.begin(), value.end()); }
    void text(std::string_view value) { bytes(as_bytes(value)); }
    void zeros(std::size_t count) { out_.insert(out_.end(), count, 0); }
    /// ASCII as UTF-16 little-endian, without a terminator. Bytes above 0x7F are taken as ISO 8859-1.
    void utf16le(std::string_view ascii) {
        for (const char letter : ascii) u16le(static_cast<std::uint8_t>(letter));
    }
    /// Zeros until offset() is a multiple of `boundary`.
    void align(std::size_t boundary) {
        while (offset() % boundary != 0) out_.push_back(0);
    }

    /// Bytes written since this writer was made.
    std::size_t offset() const { return out_.size() - start_; }
    /// Leaves `count` zero bytes for a later patch; their offset.
    std::size_t hole(std::size_t count) {
        const std::size_t at = offset();
        zeros(count);
        return at;
    }
    void patch_u8(std::size_t at, std::uint8_t value) { out_[start_ + at] = value; }
    void patch_u16le(std::size_t at, std::uint16_t value) {
        for (std::size_t i = 0; i < 2; ++i)
            out_[start_ + at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    void patch_u32le(std::size_t at, std::uint32_t value) {
        for (std::size_t i = 0; i < 4; ++i)
            out_[start_ + at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    void patch_u16be(std::size_t at, std::uint16_t value) {
        out_[start_ + at] = static_cast<std::uint8_t>(value >> 8);
        out_[start_ + at + 1] = static_cast<std::uint8_t>(value);
    }

 private:
    void little(std::uint64_t value, int count) {
        for (int i = 0; i < count; ++i) out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    void big(std::uint64_t value, int count) {
        for (int i = count - 1; i >= 0; --i)
            out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    ByteVector& out_;
    std::size_t start_;
};

}  // namespace hitme::core
