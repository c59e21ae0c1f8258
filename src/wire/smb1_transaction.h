// SPDX-License-Identifier: Apache-2.0
// SMB1 transactions: TRANSACTION 0x25, TRANSACTION2 0x32, NT_TRANSACT 0xA0, and their secondaries 0x26, 0x33, 0xA1.
//
// What     [MS-CIFS] 2.2.4.33, 2.2.4.34, 2.2.4.46, 2.2.4.47, 2.2.4.62, 2.2.4.63. The three kinds differ in the width of their
//          numbers; here they are one.
// Bytes    little-endian; ParameterOffset and DataOffset count from the header.
// Pure     views point into the caller's bytes. Putting pieces together is the business of whoever holds a conversation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/smb1_header.h"

namespace hitme::wire {

// Setup words of TRANSACTION ([MS-CIFS] 2.2.5) and subcommands of TRANSACTION2 (2.2.6).
constexpr std::uint16_t trans_peek_named_pipe = 0x0023;
constexpr std::uint16_t trans_transact_named_pipe = 0x0026;
constexpr std::uint16_t trans_raw_write_named_pipe = 0x0031;
constexpr std::uint16_t trans_write_named_pipe = 0x0037;
constexpr std::uint16_t trans_wait_named_pipe = 0x0053;
constexpr std::uint16_t trans_call_named_pipe = 0x0054;
constexpr std::uint16_t trans_set_named_pipe_state = 0x0001;
constexpr std::uint16_t trans_query_named_pipe_state = 0x0021;
constexpr std::uint16_t trans2_open2 = 0x0000;
constexpr std::uint16_t trans2_find_first2 = 0x0001;
constexpr std::uint16_t trans2_find_next2 = 0x0002;
constexpr std::uint16_t trans2_query_fs_information = 0x0003;
constexpr std::uint16_t trans2_query_path_information = 0x0005;
constexpr std::uint16_t trans2_set_path_information = 0x0006;
constexpr std::uint16_t trans2_query_file_information = 0x0007;
constexpr std::uint16_t trans2_set_file_information = 0x0008;
constexpr std::uint16_t trans2_create_directory = 0x000D;
constexpr std::uint16_t trans2_session_setup = 0x000E;
constexpr std::uint16_t trans2_get_dfs_referral = 0x0010;
// Functions of NT_TRANSACT ([MS-CIFS] 2.2.7).
constexpr std::uint16_t nt_transact_create = 0x0001;
constexpr std::uint16_t nt_transact_ioctl = 0x0002;

/// Whether a TRANSACTION of that setup word has the bytes of a pipe for its data: RAW_WRITE, WRITE, TRANSACT or CALL_NMPIPE.
bool writes_to_pipe(std::uint16_t function);

/// "QUERY_FS_INFORMATION" as [MS-CIFS] 2.2.6 spells it without TRANS2_; empty for a subcommand that it does not list.
std::string_view transaction2_name(std::uint16_t subcommand);
/// "NOTIFY_CHANGE" as [MS-CIFS] 2.2.7 and, for quotas, [MS-SMB] 2.2.7 spell it without NT_TRANSACT_; else empty.
std::string_view nt_transact_name(std::uint16_t function);

/// A first request or a secondary one.
struct Smb1Transaction {
    std::uint8_t command = 0;
    bool is_secondary = false;
    std::uint32_t total_parameter_count = 0;
    std::uint32_t total_data_count = 0;
    std::uint32_t max_parameter_count = 0;
    std::uint32_t max_data_count = 0;
    std::uint8_t max_setup_count = 0;
    std::uint16_t flags = 0;
    std::uint32_t timeout = 0;  ///< 0x25 and 0x32; milliseconds
    std::uint32_t parameter_count = 0;
    std::uint32_t parameter_offset = 0;
    std::uint32_t parameter_displacement = 0;  ///< secondaries
    std::uint32_t data_count = 0;
    std::uint32_t data_offset = 0;
    std::uint32_t data_displacement = 0;  ///< secondaries
    std::uint8_t setup_count = 0;
    core::Bytes setup;           ///< 2 * setup_count bytes
    std::uint16_t function = 0;  ///< NT_TRANSACT Function; the first setup word of the others
    bool has_function = false;
    std::uint16_t fid =
        0;  ///< second setup word of pipe requests; FID of 0x33 and of NT_TRANSACT_IOCTL
    std::uint32_t control_code = 0;  ///< FunctionCode of NT_TRANSACT_IOCTL
    std::string name;  ///< TRANSACTION: "\\PIPE\\", "\\PIPE\\LANMAN", "\\MAILSLOT\\BROWSE"; UTF-8
    core::Bytes parameters;  ///< the part in this message
    core::Bytes data;  ///< the part in this message; what came of it where the message ended early
    /// truncated or bad_value "Setup", "Parameters" or "Data": a count or offset that lies outside of the message.
    std::optional<core::ParseError> fault;

    /// Setup word `index`; 0 where there are fewer.
    std::uint16_t setup_word(std::size_t index) const;
    /// All parameters and data are in this message.
    bool is_complete() const {
        return parameter_count >= total_parameter_count && data_count >= total_data_count;
    }
};

/// Errors   bad_value "WordCount".
core::Parsed<Smb1Transaction> decode_smb1_transaction(const Smb1Message& message,
                                                      const Smb1Block& block);

struct Smb1TransactionReply {
    std::uint32_t total_parameter_count = 0;
    std::uint32_t total_data_count = 0;
    std::uint32_t parameter_displacement = 0;
    std::uint32_t data_displacement = 0;
    std::uint8_t setup_count = 0;
    core::Bytes setup;
    core::Bytes parameters;
    core::Bytes data;
    std::optional<core::ParseError> fault;
};
/// A reply of any of the three; an interim reply (WordCount 0) is empty.
core::Parsed<Smb1TransactionReply> decode_smb1_transaction_reply(const Smb1Message& message,
                                                                 const Smb1Block& block);

}  // namespace hitme::wire
