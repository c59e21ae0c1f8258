// SPDX-License-Identifier: Apache-2.0
// Numbers at fixed places of a header that core::Reader::take() has given whole. For the few headers that every packet of
// a capture has, where asking the Reader field by field costs more than all the rest.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"

namespace hitme::wire {

/// `at` and what follows must lie inside `header`: a constant of the format, never a number out of the bytes.
inline std::uint16_t be16_at(core::Bytes header, std::size_t at) {
    const std::uint8_t* from = header.data() + at;
    return static_cast<std::uint16_t>((from[0] << 8) | from[1]);
}
inline std::uint32_t be32_at(core::Bytes header, std::size_t at) {
    const std::uint8_t* from = header.data() + at;
    return (std::uint32_t{from[0]} << 24) | (std::uint32_t{from[1]} << 16) |
           (std::uint32_t{from[2]} << 8) | from[3];
}
inline std::uint32_t le32_at(core::Bytes header, std::size_t at) {
    const std::uint8_t* from = header.data() + at;
    return (std::uint32_t{from[3]} << 24) | (std::uint32_t{from[2]} << 16) |
           (std::uint32_t{from[1]} << 8) | from[0];
}

}  // namespace hitme::wire
