// SPDX-License-Identifier: Apache-2.0
// SMB1 SESSION_SETUP_ANDX 0x73 and LOGOFF_ANDX 0x74.
//
// What     WordCount 13: plain NTLM ([MS-CIFS] 2.2.4.53.1); 12: extended security ([MS-SMB] 2.2.4.6.1); 10: LAN Manager
//          ([MS-CIFS] 2.2.4.53, the obsolete form).
// Bytes    little-endian; Unicode strings are aligned to two bytes from the header.
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>
#include <string>

#include "wire/smb1_header.h"

namespace hitme::wire {

struct Smb1SessionSetupRequest {
    std::uint8_t word_count = 0;  ///< 10, 12 or 13
    std::uint16_t max_buffer_size = 0;
    std::uint16_t max_mpx_count = 0;
    std::uint16_t vc_number = 0;
    std::uint32_t session_key = 0;
    std::uint32_t capabilities = 0;  ///< 0 in the form of 10 words
    core::Bytes oem_password;        ///< LM response; the only password of the form of 10 words
    core::Bytes unicode_password;    ///< NT response
    core::Bytes security_blob;       ///< form of 12 words
    std::string account;             ///< UTF-8; empty in the form of 12 words
    std::string domain;
    std::string native_os;
    std::string native_lan_manager;
};

/// Strings that are missing at the end are empty: clients leave them away.
/// Errors   bad_value "WordCount". truncated: "OEMPassword", "UnicodePassword", "SecurityBlob".
core::Parsed<Smb1SessionSetupRequest> decode_smb1_session_setup(const Smb1Message& message,
                                                                const Smb1Block& block);

struct Smb1SessionSetupReply {
    std::uint8_t word_count = 3;  ///< 3, or 4 with a security blob
    std::uint16_t action = 0;     ///< bit 0: guest
    core::Bytes security_blob;
    std::string native_os;
    std::string native_lan_manager;
    std::string domain;
};

core::Parsed<Smb1SessionSetupReply> decode_smb1_session_setup_reply(const Smb1Message& message,
                                                                    const Smb1Block& block);

}  // namespace hitme::wire
