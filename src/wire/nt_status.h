// SPDX-License-Identifier: Apache-2.0
// NTSTATUS values that SMB servers give ([MS-ERREF] 2.3.1), and their names.
#pragma once

#include <cstdint>
#include <string>

namespace hitme::wire {

enum class NtStatus : std::uint32_t {
    success = 0x00000000,
    pending = 0x00000103,
    no_more_files = 0x80000006,
    buffer_overflow = 0x80000005,
    unsuccessful = 0xC0000001,
    not_implemented = 0xC0000002,
    invalid_info_class = 0xC0000003,
    info_length_mismatch = 0xC0000004,
    invalid_handle = 0xC0000008,
    invalid_parameter = 0xC000000D,
    no_such_file = 0xC000000F,
    invalid_device_request = 0xC0000010,
    end_of_file = 0xC0000011,
    more_processing_required = 0xC0000016,
    access_denied = 0xC0000022,
    buffer_too_small = 0xC0000023,
    object_name_invalid = 0xC0000033,
    object_name_not_found = 0xC0000034,
    object_name_collision = 0xC0000035,
    object_path_not_found = 0xC000003A,
    object_path_syntax_bad = 0xC000003B,
    file_lock_conflict = 0xC0000054,
    no_such_user = 0xC0000064,
    wrong_password = 0xC000006A,
    logon_failure = 0xC000006D,
    account_restriction = 0xC000006E,
    password_expired = 0xC0000071,
    account_disabled = 0xC0000072,
    disk_full = 0xC000007F,
    insufficient_resources = 0xC000009A,
    media_write_protected = 0xC00000A2,
    pipe_not_available = 0xC00000AC,
    pipe_busy = 0xC00000AE,
    invalid_pipe_state = 0xC00000AD,
    pipe_disconnected = 0xC00000B0,
    io_timeout = 0xC00000B5,
    file_is_a_directory = 0xC00000BA,
    not_supported = 0xC00000BB,
    network_name_deleted = 0xC00000C9,
    bad_device_type = 0xC00000CB,
    bad_network_name = 0xC00000CC,
    request_not_accepted = 0xC00000D0,
    pipe_empty = 0xC00000D9,
    directory_not_empty = 0xC0000101,
    not_a_directory = 0xC0000103,
    cancelled = 0xC0000120,
    file_closed = 0xC0000128,
    too_many_opened_files = 0xC000011F,
    account_expired = 0xC0000193,
    fs_driver_required = 0xC000019C,
    user_session_deleted = 0xC0000203,
    insuff_server_resources = 0xC0000205,
    password_must_change = 0xC0000224,
    not_found = 0xC0000225,
    account_locked_out = 0xC0000234,
    path_not_covered = 0xC0000257,
    network_session_expired = 0xC000035C,
    smb_bad_tid = 0x00050002,
    invalid_smb = 0x00010002,
    smb_bad_command = 0x00160002,
    smb_bad_uid = 0x005B0002,
    smb_use_standard = 0x00FB0002,
    // DOS errors in the Status field of clients without 0x4000 in Flags2: class, reserved, code.
};

constexpr std::uint32_t value_of(NtStatus status) {
    return static_cast<std::uint32_t>(status);
}

/// "STATUS_ACCESS_DENIED"; "0xC0001234" for one without a name here.
std::string nt_status_name(std::uint32_t status);

/// A logon that was refused because of who tried or with what (the list of statuses that count as a failed guess).
bool is_logon_failure(std::uint32_t status);

}  // namespace hitme::wire
