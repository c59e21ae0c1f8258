// SPDX-License-Identifier: Apache-2.0
// What a client asked the server to do, until the answer says whether it was done: an attempt is told as an attempt, and a
// refused one with the reason.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hitme::recognition::smb {

/// One request in words.
struct Asked {
    std::string_view verb;  ///< "save"
    std::string_view done;  ///< "saved"
    std::string object;     ///< " the hive SAM to x.tmp"
    bool is_nt_status =
        false;  ///< what the operation returns: NTSTATUS, else an error of Windows ([MS-ERREF] 2.2)

    /// "asked to save the hive SAM to x.tmp"
    std::string words() const;
    /// "saved the hive ...", or "asked in vain to save the hive ... (ERROR_ACCESS_DENIED)".
    std::string words(std::uint32_t result) const;
    std::string words_in_vain(std::string_view why) const;
    /// "STATUS_SUCCESS", "ERROR_ACCESS_DENIED", "error 1234".
    std::string name_of(std::uint32_t result) const;
};

}  // namespace hitme::recognition::smb
