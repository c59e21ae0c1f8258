// SPDX-License-Identifier: Apache-2.0
#include "wire/smb3_transform.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

namespace {

constexpr std::uint8_t encrypted_magic[4] = {0xFD, 'S', 'M', 'B'};
constexpr std::uint8_t compressed_magic[4] = {0xFC, 'S', 'M', 'B'};

bool begins(core::Bytes bytes, const std::uint8_t (&magic)[4]) {
    return bytes.size() >= 4 && std::equal(magic, magic + 4, bytes.begin());
}

}  // namespace

bool begins_smb3_encrypted(core::Bytes bytes) {
    return begins(bytes, encrypted_magic);
}

bool begins_smb3_compressed(core::Bytes bytes) {
    return begins(bytes, compressed_magic);
}

core::Parsed<Smb3Encrypted> decode_smb3_encrypted(core::Bytes frame) {
    core::Reader in{frame};  // [MS-SMB2] 2.2.41, in its order
    Smb3Encrypted encrypted;
    const core::Bytes magic = in.take(4, "ProtocolId");
    if (in.ok() && !begins(magic, encrypted_magic))
        return core::ParseError{core::Fault::bad_value, 0, "ProtocolId"};
    const core::Bytes signature = in.take(16, "Signature");
    const core::Bytes nonce = in.take(16, "Nonce");
    encrypted.original_size = in.u32le("OriginalMessageSize");
    in.skip(2, "Reserved");
    encrypted.flags = in.u16le("Flags");
    encrypted.session_id = in.u64le("SessionId");
    encrypted.content = in.rest();
    if (!in.ok()) return in.error();
    std::copy(signature.begin(), signature.end(), encrypted.signature.begin());
    std::copy(nonce.begin(), nonce.end(), encrypted.nonce.begin());
    return encrypted;
}

void encode_smb3_encrypted_header(core::ByteVector& out, const Smb3Encrypted& header) {
    core::Writer to{out};  // [MS-SMB2] 2.2.41, in its order
    to.bytes(encrypted_magic);
    to.bytes(header.signature);
    to.bytes(header.nonce);
    to.u32le(header.original_size);
    to.u16le(0);  // Reserved
    to.u16le(header.flags);
    to.u64le(header.session_id);
}

core::Parsed<Smb3Compressed> decode_smb3_compressed(core::Bytes frame) {
    core::Reader in{frame};  // [MS-SMB2] 2.2.42.1, in its order
    Smb3Compressed compressed;
    const core::Bytes magic = in.take(4, "ProtocolId");
    if (in.ok() && !begins(magic, compressed_magic))
        return core::ParseError{core::Fault::bad_value, 0, "ProtocolId"};
    compressed.original_size = in.u32le("OriginalCompressedSegmentSize");
    compressed.algorithm = in.u16le("CompressionAlgorithm");
    compressed.flags = in.u16le("Flags");
    compressed.offset = in.u32le("Offset");
    compressed.content = in.rest();
    if (!in.ok()) return in.error();
    constexpr std::uint16_t chained = 1;
    if ((compressed.flags & chained) != 0) return compressed;
    const std::uint64_t sum = std::uint64_t{compressed.original_size} + compressed.offset;
    compressed.size_overflows = sum > 0xFFFF'FFFFu;
    compressed.offset_past_end = compressed.offset > compressed.content.size();
    return compressed;
}

}  // namespace hitme::wire
