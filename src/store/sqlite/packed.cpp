// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/packed.h"

namespace hitme::store::sqlite {

void append_varint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

void append_zigzag(std::string& out, std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    append_varint(out, (bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void append_fixed(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

std::uint64_t read_varint(core::Reader& in, const char* field) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
        const std::uint8_t byte = in.u8(field);
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) return value;
    }
    in.fail(core::Fault::bad_value, field);
    return 0;
}

std::int64_t read_zigzag(core::Reader& in, const char* field) {
    const std::uint64_t folded = read_varint(in, field);
    return static_cast<std::int64_t>((folded >> 1) ^ ((folded & 1) != 0 ? ~std::uint64_t{0} : 0));
}

std::uint64_t read_fixed(core::Reader& in, int bytes, const char* field) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value |= static_cast<std::uint64_t>(in.u8(field)) << (8 * i);
    return value;
}

}  // namespace hitme::store::sqlite
