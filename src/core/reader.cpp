// SPDX-License-Identifier: Apache-2.0
#include "core/reader.h"

namespace hitme::core {

bool Reader::has(std::size_t length, const char* field) {
    if (failed_) return false;
    if (length <= bytes_.size() - offset_) return true;
    fail(input_ == Input::open ? Fault::need_more : Fault::truncated, field);
    return false;
}

void Reader::fail(Fault fault, const char* field) {
    if (failed_) return;
    failed_ = true;
    error_ = ParseError{fault, offset_, field};
}

std::uint8_t Reader::u8(const char* field) {
    if (!has(1, field)) return 0;
    return bytes_[offset_++];
}

std::uint16_t Reader::u16be(const char* field) {
    if (!has(2, field)) return 0;
    const auto* at = bytes_.data() + offset_;
    offset_ += 2;
    return static_cast<std::uint16_t>((at[0] << 8) | at[1]);
}

std::uint16_t Reader::u16le(const char* field) {
    if (!has(2, field)) return 0;
    const auto* at = bytes_.data() + offset_;
    offset_ += 2;
    return static_cast<std::uint16_t>((at[1] << 8) | at[0]);
}

std::uint32_t Reader::u32be(const char* field) {
    if (!has(4, field)) return 0;
    const auto* at = bytes_.data() + offset_;
    offset_ += 4;
    return (std::uint32_t{at[0]} << 24) | (std::uint32_t{at[1]} << 16) |
           (std::uint32_t{at[2]} << 8) | at[3];
}

std::uint32_t Reader::u32le(const char* field) {
    if (!has(4, field)) return 0;
    const auto* at = bytes_.data() + offset_;
    offset_ += 4;
    return (std::uint32_t{at[3]} << 24) | (std::uint32_t{at[2]} << 16) |
           (std::uint32_t{at[1]} << 8) | at[0];
}

std::uint64_t Reader::u64be(const char* field) {
    if (!has(8, field)) return 0;
    const std::uint64_t high = u32be(field);
    return (high << 32) | u32be(field);
}

std::uint64_t Reader::u64le(const char* field) {
    if (!has(8, field)) return 0;
    const std::uint64_t low = u32le(field);
    return low | (std::uint64_t{u32le(field)} << 32);
}

std::uint16_t Reader::u16(bool big_endian, const char* field) {
    return big_endian ? u16be(field) : u16le(field);
}

std::uint32_t Reader::u32(bool big_endian, const char* field) {
    return big_endian ? u32be(field) : u32le(field);
}

Bytes Reader::take(std::size_t length, const char* field) {
    if (!has(length, field)) return {};
    const Bytes view = bytes_.subspan(offset_, length);
    offset_ += length;
    return view;
}

void Reader::skip(std::size_t length, const char* field) {
    if (has(length, field)) offset_ += length;
}

Bytes Reader::rest() {
    if (failed_) return {};
    const Bytes view = bytes_.subspan(offset_);
    offset_ = bytes_.size();
    return view;
}

void Reader::seek(std::size_t offset, const char* field) {
    if (failed_) return;
    if (offset > bytes_.size()) {
        fail(input_ == Input::open ? Fault::need_more : Fault::truncated, field);
        return;
    }
    offset_ = offset;
}

std::uint8_t Reader::peek() const {
    if (failed_ || offset_ >= bytes_.size()) return 0;
    return bytes_[offset_];
}

}  // namespace hitme::core
