// SPDX-License-Identifier: Apache-2.0
#include "core/reader.h"

namespace hitme::core {

void Reader::run_out(const char* field) {
    fail(input_ == Input::open ? Fault::need_more : Fault::truncated, field);
}

void Reader::fail(Fault fault, const char* field) {
    if (failed_) return;
    failed_ = true;
    error_ = ParseError{fault, offset_, field};
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

void Reader::seek(std::size_t offset, const char* field) {
    if (failed_) return;
    if (offset > bytes_.size()) return run_out(field);
    offset_ = offset;
}

}  // namespace hitme::core
