// SPDX-License-Identifier: Apache-2.0
// SMB2 and SMB3 packet headers, and the chains that NextCommand makes of them.
//
// What     [MS-SMB2] 2.2.1.1 (async) and 2.2.1.2 (sync); compounding 3.3.5.2.7.
// Bytes    little-endian; 64 bytes, then the body. Offsets inside bodies count from the first byte of the header.
// Bodies   each command's body is decoded by its own family (smb2_negotiate.h ...), from Smb2Message::bytes.
// Limits   max_smb2_compound.
// Pure     views point into the caller's bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t smb2_header_bytes = 64;
constexpr std::size_t max_smb2_compound = 32;  // ours; Windows clients chain three or four

enum class Smb2Command : std::uint16_t {
    negotiate = 0x00,
    session_setup = 0x01,
    logoff = 0x02,
    tree_connect = 0x03,
    tree_disconnect = 0x04,
    create = 0x05,
    close = 0x06,
    flush = 0x07,
    read = 0x08,
    write = 0x09,
    lock = 0x0A,
    ioctl = 0x0B,
    cancel = 0x0C,
    echo = 0x0D,
    query_directory = 0x0E,
    change_notify = 0x0F,
    query_info = 0x10,
    set_info = 0x11,
    oplock_break = 0x12,
};

/// The specification's name, "TREE_CONNECT"; "UNKNOWN" for a number beyond the table.
const char* name_of(Smb2Command command);

// Flags.
constexpr std::uint32_t smb2_flag_response = 0x0000'0001;
constexpr std::uint32_t smb2_flag_async = 0x0000'0002;
constexpr std::uint32_t smb2_flag_related = 0x0000'0004;
constexpr std::uint32_t smb2_flag_signed = 0x0000'0008;
constexpr std::uint32_t smb2_flag_dfs = 0x1000'0000;

struct Smb2Header {
    std::uint16_t structure_size = 64;  ///< as sent; a legal header has 64
    std::uint16_t credit_charge = 0;
    std::uint32_t status = 0;  ///< in a request of 3.x: ChannelSequence and Reserved
    Smb2Command command = Smb2Command::negotiate;  ///< any number: a foreign one is kept as it is
    std::uint16_t credits = 0;                     ///< CreditRequest or CreditResponse
    std::uint32_t flags = 0;
    std::uint32_t next_command = 0;
    std::uint64_t message_id = 0;
    std::uint32_t process_id = 0;  ///< sync only
    std::uint32_t tree_id = 0;     ///< sync only
    std::uint64_t async_id = 0;    ///< async only
    std::uint64_t session_id = 0;
    std::array<std::uint8_t, 16> signature{};

    bool is_response() const { return (flags & smb2_flag_response) != 0; }
    bool is_async() const { return (flags & smb2_flag_async) != 0; }
    friend bool operator==(const Smb2Header&, const Smb2Header&) = default;
};

/// True when the bytes begin with FE 'S' 'M' 'B'.
bool begins_smb2(core::Bytes bytes);

/// The header in front of `bytes`. StructureSize may be anything: an attack shape sends 0 (smb.md 1.13).
/// Errors   truncated. bad_value: "ProtocolId".
core::Parsed<Smb2Header> decode_smb2_header(core::Bytes bytes);

/// Appends 64 bytes.
void encode_smb2_header(core::ByteVector& out, const Smb2Header& header);

/// One message of a chain: from its header to the next header or the end, padding included.
struct Smb2Message {
    Smb2Header header;
    core::Bytes bytes;       ///< header included; what body decoders take
    std::size_t offset = 0;  ///< of the header in the frame
};

/// All messages of one frame. What comes before a fault is good.
/// Faults   as decode_smb2_header; bad_value: "StructureSize" (the message is kept), "NextCommand" (below 64 or not a
///          multiple of 8). truncated: "NextCommand" past the end. over_limit: "NextCommand", max_smb2_compound.
struct Smb2Chain {
    std::vector<Smb2Message> messages;
    std::optional<core::ParseError> fault;
};
Smb2Chain decode_smb2_chain(core::Bytes frame);

/// The 16 bytes that name an open file.
struct Smb2FileId {
    std::uint64_t persistent = 0;
    std::uint64_t volatile_part = 0;
    friend bool operator==(const Smb2FileId&, const Smb2FileId&) = default;
};
/// In a related request: the file of the request before ([MS-SMB2] 3.3.5.2.7.2).
constexpr Smb2FileId smb2_same_file{~std::uint64_t{0}, ~std::uint64_t{0}};

/// The body of ERROR Response ([MS-SMB2] 2.2.2), without error data.
void encode_smb2_error(core::ByteVector& out);

/// Bodies of four bytes, StructureSize 4 and Reserved: LOGOFF, ECHO, TREE_DISCONNECT, CANCEL, both ways ([MS-SMB2]
/// 2.2.7, 2.2.8, 2.2.11, 2.2.12, 2.2.28 to 2.2.30); also FLUSH, LOCK responses.
void encode_smb2_empty(core::ByteVector& out);

}  // namespace hitme::wire
