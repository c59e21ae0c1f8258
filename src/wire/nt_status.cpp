// SPDX-License-Identifier: Apache-2.0
#include "wire/nt_status.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>

namespace hitme::wire {
namespace {

struct Named {
    NtStatus status;
    const char* name;
};

// [MS-ERREF] 2.3.1, and the statuses of [MS-CIFS] 2.2.2.4 that have no NTSTATUS of their own.
constexpr Named names[] = {
    {NtStatus::success, "STATUS_SUCCESS"},
    {NtStatus::pending, "STATUS_PENDING"},
    {NtStatus::no_more_files, "STATUS_NO_MORE_FILES"},
    {NtStatus::buffer_overflow, "STATUS_BUFFER_OVERFLOW"},
    {NtStatus::unsuccessful, "STATUS_UNSUCCESSFUL"},
    {NtStatus::not_implemented, "STATUS_NOT_IMPLEMENTED"},
    {NtStatus::invalid_info_class, "STATUS_INVALID_INFO_CLASS"},
    {NtStatus::info_length_mismatch, "STATUS_INFO_LENGTH_MISMATCH"},
    {NtStatus::invalid_handle, "STATUS_INVALID_HANDLE"},
    {NtStatus::invalid_parameter, "STATUS_INVALID_PARAMETER"},
    {NtStatus::no_such_file, "STATUS_NO_SUCH_FILE"},
    {NtStatus::invalid_device_request, "STATUS_INVALID_DEVICE_REQUEST"},
    {NtStatus::end_of_file, "STATUS_END_OF_FILE"},
    {NtStatus::more_processing_required, "STATUS_MORE_PROCESSING_REQUIRED"},
    {NtStatus::access_denied, "STATUS_ACCESS_DENIED"},
    {NtStatus::buffer_too_small, "STATUS_BUFFER_TOO_SMALL"},
    {NtStatus::object_name_invalid, "STATUS_OBJECT_NAME_INVALID"},
    {NtStatus::object_name_not_found, "STATUS_OBJECT_NAME_NOT_FOUND"},
    {NtStatus::object_name_collision, "STATUS_OBJECT_NAME_COLLISION"},
    {NtStatus::object_path_not_found, "STATUS_OBJECT_PATH_NOT_FOUND"},
    {NtStatus::object_path_syntax_bad, "STATUS_OBJECT_PATH_SYNTAX_BAD"},
    {NtStatus::file_lock_conflict, "STATUS_FILE_LOCK_CONFLICT"},
    {NtStatus::no_such_user, "STATUS_NO_SUCH_USER"},
    {NtStatus::wrong_password, "STATUS_WRONG_PASSWORD"},
    {NtStatus::logon_failure, "STATUS_LOGON_FAILURE"},
    {NtStatus::account_restriction, "STATUS_ACCOUNT_RESTRICTION"},
    {NtStatus::password_expired, "STATUS_PASSWORD_EXPIRED"},
    {NtStatus::account_disabled, "STATUS_ACCOUNT_DISABLED"},
    {NtStatus::disk_full, "STATUS_DISK_FULL"},
    {NtStatus::insufficient_resources, "STATUS_INSUFFICIENT_RESOURCES"},
    {NtStatus::pipe_not_available, "STATUS_PIPE_NOT_AVAILABLE"},
    {NtStatus::invalid_pipe_state, "STATUS_INVALID_PIPE_STATE"},
    {NtStatus::pipe_busy, "STATUS_PIPE_BUSY"},
    {NtStatus::pipe_disconnected, "STATUS_PIPE_DISCONNECTED"},
    {NtStatus::io_timeout, "STATUS_IO_TIMEOUT"},
    {NtStatus::file_is_a_directory, "STATUS_FILE_IS_A_DIRECTORY"},
    {NtStatus::not_supported, "STATUS_NOT_SUPPORTED"},
    {NtStatus::network_name_deleted, "STATUS_NETWORK_NAME_DELETED"},
    {NtStatus::media_write_protected, "STATUS_MEDIA_WRITE_PROTECTED"},
    {NtStatus::request_not_accepted, "STATUS_REQUEST_NOT_ACCEPTED"},
    {NtStatus::bad_device_type, "STATUS_BAD_DEVICE_TYPE"},
    {NtStatus::bad_network_name, "STATUS_BAD_NETWORK_NAME"},
    {NtStatus::pipe_empty, "STATUS_PIPE_EMPTY"},
    {NtStatus::directory_not_empty, "STATUS_DIRECTORY_NOT_EMPTY"},
    {NtStatus::not_a_directory, "STATUS_NOT_A_DIRECTORY"},
    {NtStatus::too_many_opened_files, "STATUS_TOO_MANY_OPENED_FILES"},
    {NtStatus::cancelled, "STATUS_CANCELLED"},
    {NtStatus::file_closed, "STATUS_FILE_CLOSED"},
    {NtStatus::account_expired, "STATUS_ACCOUNT_EXPIRED"},
    {NtStatus::fs_driver_required, "STATUS_FS_DRIVER_REQUIRED"},
    {NtStatus::user_session_deleted, "STATUS_USER_SESSION_DELETED"},
    {NtStatus::insuff_server_resources, "STATUS_INSUFF_SERVER_RESOURCES"},
    {NtStatus::password_must_change, "STATUS_PASSWORD_MUST_CHANGE"},
    {NtStatus::not_found, "STATUS_NOT_FOUND"},
    {NtStatus::account_locked_out, "STATUS_ACCOUNT_LOCKED_OUT"},
    {NtStatus::path_not_covered, "STATUS_PATH_NOT_COVERED"},
    {NtStatus::network_session_expired, "STATUS_NETWORK_SESSION_EXPIRED"},
    {NtStatus::smb_bad_tid, "STATUS_SMB_BAD_TID"},
    {NtStatus::invalid_smb, "STATUS_INVALID_SMB"},
    {NtStatus::smb_bad_command, "STATUS_SMB_BAD_COMMAND"},
    {NtStatus::smb_use_standard, "STATUS_SMB_USE_STANDARD"},
    {NtStatus::smb_bad_uid, "STATUS_SMB_BAD_UID"},
};

}  // namespace

std::string nt_status_name(std::uint32_t status) {
    const auto* found = std::find_if(std::begin(names), std::end(names), [&](const Named& named) {
        return value_of(named.status) == status;
    });
    if (found != std::end(names)) return found->name;
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "0x%08X", status);
    return text.data();
}

bool is_logon_failure(std::uint32_t status) {
    switch (static_cast<NtStatus>(status)) {
        case NtStatus::logon_failure:
        case NtStatus::wrong_password:
        case NtStatus::no_such_user:
        case NtStatus::account_restriction:
        case NtStatus::password_expired:
        case NtStatus::account_disabled:
        case NtStatus::account_expired:
        case NtStatus::password_must_change:
        case NtStatus::account_locked_out:
            return true;
        default:
            return false;
    }
}

}  // namespace hitme::wire
