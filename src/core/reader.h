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
// Pure. Views returned by take(), rest() and sub() point into the caller's bytes.
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

    std::uint8_t u8(const char* field);
    std::uint16_t u16be(const char* field);
    std::uint16_t u16le(const char* field);
    std::uint32_t u32be(const char* field);
    std::uint32_t u32le(const char* field);
    std::uint64_t u64be(const char* field);
    std::uint64_t u64le(const char* field);

    /// 16 or 32 bits in the byte order of a file that says its own (pcap, pcapng).
    std::uint16_t u16(bool big_endian, const char* field);
    std::uint32_t u32(bool big_endian, const char* field);

    /// The next `length` bytes; empty after a fault.
    Bytes take(std::size_t length, const char* field);
    /// Passes over `length` bytes.
    void skip(std::size_t length, const char* field);
    /// All that is left; never faults.
    Bytes rest();
    /// Goes to `offset` from the start of the view; a fault when beyond its end.
    void seek(std::size_t offset, const char* field);
    /// Looks at the next byte without taking it; 0 at the end, no fault.
    std::uint8_t peek() const;

    /// Marks a fault of the decoder's own finding, at the present offset; the first one stays.
    void fail(Fault fault, const char* field);

    bool ok() const { return !failed_; }
    const ParseError& error() const { return error_; }
    std::size_t offset() const { return offset_; }
    std::size_t left() const { return bytes_.size() - offset_; }

 private:
    /// True when `length` more bytes are there; else the first fault is noted and the reader is emptied.
    bool has(std::size_t length, const char* field);

    Bytes bytes_;
    std::size_t offset_ = 0;
    Input input_;
    bool failed_ = false;
    ParseError error_;
};

}  // namespace hitme::core
