// SPDX-License-Identifier: Apache-2.0
// Text of SMB, NTLMSSP and RPC messages to UTF-8.
//
// Bytes    UTF-16 little-endian ([MS-CIFS] 2.2.1.1.2), or the sender's OEM code page, which the message does not name: its
//          bytes above 0x7F are read as ISO 8859-1.
// Limits   max_smb_text_bytes of UTF-8 come out; the rest is left away.
// Pure     the answer owns its bytes and is always valid UTF-8; an unpaired surrogate becomes U+FFFD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/reader.h"

namespace hitme::wire {

constexpr std::size_t max_smb_text_bytes = 2048;  // ours; the longest path of SMB has 1024 units

enum class SmbText : std::uint8_t { oem, utf16 };

/// All of `bytes`; a NUL inside stays, an odd last byte is left away.
std::string smb_text_from_utf16(core::Bytes bytes, std::size_t limit = max_smb_text_bytes);
std::string smb_text_from_oem(core::Bytes bytes, std::size_t limit = max_smb_text_bytes);
std::string smb_text(core::Bytes bytes, SmbText encoding, std::size_t limit = max_smb_text_bytes);

/// The next NUL-terminated string, its terminator taken too. Where none comes the rest of the view is the string, as
/// Windows reads it. Does not align: see Smb1Block.
std::string take_smb_text(core::Reader& in, SmbText encoding, const char* field);
/// The same as it lies on the wire, without its terminator.
core::Bytes take_smb_text_bytes(core::Reader& in, SmbText encoding, const char* field);

/// `text` without case, for ASCII letters only: share, pipe and file names.
std::string lower_ascii(std::string_view text);

/// A backslash or a slash: Windows takes both.
constexpr bool is_path_separator(char letter) {
    return letter == '\\' || letter == '/';
}

/// UTF-8 as UTF-16 little-endian, appended without a terminator; what is not UTF-8 becomes U+FFFD.
void append_utf16(core::ByteVector& out, std::string_view utf8);

}  // namespace hitme::wire
