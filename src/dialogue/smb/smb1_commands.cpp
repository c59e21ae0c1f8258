// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb1_commands.h"

#include <array>

#include "wire/smb1_header.h"

namespace hitme::dialogue::smb {
namespace {

using wire::NtStatus;

// Commands that wire::Smb1Command has no name for, as [MS-CIFS] 2.2.2.1 calls them.
constexpr std::uint8_t read_raw = 0x1A;
constexpr std::uint8_t read_mpx = 0x1B;
constexpr std::uint8_t read_mpx_secondary = 0x1C;
constexpr std::uint8_t write_mpx = 0x1E;
constexpr std::uint8_t write_mpx_secondary = 0x1F;
constexpr std::uint8_t copy = 0x29;
constexpr std::uint8_t open_print_file = 0xC0;
constexpr std::uint8_t get_print_queue = 0xC3;
// The messenger's, older than the specification: smbd still has the numbers.
constexpr std::uint8_t send_message = 0xD0;
constexpr std::uint8_t send_start = 0xD5;
constexpr std::uint8_t send_end = 0xD6;
constexpr std::uint8_t send_text = 0xD7;

enum Needs : std::uint8_t {
    nothing = 0,
    place = 1,  // a tree and a user
    right_to_write = 2,
    works_on_pipes = 4,
    to_be_known = 8,  // set for each command that smbd has
};

struct Command {
    std::uint8_t number = 0;
    std::uint8_t words = 0;
    std::uint8_t needs = nothing;
};

constexpr std::uint8_t on_files = to_be_known | place;
constexpr std::uint8_t on_pipes_too = on_files | works_on_pipes;
constexpr std::uint8_t changes_files = on_files | right_to_write;

// Words: [MS-CIFS] 2.2.4.x.1, of two forms the shorter. 0 for those of the messenger, which it does not describe.
constexpr Command commands[] = {
    {0x00, 0, changes_files},  // CREATE_DIRECTORY
    {0x01, 0, changes_files},  // DELETE_DIRECTORY
    {0x02, 2, on_files},       // OPEN
    {0x03, 3, on_files},       // CREATE
    {0x04, 3, on_pipes_too},   // CLOSE
    {0x05, 1, on_files},       // FLUSH
    {0x06, 1, changes_files},  // DELETE
    {0x07, 1, changes_files},  // RENAME
    {0x08, 0, on_files},       // QUERY_INFORMATION
    {0x09, 8, changes_files},  // SET_INFORMATION
    {0x0A, 5, on_files},       // READ
    {0x0B, 5, on_pipes_too},   // WRITE
    {0x0C, 5, on_files},       // LOCK_BYTE_RANGE
    {0x0D, 5, on_files},       // UNLOCK_BYTE_RANGE
    {0x0E, 3, on_files},       // CREATE_TEMPORARY
    {0x0F, 3, on_files},       // CREATE_NEW
    {0x10, 0, on_files},       // CHECK_DIRECTORY
    {0x11, 0, to_be_known},    // PROCESS_EXIT
    {0x12, 4, on_files},       // SEEK
    {0x13, 5, on_files},       // LOCK_AND_READ
    {0x14, 5, on_files},       // WRITE_AND_UNLOCK
    {read_raw, 8, on_files},
    {read_mpx, 8, on_files},
    {read_mpx_secondary, 0, on_files},
    {0x1D, 12, on_files},  // WRITE_RAW
    {write_mpx, 12, on_files},
    {write_mpx_secondary, 0, on_files},
    {0x22, 7, changes_files},  // SET_INFORMATION2
    {0x23, 1, on_files},       // QUERY_INFORMATION2
    {0x24, 8, on_files},       // LOCKING_ANDX
    {0x25, 14, on_pipes_too},  // TRANSACTION
    {0x26, 8, on_pipes_too},   // TRANSACTION_SECONDARY
    {0x27, 14, to_be_known},   // IOCTL
    {copy, 3, changes_files},
    {0x2B, 1, to_be_known},    // ECHO
    {0x2C, 6, on_files},       // WRITE_AND_CLOSE
    {0x2D, 15, on_pipes_too},  // OPEN_ANDX
    {0x2E, 10, on_pipes_too},  // READ_ANDX
    {0x2F, 12, on_pipes_too},  // WRITE_ANDX
    {0x32, 14, on_pipes_too},  // TRANSACTION2
    {0x33, 8, on_pipes_too},   // TRANSACTION2_SECONDARY
    {0x34, 1, on_files},       // FIND_CLOSE2
    {0x35, 1, on_files},       // FIND_NOTIFY_CLOSE
    {0x70, 0, to_be_known},    // TREE_CONNECT
    {0x71, 0, to_be_known},    // TREE_DISCONNECT
    {0x72, 0, to_be_known},    // NEGOTIATE
    {0x73, 10, to_be_known},   // SESSION_SETUP_ANDX
    {0x74, 2, to_be_known},    // LOGOFF_ANDX
    {0x75, 4, to_be_known},    // TREE_CONNECT_ANDX
    {0x80, 0, on_files},       // QUERY_INFORMATION_DISK
    {0x81, 2, on_files},       // SEARCH
    {0x82, 2, on_files},       // FIND
    {0x83, 2, on_files},       // FIND_UNIQUE
    {0x84, 2, on_files},       // FIND_CLOSE
    {0xA0, 19, on_pipes_too},  // NT_TRANSACT
    {0xA1, 18, on_pipes_too},  // NT_TRANSACT_SECONDARY
    {0xA2, 24, on_pipes_too},  // NT_CREATE_ANDX
    {0xA4, 0, to_be_known},    // NT_CANCEL
    {0xA5, 4, changes_files},  // NT_RENAME
    {open_print_file, 2, on_files},
    {0xC1, 1, on_files},  // WRITE_PRINT_FILE
    {0xC2, 1, on_files},  // CLOSE_PRINT_FILE
    {get_print_queue, 2, on_files},
    {send_message, 0, to_be_known},
    {send_start, 0, to_be_known},
    {send_end, 0, to_be_known},
    {send_text, 0, to_be_known},
};

constexpr auto command_by_number = [] {
    std::array<Command, 256> all{};
    for (const Command& command : commands) all[command.number] = command;
    return all;
}();

constexpr bool has(const Command& command, Needs need) {
    return (command.needs & need) != 0;
}

}  // namespace

std::uint8_t least_words(std::uint8_t command) {
    return command_by_number[command].words;
}

std::optional<std::uint8_t> fid_word(std::uint8_t command) {
    switch (command) {
        case 0x24:  // LOCKING_ANDX: behind the words of the chain
            return 2;
        case 0x0C:
        case 0x0D:
        case 0x12:
        case 0x13:
        case 0x14:
        case 0x22:
        case 0x23:
        case 0x2C:
        case 0xC1:
        case 0xC2:
            return 0;
        default:
            return std::nullopt;
    }
}

std::optional<NtStatus> smbd_refusal(std::uint8_t number, const Smb1Standing& standing) {
    const Command& command = command_by_number[number];
    if (!has(command, to_be_known)) return NtStatus::smb_bad_command;
    switch (number) {
        case static_cast<std::uint8_t>(wire::Smb1Command::tree_disconnect):
            if (!standing.has_tree) return NtStatus::smb_bad_tid;
            return std::nullopt;
        case static_cast<std::uint8_t>(wire::Smb1Command::process_exit):
            if (!standing.has_user) return NtStatus::smb_bad_tid;
            return std::nullopt;
        case send_message:
        case send_start:
        case send_end:
        case send_text:
            return NtStatus::request_not_accepted;
        default:
            break;
    }
    if (!has(command, place)) return std::nullopt;
    if (!standing.has_tree)
        return number == static_cast<std::uint8_t>(wire::Smb1Command::nt_create_andx)
                   ? NtStatus::invalid_handle
                   : NtStatus::network_name_deleted;
    if (!standing.has_user) return NtStatus::smb_bad_uid;
    if (has(command, right_to_write) && !standing.may_write) return NtStatus::media_write_protected;
    if (standing.is_pipes && !has(command, works_on_pipes)) return NtStatus::access_denied;
    return std::nullopt;
}

NtStatus smbd_unanswered(std::uint8_t command, std::size_t words) {
    switch (command) {
        case copy:
            return NtStatus::not_implemented;
        case read_mpx:
        case read_mpx_secondary:
        case write_mpx:
        case write_mpx_secondary:
            return NtStatus::smb_use_standard;
        default:
            break;
    }
    if (words < least_words(command)) return NtStatus::invalid_parameter;
    // No share of the personas prints in this way.
    return command == open_print_file || command == get_print_queue ? NtStatus::access_denied
                                                                    : NtStatus::not_supported;
}

NtStatus dos_status(NtStatus status) {
    constexpr auto pair = [](std::uint32_t error_class, std::uint32_t code) {
        return static_cast<NtStatus>(error_class | (code << 16));
    };
    constexpr std::uint32_t errdos = 1;
    switch (status) {
        case NtStatus::invalid_handle:
            return pair(errdos, 6);  // ERRbadfid
        case NtStatus::network_name_deleted:
            return pair(errdos, 64);
        case NtStatus::request_not_accepted:
            return pair(errdos, 71);
        case NtStatus::invalid_parameter:
            return pair(errdos, 87);
        default:
            return status;
    }
}

}  // namespace hitme::dialogue::smb
