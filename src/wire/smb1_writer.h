// SPDX-License-Identifier: Apache-2.0
// The counterpart of decode_smb1(): one SMB1 message, command after command.
//
//     Smb1Writer out{bytes, header};
//     out.begin(Smb1Command::read_andx);  // AndX place-holders come by themselves
//     out.words().u16le(fid);
//     out.begin_bytes();                  // WordCount is known now
//     out.bytes().bytes(answer);
//     out.end();                          // ByteCount is known now; a further begin() makes a chain
//
// Pure. Offsets count from the header ([MS-CIFS] 2.2.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/writer.h"
#include "wire/smb1_header.h"

namespace hitme::wire {

class Smb1Writer {
 public:
    /// Appends to `out`; the header's command is the first one that begins.
    Smb1Writer(core::ByteVector& out, const Smb1Header& header) : start_(out.size()), out_(out) {
        encode_smb1_header(out, header);
    }

    void begin(Smb1Command command) {
        const auto code = static_cast<std::uint8_t>(command);
        if (previous_andx_ != 0) {
            out_[start_ + previous_andx_] = code;
            put_u16(previous_andx_ + 2, offset());
        }
        previous_andx_ = 0;
        word_count_at_ = offset();
        writer_.u8(0);
        if (!is_andx(code)) return;
        previous_andx_ = offset();
        writer_.u8(no_andx);
        writer_.u8(0);
        writer_.u16le(0);
    }
    core::Writer& words() { return writer_; }
    void begin_bytes() {
        out_[start_ + word_count_at_] =
            static_cast<std::uint8_t>((offset() - word_count_at_ - 1) / 2);
        byte_count_at_ = offset();
        writer_.u16le(0);
    }
    core::Writer& bytes() { return writer_; }
    /// A terminated string, aligned to two bytes from the header when it is UTF-16.
    void text(std::string_view utf8, SmbText encoding) {
        if (encoding == SmbText::utf16) {
            align(2);
            append_utf16(out_, utf8);
            writer_.u16le(0);
        } else {
            writer_.text(utf8);
            writer_.u8(0);
        }
    }
    void align(std::size_t boundary) {
        while (offset() % boundary != 0) writer_.u8(0);
    }
    void end() { put_u16(byte_count_at_, offset() - byte_count_at_ - 2); }
    /// Another WordCount than the words have, where a real server lies about it.
    void say_word_count(std::uint8_t count) { out_[start_ + word_count_at_] = count; }
    /// AndXOffset of the last command points behind the message, as Windows leaves it.
    void point_behind() {
        if (previous_andx_ != 0) put_u16(previous_andx_ + 2, offset());
    }

    /// A command without words and bytes: an error, an interim answer, or one that says all in its header.
    void empty(Smb1Command command) {
        begin(command);
        if (previous_andx_ != 0) {
            out_.resize(out_.size() - 4);
            previous_andx_ = 0;
        }
        begin_bytes();
        end();
    }

    /// From the header.
    std::size_t offset() const { return out_.size() - start_; }
    void put_u16(std::size_t at, std::size_t value) {
        out_[start_ + at] = static_cast<std::uint8_t>(value);
        out_[start_ + at + 1] = static_cast<std::uint8_t>(value >> 8);
    }
    void put_u32(std::size_t at, std::size_t value) {
        put_u16(at, value & 0xFFFF);
        put_u16(at + 2, value >> 16);
    }

 private:
    std::size_t start_;
    core::ByteVector& out_;
    core::Writer writer_{out_};
    std::size_t word_count_at_ = 0;
    std::size_t byte_count_at_ = 0;
    std::size_t previous_andx_ = 0;  // of AndXCommand; 0 where there is none
};

}  // namespace hitme::wire
