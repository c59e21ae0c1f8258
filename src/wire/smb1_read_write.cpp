// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_read_write.h"

#include <algorithm>

#include "wire/smb1_block.h"

namespace hitme::wire {
namespace {

constexpr std::uint8_t words_of_short_read = 10;
constexpr std::uint8_t words_of_read = 12;
constexpr std::uint8_t words_of_short_write = 12;
constexpr std::uint8_t words_of_write = 14;
constexpr std::uint8_t words_of_obsolete = 5;
constexpr std::uint8_t words_of_write_and_close = 6;
constexpr std::uint8_t words_of_long_write_and_close = 12;
constexpr std::uint8_t words_of_write_raw = 12;
constexpr std::uint8_t words_of_long_write_raw = 14;
constexpr std::uint8_t words_of_read_reply = 12;
constexpr std::uint8_t words_of_obsolete_read_reply = 5;
constexpr std::size_t obsolete_data_header = 3;  // BufferFormat, DataLength

// What lies at `offset` of the message, at most `length`.
core::Bytes part_of(const Smb1Message& message, std::size_t offset, std::size_t length) {
    if (offset < smb1_header_bytes || offset > message.whole.size()) return {};
    core::Reader in{message.whole};
    in.seek(offset, "DataOffset");
    return in.take(std::min(length, in.left()), "Data");
}

}  // namespace

core::Parsed<Smb1ReadRequest> decode_smb1_read(const Smb1Message& message, const Smb1Block& block) {
    Smb1ReadRequest request;
    core::Reader words = words_of(message, block);
    if (block.kind() == Smb1Command::read) {
        // [MS-CIFS] 2.2.4.11.1.
        if (block.word_count != words_of_obsolete) return wrong_word_count(block);
        request.fid = words.u16le("FID");
        request.max_count = words.u16le("CountOfBytesToRead");
        request.offset = words.u32le("ReadOffsetInBytes");
        return request;
    }
    // [MS-CIFS] 2.2.4.42.1.
    if (block.word_count != words_of_short_read && block.word_count != words_of_read)
        return wrong_word_count(block);
    skip_andx(words);
    request.fid = words.u16le("FID");
    request.offset = words.u32le("Offset");
    request.max_count = words.u16le("MaxCountOfBytesToReturn");
    request.min_count = words.u16le("MinCountOfBytesToReturn");
    // [MS-SMB] 2.2.4.2.1: MaxCountHigh in the place of the timeout of pipes, 0xFFFFFFFF for "no limit".
    const std::uint32_t timeout = words.u32le("Timeout_or_MaxCountHigh");
    if (timeout <= 1) request.max_count |= timeout << 16;
    words.skip(2, "Remaining");
    if (block.word_count == words_of_read)
        request.offset |= std::uint64_t{words.u32le("OffsetHigh")} << 32;
    return request;
}

core::Parsed<Smb1WriteRequest> decode_smb1_write(const Smb1Message& message,
                                                 const Smb1Block& block) {
    Smb1WriteRequest request;
    core::Reader words = words_of(message, block);
    if (block.kind() == Smb1Command::write) {
        // [MS-CIFS] 2.2.4.12.1.
        if (block.word_count != words_of_obsolete) return wrong_word_count(block);
        request.fid = words.u16le("FID");
        request.data_length = words.u16le("CountOfBytesToWrite");
        request.offset = words.u32le("WriteOffsetInBytes");
        request.data_offset = static_cast<std::uint32_t>(block.bytes_offset + obsolete_data_header);
    } else if (block.kind() == Smb1Command::write_and_close) {
        // [MS-CIFS] 2.2.4.40.1; one byte of padding before the data.
        if (block.word_count != words_of_write_and_close &&
            block.word_count != words_of_long_write_and_close)
            return wrong_word_count(block);
        request.fid = words.u16le("FID");
        request.data_length = words.u16le("CountOfBytesToWrite");
        request.offset = words.u32le("WriteOffsetInBytes");
        request.data_offset = static_cast<std::uint32_t>(block.bytes_offset + 1);
    } else if (block.kind() == Smb1Command::write_raw || block.kind() == Smb1Command::write_mpx) {
        // [MS-CIFS] 2.2.4.25.1 (OffsetHigh in the longer form) and 2.2.4.26.1.
        const bool is_long =
            block.kind() == Smb1Command::write_raw && block.word_count == words_of_long_write_raw;
        if (block.word_count != words_of_write_raw && !is_long) return wrong_word_count(block);
        request.fid = words.u16le("FID");
        request.total = words.u16le("CountOfBytes");
        words.skip(2, "Reserved1");
        request.offset = words.u32le("Offset");
        words.skip(4, "Timeout");
        request.write_mode = words.u16le("WriteMode");
        words.skip(4, "Reserved2");
        request.data_length = words.u16le("DataLength");
        request.data_offset = words.u16le("DataOffset");
        if (is_long) request.offset |= std::uint64_t{words.u32le("OffsetHigh")} << 32;
        // Where all of it follows, DataOffset need not name a place.
        if (request.data_length == 0) return request;
    } else {
        // [MS-CIFS] 2.2.4.43.1.
        if (block.word_count != words_of_short_write && block.word_count != words_of_write)
            return wrong_word_count(block);
        skip_andx(words);
        request.fid = words.u16le("FID");
        request.offset = words.u32le("Offset");
        words.skip(4, "Timeout");
        request.write_mode = words.u16le("WriteMode");
        request.remaining = words.u16le("Remaining");
        const std::uint32_t high = words.u16le("DataLengthHigh");
        request.data_length = (high << 16) | words.u16le("DataLength");
        request.data_offset = words.u16le("DataOffset");
        if (block.word_count == words_of_write)
            request.offset |= std::uint64_t{words.u32le("OffsetHigh")} << 32;
    }
    request.data = part_of(message, request.data_offset, request.data_length);
    if (request.data.size() < request.data_length) {
        const bool is_outside =
            request.data_offset < smb1_header_bytes || request.data_offset > message.whole.size();
        request.fault =
            core::ParseError{is_outside ? core::Fault::bad_value : core::Fault::truncated,
                             block.offset, is_outside ? "DataOffset" : "Data"};
    }
    return request;
}

core::Parsed<Smb1ReadReply> decode_smb1_read_reply(const Smb1Message& message,
                                                   const Smb1Block& block) {
    Smb1ReadReply reply;
    core::Reader words = words_of(message, block);
    std::size_t data_offset = 0;
    if (block.kind() == Smb1Command::read) {
        if (block.word_count != words_of_obsolete_read_reply) return wrong_word_count(block);
        reply.data_length = words.u16le("CountOfBytesReturned");
        data_offset = block.bytes_offset + obsolete_data_header;
    } else {
        // [MS-CIFS] 2.2.4.42.2, [MS-SMB] 2.2.4.2.2.
        if (block.word_count != words_of_read_reply) return wrong_word_count(block);
        skip_andx(words);
        words.skip(6, "Available");
        reply.data_length = words.u16le("DataLength");
        data_offset = words.u16le("DataOffset");
        reply.data_length |= std::uint32_t{words.u16le("DataLengthHigh")} << 16;
    }
    reply.data = part_of(message, data_offset, reply.data_length);
    return reply;
}

}  // namespace hitme::wire
