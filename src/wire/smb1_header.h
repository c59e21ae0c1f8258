// SPDX-License-Identifier: Apache-2.0
// SMB1: the header and the chain of commands behind it.
//
// What     [MS-CIFS] 2.2.3: header, parameter block (WordCount, words), data block (ByteCount, bytes); 2.2.3.4 and 3.2.4.1.4:
//          AndX chains, whose AndXOffset counts from the header and must grow.
// Bytes    little-endian; offsets in this family are from the first byte of the header (0xFF) of the message.
// Limits   max_andx_blocks commands in one message (ours: clients send at most three).
// Pure     views point into the caller's bytes.
// Cut      a message that ends early or lies about a length still gives what came whole: `fault` says what is wrong.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <boost/container/static_vector.hpp>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/smb_text.h"

namespace hitme::wire {

constexpr std::size_t smb1_header_bytes = 32;
constexpr std::size_t max_andx_blocks = 16;
constexpr std::uint8_t no_andx = 0xFF;

/// [MS-CIFS] 2.2.2.1; only the commands that this project reads or answers by name.
enum class Smb1Command : std::uint8_t {
    create_directory = 0x00,
    delete_directory = 0x01,
    open = 0x02,
    create = 0x03,
    close = 0x04,
    flush = 0x05,
    delete_file = 0x06,
    rename = 0x07,
    query_information = 0x08,
    set_information = 0x09,
    read = 0x0A,
    write = 0x0B,
    create_new = 0x0F,  // read, and never answered by name
    check_directory = 0x10,
    process_exit = 0x11,
    seek = 0x12,
    write_raw = 0x1D,
    write_mpx = 0x1E,
    write_complete = 0x20,
    locking_andx = 0x24,
    transaction = 0x25,
    transaction_secondary = 0x26,
    ioctl = 0x27,
    echo = 0x2B,
    write_and_close = 0x2C,
    open_andx = 0x2D,
    read_andx = 0x2E,
    write_andx = 0x2F,
    transaction2 = 0x32,
    transaction2_secondary = 0x33,
    find_close2 = 0x34,
    tree_connect = 0x70,
    tree_disconnect = 0x71,
    negotiate = 0x72,
    session_setup_andx = 0x73,
    logoff_andx = 0x74,
    tree_connect_andx = 0x75,
    query_information_disk = 0x80,
    search = 0x81,
    nt_transact = 0xA0,
    nt_transact_secondary = 0xA1,
    nt_create_andx = 0xA2,
    nt_cancel = 0xA4,
    nt_rename = 0xA5,
};

/// "NT_CREATE_ANDX" as the specification spells it without SMB_COM_; "unknown command" for one without a name here.
std::string_view smb1_command_name(std::uint8_t command);

// Flags ([MS-CIFS] 2.2.3.1).
constexpr std::uint8_t smb1_flag_reply = 0x80;
// Flags2 ([MS-CIFS] 2.2.3.1, [MS-SMB] 2.2.3.1).
constexpr std::uint16_t smb1_flags2_signature = 0x0004;
constexpr std::uint16_t smb1_flags2_extended_security = 0x0800;
constexpr std::uint16_t smb1_flags2_dfs = 0x1000;
constexpr std::uint16_t smb1_flags2_nt_status = 0x4000;
constexpr std::uint16_t smb1_flags2_unicode = 0x8000;

struct Smb1Header {
    std::uint8_t command = 0;
    std::uint32_t status = 0;
    std::uint8_t flags = 0;
    std::uint16_t flags2 = 0;
    std::uint16_t pid_high = 0;
    std::array<std::uint8_t, 8> signature{};
    std::uint16_t reserved = 0;
    std::uint16_t tid = 0;
    std::uint16_t pid_low = 0;
    std::uint16_t uid = 0;
    std::uint16_t mid = 0;

    std::uint32_t pid() const { return (std::uint32_t{pid_high} << 16) | pid_low; }
    bool is_reply() const { return (flags & smb1_flag_reply) != 0; }
    bool is_unicode() const { return (flags2 & smb1_flags2_unicode) != 0; }
    bool has_extended_security() const { return (flags2 & smb1_flags2_extended_security) != 0; }
    SmbText encoding() const { return is_unicode() ? SmbText::utf16 : SmbText::oem; }
};

/// One command of a message: its words and bytes.
struct Smb1Block {
    std::uint8_t command = 0;
    std::size_t offset = 0;        ///< of WordCount, from the header
    std::uint8_t word_count = 0;   ///< in units of two bytes
    core::Bytes words;             ///< 2 * word_count bytes, whole
    std::uint16_t byte_count = 0;  ///< as declared; 0 where the message ended before it
    std::size_t bytes_offset = 0;  ///< of `bytes`, from the header
    core::Bytes bytes;             ///< at most byte_count; fewer where the message ended early

    Smb1Command kind() const { return static_cast<Smb1Command>(command); }
};

struct Smb1Message {
    Smb1Header header;
    core::Bytes whole;  ///< from the header on
    boost::container::static_vector<Smb1Block, max_andx_blocks> chain;
    /// What broke the chain or its last block. bad_value "AndXOffset": points back or stands still. over_limit "AndXCommand":
    /// more than max_andx_blocks. truncated: "WordCount", "Words", "ByteCount", "Bytes", "AndXOffset" past the end.
    std::optional<core::ParseError> fault;

    std::span<const Smb1Block> blocks() const { return {chain.data(), chain.size()}; }
};

/// Whether commands of that code begin their words with AndXCommand, AndXReserved, AndXOffset.
bool is_andx(std::uint8_t command);

/// The message in `bytes` (a NetBIOS payload, or as much of it as came).
/// Errors   truncated: no whole header. bad_value "Protocol": not FF 'SMB'.
core::Parsed<Smb1Message> decode_smb1(core::Bytes bytes);

/// The header alone, for whoever has only the beginning of a message.
core::Parsed<Smb1Header> decode_smb1_header(core::Bytes bytes);

/// The bytes from `offset` (from the header) on, `length` of them; nothing when they do not all lie in the message.
std::optional<core::Bytes> bytes_at(const Smb1Message& message, std::size_t offset,
                                    std::size_t length);

/// Appends the 32 bytes of a header.
void encode_smb1_header(core::ByteVector& out, const Smb1Header& header);

}  // namespace hitme::wire
