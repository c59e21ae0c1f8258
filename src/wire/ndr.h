// SPDX-License-Identifier: Apache-2.0
// Network data representation: the arguments inside a DCE/RPC stub.
//
// What     C706 chapter 14 (NDR 2.0) as Windows interfaces use it: integers aligned to their size, unique and full
//          pointers as referent identifiers, conformant and varying arrays and strings, RPC_UNICODE_STRING ([MS-DTYP]
//          2.3.10), RPC_SID (2.4.2.3), 20-byte context handles. NDR64 ([MS-RPCE] 2.2.5) is read too: its pointers and
//          counts have eight bytes, its enumerations four. Writers write NDR.
// Bytes    either order, as the PDU's data representation says. Alignment counts from the start of the stub.
// Style    a cover over core::Reader: straight lines in the order of the IDL, one question at the end. Deferred pointers
//          are the caller's: NDR puts what a structure's pointers point at behind the structure.
// Limits   max_ndr_characters for one string and max_ndr_elements for one array; more is over_limit. Counts that the bytes
//          cannot hold are truncated.
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/reader.h"
#include "core/result.h"
#include "core/writer.h"
#include "wire/dcerpc.h"

namespace hitme::wire {

constexpr std::size_t max_ndr_characters = 32 << 10;  ///< ours: half of the largest call
constexpr std::size_t max_ndr_elements = 4096;        ///< ours; SAMR takes at most 1000 names

/// A conformant varying string as it stands in the stub.
struct NdrText {
    core::Bytes bytes;  ///< actual_count characters, terminator included where the client sent one
    std::size_t offset = 0;  ///< of the first character in the stub
    std::uint32_t max_count = 0;
    std::uint32_t actual_count = 0;
    std::uint8_t width = 2;  ///< bytes of a character
    ByteOrder order = ByteOrder::little;

    /// UTF-8 without the terminator and what follows it, at most `limit` bytes; lone surrogates become U+FFFD.
    std::string text(std::size_t limit = 1024) const;
    /// Code units, without the terminator and what follows it.
    std::size_t length() const;
    /// The code unit at `at`, which must lie below actual_count.
    std::uint16_t at(std::size_t index) const;
};

/// UTF-16 as UTF-8, at most `limit` bytes; ends at the first NUL.
std::string utf8_of_utf16(core::Bytes bytes, ByteOrder order, std::size_t limit);

/// The fixed part of an RPC_UNICODE_STRING, whose characters are deferred.
struct NdrUnicodeHeader {
    std::uint16_t length = 0;  ///< bytes
    std::uint16_t maximum = 0;
    bool present = false;
};

class NdrReader {
 public:
    explicit NdrReader(core::Bytes stub, ByteOrder order, NdrForm form = NdrForm::ndr)
        : in_(stub), order_(order), form_(form) {}

    std::uint8_t u8(const char* field) { return in_.u8(field); }
    std::uint16_t u16(const char* field);
    std::uint32_t u32(const char* field);
    std::uint64_t u64(const char* field);
    void align(std::size_t boundary, const char* field);

    /// A unique or full pointer's referent identifier: 0 is NULL.
    std::uint64_t pointer(const char* field);
    /// An enum of the IDL: two bytes, in NDR64 four.
    std::uint32_t enumeration(const char* field);
    /// DWORD_PTR: four bytes, in NDR64 eight.
    std::uint64_t word(const char* field);
    /// The start of a structure that holds a pointer.
    void structure(const char* field) { align(form_ == NdrForm::ndr64 ? 8 : 4, field); }
    /// A level and the tag of the union that it selects, whose arms are pointers.
    std::uint32_t level(const char* field);
    /// [string] wchar_t*: max_count, offset, actual_count, characters.
    NdrText wide_string(const char* field);
    /// [string] char*.
    NdrText byte_string(const char* field);
    /// [unique, string] wchar_t*: nothing where the pointer is NULL. For top-level parameters.
    NdrText unique_wide_string(const char* field);
    NdrUnicodeHeader unicode_header(const char* field);
    /// The deferred characters of a header that is present; empty for one that is not.
    NdrText unicode_body(const NdrUnicodeHeader& header, const char* field);
    /// A conformant array of bytes: max_count, then the bytes.
    core::Bytes conformant_bytes(const char* field);
    /// max_count of a conformant array whose elements follow; over_limit beyond max_ndr_elements.
    std::uint32_t conformance(const char* field);
    NdrForm form() const { return form_; }
    /// RPC_SID with its leading conformance, as "S-1-5-21-...".
    std::string sid(const char* field);
    /// The 20 bytes of a context handle.
    core::Bytes context_handle(const char* field);
    core::Bytes take(std::size_t length, const char* field) { return in_.take(length, field); }
    core::Bytes rest() { return in_.rest(); }

    void fail(core::Fault fault, const char* field) { in_.fail(fault, field); }
    bool ok() const { return in_.ok(); }
    const core::ParseError& error() const { return in_.error(); }
    std::size_t offset() const { return in_.offset(); }
    std::size_t left() const { return in_.left(); }

 private:
    NdrText string_of(std::uint8_t width, const char* field);

    std::uint64_t count(const char* field);

    core::Reader in_;
    ByteOrder order_;
    NdrForm form_;
};

/// Little-endian NDR for answers and for the clients of tests.
class NdrWriter {
 public:
    explicit NdrWriter(core::ByteVector& out) : out_(out) {}

    void u8(std::uint8_t value) { out_.u8(value); }
    void u16(std::uint16_t value);
    void u32(std::uint32_t value);
    void u64(std::uint64_t value);
    void align(std::size_t boundary) { out_.align(boundary); }
    /// A fresh referent identifier, as Windows numbers them (0x00020000, 0x00020004 ...).
    void pointer();
    void null_pointer() { u32(0); }
    /// Conformant varying string with its terminator, from UTF-8.
    void wide_string(std::string_view text);
    /// The fixed part of an RPC_UNICODE_STRING; an empty text is a NULL buffer.
    void unicode_header(std::string_view text);
    /// Its deferred characters, without terminator; nothing for an empty text.
    void unicode_body(std::string_view text);
    void bytes(core::Bytes value) { out_.bytes(value); }
    void zeros(std::size_t count) { out_.zeros(count); }
    /// RPC_SID with its conformance: S-1-`authority`-`subs`...
    void sid(std::uint8_t authority, std::span<const std::uint32_t> subs);
    std::size_t offset() const { return out_.offset(); }

 private:
    core::Writer out_;
    std::uint32_t next_referent_ = 0x0002'0000;
};

}  // namespace hitme::wire
