// SPDX-License-Identifier: Apache-2.0
// SMB messages of a client, written field by field from [MS-CIFS] and [MS-SMB2], each in its NetBIOS frame, for tests.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "core/bytes.h"
#include "support/packet_writer.h"
#include "wire/smb2_create.h"
#include "wire/smb2_header.h"
#include "wire/smb2_negotiate.h"
#include "wire/smb2_read_write.h"
#include "wire/smb2_tree_connect.h"

namespace hitme::tests {

inline core::ByteVector framed(const core::ByteVector& payload) {
    return Writer().be32(static_cast<std::uint32_t>(payload.size())).raw(payload).bytes();
}

struct Smb1Sample {
    unsigned command = 0;
    unsigned flags2 = 0xC853;
    unsigned pid = 0xFEFF;
    unsigned mid = 64;
    unsigned tid = 0;
    unsigned uid = 0;
    std::uint32_t status = 0;
    unsigned flags = 0x18;  ///< with 0x80 an answer
    unsigned pid_high = 0;
};

/// [MS-CIFS] 2.2.3: header, WordCount and words, ByteCount and bytes.
inline core::ByteVector smb1_frame(const Smb1Sample& sample, const core::ByteVector& words,
                                   const core::ByteVector& bytes) {
    Writer out;
    out.u8(0xFF).text("SMB").u8(sample.command).le32(sample.status).u8(sample.flags);
    out.le16(sample.flags2).le16(sample.pid_high).zeros(8).le16(0);
    out.le16(sample.tid).le16(sample.pid).le16(sample.uid).le16(sample.mid);
    out.u8(static_cast<unsigned>(words.size() / 2)).raw(words);
    out.le16(static_cast<unsigned>(bytes.size())).raw(bytes);
    return framed(out.bytes());
}

inline core::ByteVector smb1_negotiate(const Smb1Sample& sample,
                                       std::initializer_list<std::string_view> dialects) {
    Writer bytes;
    for (const std::string_view name : dialects) bytes.u8(2).text(name).u8(0);
    Smb1Sample head = sample;
    head.command = 0x72;
    return smb1_frame(head, {}, bytes.bytes());
}

/// [MS-CIFS] 2.2.4.55: AndX, Flags, PasswordLength 1; Password, Path in OEM text, Service.
inline core::ByteVector smb1_tree_connect(const Smb1Sample& sample, std::string_view path) {
    Smb1Sample head = sample;
    head.command = 0x75;
    head.flags2 &= 0x7FFF;
    return smb1_frame(head, Writer().u8(0xFF).u8(0).le16(0).le16(0).le16(1).bytes(),
                      Writer().u8(0).text(path).u8(0).text("?????").u8(0).bytes());
}

/// [MS-CIFS] 2.2.4.64 with an OEM name; disposition 2 makes the file.
inline core::ByteVector smb1_create(const Smb1Sample& sample, std::string_view name,
                                    std::uint32_t disposition = 1) {
    Smb1Sample head = sample;
    head.command = 0xA2;
    head.flags2 &= 0x7FFF;
    Writer words;
    words.u8(0xFF).u8(0).le16(0).u8(0).le16(static_cast<unsigned>(name.size()));
    words.le32(0).le32(0).le32(0x2019F).zeros(8).le32(0).le32(7).le32(disposition).le32(0);
    words.le32(2).u8(0);
    return smb1_frame(head, words.bytes(), Writer().text(name).u8(0).bytes());
}

/// [MS-CIFS] 2.2.4.43, form of 14 words: the data stand behind one byte of padding.
inline core::ByteVector smb1_write(const Smb1Sample& sample, unsigned fid, std::uint32_t offset,
                                   const core::ByteVector& data) {
    Smb1Sample head = sample;
    head.command = 0x2F;
    Writer words;
    words.u8(0xFF).u8(0).le16(0).le16(fid).le32(offset).le32(0).le16(0);
    words.le16(static_cast<unsigned>(data.size())).le16(0);
    words.le16(static_cast<unsigned>(data.size())).le16(32 + 1 + 28 + 2 + 1).le32(0);
    return smb1_frame(head, words.bytes(), Writer().u8(0).raw(data).bytes());
}

inline core::ByteVector utf16(std::string_view text) {
    Writer out;
    for (const char letter : text) out.le16(static_cast<std::uint8_t>(letter));
    return out.bytes();
}

template <class Encode>
core::ByteVector smb2_frame(wire::Smb2Command command, std::uint64_t message_id, Encode encode,
                            std::uint32_t tree = 0) {
    core::ByteVector out;
    wire::Smb2Header header;
    header.command = command;
    header.message_id = message_id;
    header.tree_id = tree;
    wire::encode_smb2_header(out, header);
    encode(out);
    return framed(out);
}

}  // namespace hitme::tests
