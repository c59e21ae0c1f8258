// SPDX-License-Identifier: Apache-2.0
// The one reader of foreign bytes.
//
// Every length that somebody else wrote goes through this class. It remembers its first fault; from then on each read
// gives zero or nothing, so a decoder is straight lines in the specification's order and one question at the end:
//
//     Reader in{bytes, Input::whole};
//     header.structure_size = in.u16le("StructureSize");
//     header.name = in.take(in.u16le("NameLength"), "Name");
//     if (!in.ok()) return in.error();
//
// Pure. Views returned by take() and rest() point into the caller's bytes.
// The reads stand here and not in the source file because decoders of captures make some twenty of them a packet.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::core {

/// Whether a view that ends early may still grow.
enum class Input {
    whole,  ///< these are all the bytes: running out is `truncated`
    open,   ///< more may come: running out is `need_more`
};

class Reader {
 public:
    explicit Reader(Bytes bytes, Input input = Input::whole) : bytes_(bytes), input_(input) {}

    std::uint8_t u8(const char* field) {
        if (!has(1, field)) return 0;
        return bytes_.data()[offset_++];
    }
    std::uint16_t u16be(const char* field) {
        if (!has(2, field)) return 0;
        const auto* at = advance(2);
        return static_cast<std::uint16_t>((at[0] << 8) | at[1]);
    }
    std::uint16_t u16le(const char* field) {
        if (!has(2, field)) return 0;
        const auto* at = advance(2);
        return static_cast<std::uint16_t>((at[1] << 8) | at[0]);
    }
    std::uint32_t u32be(const char* field) {
        if (!has(4, field)) return 0;
        const auto* at = advance(4);
        return (std::uint32_t{at[0]} << 24) | (std::uint32_t{at[1]} << 16) |
               (std::uint32_t{at[2]} << 8) | at[3];
    }
    std::uint32_t u32le(const char* field) {
        if (!has(4, field)) return 0;
        const auto* at = advance(4);
        return (std::uint32_t{at[3]} << 24) | (std::uint32_t{at[2]} << 16) |
               (std::uint32_t{at[1]} << 8) | at[0];
    }
    std::uint64_t u64be(const char* field);
    std::uint64_t u64le(const char* field);

    /// 16 or 32 bits in the byte order of a file that says its own (pcap, pcapng).
    std::uint16_t u16(bool big_endian, const char* field) {
        return big_endian ? u16be(field) : u16le(field);
    }
    std::uint32_t u32(bool big_endian, const char* field) {
        return big_endian ? u32be(field) : u32le(field);
    }

    /// The next `length` bytes; empty after a fault.
    Bytes take(std::size_t length, const char* field) {
        if (!has(length, field)) return {};
        return {advance(length), length};
    }
    /// Passes over `length` bytes.
    void skip(std::size_t length, const char* field) {
        if (has(length, field)) offset_ += length;
    }
    /// All that is left; never faults.
    Bytes rest() {
        if (failed_) return {};
        const std::size_t length = left();
        return {advance(length), length};
    }
    /// Goes to `offset` from the start of the view; a fault when beyond its end.
    void seek(std::size_t offset, const char* field);
    /// Looks at the next byte without taking it; 0 at the end, no fault.
    std::uint8_t peek() const {
        if (failed_ || offset_ >= bytes_.size()) return 0;
        return bytes_.data()[offset_];
    }

    /// Marks a fault of the decoder's own finding, at the present offset; the first one stays.
    void fail(Fault fault, const char* field);

    bool ok() const { return !failed_; }
    const ParseError& error() const { return error_; }
    std::size_t offset() const { return offset_; }
    std::size_t left() const { return bytes_.size() - offset_; }

 private:
    /// True when `length` more bytes are there; else the first fault is noted and the reader is emptied.
    bool has(std::size_t length, const char* field) {
        if (failed_) return false;
        if (length <= bytes_.size() - offset_) return true;
        run_out(field);
        return false;
    }
    void run_out(const char* field);
    /// Where the next `length` bytes stand, which has() said are there; passes over them.
    const std::uint8_t* advance(std::size_t length) {
        const std::uint8_t* at = bytes_.data() + offset_;
        offset_ += length;
        return at;
    }

    Bytes bytes_;
    std::size_t offset_ = 0;
    Input input_;
    bool failed_ = false;
    ParseError error_;
};

}  // namespace hitme::core
