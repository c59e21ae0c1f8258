// SPDX-License-Identifier: Apache-2.0
// SMB1 READ_ANDX 0x2E and WRITE_ANDX 0x2F, and the obsolete READ 0x0A, WRITE 0x0B, WRITE_AND_CLOSE 0x2C, WRITE_RAW 0x1D
// (whose data may follow in a frame of their own, without any header) and WRITE_MPX 0x1E.
//
// What     [MS-CIFS] 2.2.4.42, 2.2.4.43, 2.2.4.11, 2.2.4.12, 2.2.4.40, 2.2.4.25, 2.2.4.26; [MS-SMB] 2.2.4.2 and
//          2.2.4.3 for lengths above 65535.
// Bytes    little-endian; DataOffset counts from the header, and the data may go past ByteCount when it is large.
// Pure     `data` points into the caller's bytes.
#pragma once

#include <cstdint>

#include "wire/smb1_header.h"

namespace hitme::wire {

struct Smb1ReadRequest {
    std::uint16_t fid = 0;
    std::uint64_t offset = 0;
    std::uint32_t max_count = 0;
    std::uint16_t min_count = 0;
};
/// Errors   bad_value "WordCount".
core::Parsed<Smb1ReadRequest> decode_smb1_read(const Smb1Message& message, const Smb1Block& block);

struct Smb1WriteRequest {
    std::uint16_t fid = 0;
    std::uint64_t offset = 0;
    std::uint16_t write_mode =
        0;  ///< bit 3: a piece of a pipe message, bit 2 or 3: with the length in front of the first
    std::uint16_t remaining = 0;
    std::uint32_t data_length = 0;  ///< as declared
    std::uint32_t data_offset = 0;
    std::uint32_t total = 0;  ///< WRITE_RAW, WRITE_MPX: with what other frames hold
    core::Bytes data;         ///< all of it, or what came before the message ended (see `fault`)
    /// truncated "Data": fewer bytes than declared; bad_value "DataOffset": inside the header or past the end.
    std::optional<core::ParseError> fault;
};
/// Errors   bad_value "WordCount".
core::Parsed<Smb1WriteRequest> decode_smb1_write(const Smb1Message& message,
                                                 const Smb1Block& block);

struct Smb1ReadReply {
    std::uint32_t data_length = 0;
    core::Bytes data;
};
core::Parsed<Smb1ReadReply> decode_smb1_read_reply(const Smb1Message& message,
                                                   const Smb1Block& block);

}  // namespace hitme::wire
