// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/asked.h"

#include "wire/nt_status.h"

namespace hitme::recognition::smb {

std::string Asked::words() const {
    return "asked to " + std::string(verb) + object;
}

std::string Asked::words(std::uint32_t result) const {
    return result == 0 ? std::string(done) + object : words_in_vain(name_of(result));
}

std::string Asked::words_in_vain(std::string_view why) const {
    return "asked in vain to " + std::string(verb) + object + " (" + std::string(why) + ")";
}

std::string Asked::name_of(std::uint32_t result) const {
    if (is_nt_status) return std::string(wire::nt_status_name(result));
    switch (result) {  // [MS-ERREF] 2.2
        case 0:
            return "ERROR_SUCCESS";
        case 2:
            return "ERROR_FILE_NOT_FOUND";
        case 5:
            return "ERROR_ACCESS_DENIED";
        case 6:
            return "ERROR_INVALID_HANDLE";
        case 50:
            return "ERROR_NOT_SUPPORTED";
        case 87:
            return "ERROR_INVALID_PARAMETER";
        case 183:
            return "ERROR_ALREADY_EXISTS";
        case 1060:
            return "ERROR_SERVICE_DOES_NOT_EXIST";
        case 1062:
            return "ERROR_SERVICE_NOT_ACTIVE";
        case 1314:
            return "ERROR_PRIVILEGE_NOT_HELD";
        case 2118:
            return "NERR_DuplicateShare";
        case 2310:
            return "NERR_NetNameNotFound";
        default:
            return "error " + std::to_string(result);
    }
}

}  // namespace hitme::recognition::smb
