// SPDX-License-Identifier: Apache-2.0
// Small numbers in few bytes: what the bodies of stored rows are made of (docs/formats/store.md).
//
// Bytes    varint: groups of seven bits, lowest first, high bit set on all but the last (at most ten bytes).
//          Signed numbers are folded first, 0 -1 1 -2 2 ... to 0 1 2 3 4 (zigzag). fixed: little-endian.
// Pure.
#pragma once

#include <cstdint>
#include <string>

#include "core/reader.h"

namespace hitme::store::sqlite {

void append_varint(std::string& out, std::uint64_t value);
void append_zigzag(std::string& out, std::int64_t value);
/// The lowest `bytes` bytes of `value`, 1 to 8.
void append_fixed(std::string& out, std::uint64_t value, int bytes);

/// Errors   truncated; bad_value: more than ten bytes. Both stay in the reader.
std::uint64_t read_varint(core::Reader& in, const char* field);
std::int64_t read_zigzag(core::Reader& in, const char* field);
std::uint64_t read_fixed(core::Reader& in, int bytes, const char* field);

}  // namespace hitme::store::sqlite
