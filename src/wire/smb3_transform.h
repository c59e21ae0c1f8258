// SPDX-License-Identifier: Apache-2.0
// SMB3 frames that are not plain SMB2: encrypted and compressed ones. What they hold is not opened here.
//
// What     [MS-SMB2] 2.2.41 (FD 'SMB'), 2.2.42.1 (FC 'SMB', unchained), 2.2.42.2 (chained: Flags 1).
// Fact     CVE-2020-0796: OriginalCompressedSegmentSize + Offset, or the bytes that must follow, pass 32 bits or lie
//          past the end. It is told, not judged.
// Pure     views point into the caller's bytes.
#pragma once

#include <array>
#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t smb3_transform_header_bytes = 52;
constexpr std::size_t smb3_authenticated_at = 20;  ///< Nonce to SessionId are authenticated

struct Smb3Encrypted {
    std::array<std::uint8_t, 16> signature{};
    std::array<std::uint8_t, 16> nonce{};
    std::uint32_t original_size = 0;
    std::uint16_t flags = 0;  ///< 1: encrypted (3.1.1); the algorithm in 3.0
    std::uint64_t session_id = 0;
    core::Bytes content;
};

struct Smb3Compressed {
    std::uint32_t original_size = 0;  ///< OriginalCompressedSegmentSize
    std::uint16_t algorithm = 0;      ///< 0 none, 1 LZNT1, 2 LZ77, 3 LZ77+Huffman, 4 pattern
    std::uint16_t flags = 0;          ///< 1: chained
    std::uint32_t offset = 0;         ///< Offset, or Length when chained
    core::Bytes content;              ///< what follows the header
    /// original_size + offset does not fit in 32 bits (unchained only): what CVE-2020-0796 needs.
    bool size_overflows = false;
    /// offset points past the end of the frame (unchained only).
    bool offset_past_end = false;
};

bool begins_smb3_encrypted(core::Bytes bytes);
bool begins_smb3_compressed(core::Bytes bytes);

/// Errors   truncated; bad_value: "ProtocolId".
core::Parsed<Smb3Encrypted> decode_smb3_encrypted(core::Bytes frame);
core::Parsed<Smb3Compressed> decode_smb3_compressed(core::Bytes frame);

/// Appends the header of an encrypted frame, smb3_transform_header_bytes; `content` is not written.
void encode_smb3_encrypted_header(core::ByteVector& out, const Smb3Encrypted& header);

}  // namespace hitme::wire
