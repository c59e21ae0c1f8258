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
    return static_cast<std::uint16_t>((header[at] << 8) | header[at + 1]);
}
inline std::uint32_t be32_at(core::Bytes header, std::size_t at) {
    return (std::uint32_t{be16_at(header, at)} << 16) | be16_at(header, at + 2);
}
inline std::uint32_t le32_at(core::Bytes header, std::size_t at) {
    return (std::uint32_t{header[at + 3]} << 24) | (std::uint32_t{header[at + 2]} << 16) |
           (std::uint32_t{header[at + 1]} << 8) | header[at];
}

}  // namespace hitme::wire
