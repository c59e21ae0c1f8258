// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_create.h"

#include <algorithm>

#include "wire/smb1_block.h"

namespace hitme::wire {
namespace {

constexpr std::uint8_t words_of_nt_create = 24;
constexpr std::uint8_t words_of_open = 15;
constexpr std::uint8_t fewest_words_of_nt_create_reply = 34;
constexpr std::uint8_t fewest_words_of_open_reply = 15;
constexpr std::uint8_t words_of_old_open = 2;
constexpr std::uint8_t words_of_old_create = 3;
constexpr std::uint8_t path_format = 0x04;

// OPEN_ANDX OpenMode ([MS-CIFS] 2.2.4.41.1): bits 0-1 what to do with a file that is there, bit 4 whether one is made.
std::uint32_t disposition_of(std::uint16_t open_mode) {
    constexpr std::uint16_t create = 0x0010;
    const bool creates = (open_mode & create) != 0;
    switch (open_mode & 0x0003) {
        case 0:
            return disposition_create;
        case 2:
            return creates ? disposition_overwrite_if : disposition_overwrite;
        default:
            return creates ? disposition_open_if : disposition_open;
    }
}

// The AccessMode of all opens but NT_CREATE_ANDX ([MS-CIFS] 2.2.4.3.1): 0 read, 1 write, 2 read and write, 3 execute.
std::uint32_t access_of(std::uint16_t access_mode) {
    constexpr std::uint32_t generic_read = 0x80000000;
    constexpr std::uint32_t generic_write = 0x40000000;
    switch (access_mode & 0x0007) {
        case 1:
            return generic_write;
        case 2:
            return generic_read | generic_write;
        default:
            return generic_read;
    }
}

core::Parsed<Smb1CreateRequest> decode_open(const Smb1Message& message, const Smb1Block& block) {
    // [MS-CIFS] 2.2.4.41.1.
    if (block.word_count != words_of_open) return wrong_word_count(block);
    Smb1CreateRequest request;
    core::Reader words = words_of(message, block);
    skip_andx(words);
    request.flags = words.u16le("Flags");
    request.desired_access = access_of(words.u16le("AccessMode"));
    words.skip(2, "SearchAttrs");
    request.file_attributes = words.u16le("FileAttrs");
    words.skip(4, "CreationTime");
    request.disposition = disposition_of(words.u16le("OpenMode"));
    request.allocation_size = words.u32le("AllocationSize");

    core::Reader data = bytes_of(message, block);
    const SmbText encoding = message.header.encoding();
    align_text(data, encoding);
    request.name_bytes = take_smb_text_bytes(data, encoding, "FileName");
    request.name = smb_text(request.name_bytes, encoding);
    return request;
}

bool is_old(const Smb1Block& block) {
    return block.kind() == Smb1Command::open || block.kind() == Smb1Command::create ||
           block.kind() == Smb1Command::create_new;
}

// [MS-CIFS] 2.2.4.3.1, 2.2.4.4.1, 2.2.4.16.1: CREATE makes the file or empties it, CREATE_NEW makes it alone.
core::Parsed<Smb1CreateRequest> decode_old(const Smb1Message& message, const Smb1Block& block) {
    const bool opens = block.kind() == Smb1Command::open;
    if (block.word_count != (opens ? words_of_old_open : words_of_old_create))
        return wrong_word_count(block);
    Smb1CreateRequest request;
    core::Reader words = words_of(message, block);
    if (opens) {
        request.desired_access = access_of(words.u16le("AccessMode"));
        request.disposition = disposition_open;
    } else {
        request.desired_access = access_of(2);
        request.disposition =
            block.kind() == Smb1Command::create ? disposition_overwrite_if : disposition_create;
        request.file_attributes = words.u16le("FileAttributes");
    }
    core::Reader data = bytes_of(message, block);
    if (data.u8("BufferFormat") != path_format) data.fail(core::Fault::bad_value, "BufferFormat");
    const SmbText encoding = message.header.encoding();
    align_text(data, encoding);
    request.name_bytes = take_smb_text_bytes(data, encoding, "FileName");
    request.name = smb_text(request.name_bytes, encoding);
    if (!data.ok()) return data.error();
    return request;
}

}  // namespace

core::Parsed<Smb1CreateRequest> decode_smb1_open2(core::Bytes parameters, SmbText encoding) {
    // [MS-CIFS] 2.2.6.1.1.
    Smb1CreateRequest request;
    core::Reader in{parameters};
    request.flags = in.u16le("Flags");
    request.desired_access = access_of(in.u16le("AccessMode"));
    in.skip(2, "Reserved1");
    request.file_attributes = in.u16le("FileAttributes");
    in.skip(4, "CreationTime");
    request.disposition = disposition_of(in.u16le("OpenMode"));
    request.allocation_size = in.u32le("AllocationSize");
    in.skip(10, "Reserved");
    request.name_bytes = take_smb_text_bytes(in, encoding, "FileName");
    request.name = smb_text(request.name_bytes, encoding);
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<std::uint16_t> decode_smb1_open2_reply(core::Bytes parameters) {
    core::Reader in{parameters};  // [MS-CIFS] 2.2.6.1.2
    const std::uint16_t fid = in.u16le("FID");
    if (!in.ok()) return in.error();
    return fid;
}

core::Parsed<Smb1CreateRequest> decode_smb1_nt_transact_create(core::Bytes parameters,
                                                               SmbText encoding) {
    // [MS-CIFS] 2.2.7.1.1.
    Smb1CreateRequest request;
    core::Reader in{parameters};
    request.flags = in.u32le("Flags");
    request.root_fid = in.u32le("RootDirectoryFID");
    request.desired_access = in.u32le("DesiredAccess");
    request.allocation_size = in.u64le("AllocationSize");
    request.file_attributes = in.u32le("ExtFileAttributes");
    request.share_access = in.u32le("ShareAccess");
    request.disposition = in.u32le("CreateDisposition");
    request.options = in.u32le("CreateOptions");
    in.skip(8, "SecurityDescriptorLength");  // and EALength
    const std::size_t length = in.u32le("NameLength");
    request.impersonation_level = in.u32le("ImpersonationLevel");
    in.skip(1, "SecurityFlags");
    // UTF-16 begins at an even place, where a byte is there to spare.
    if (encoding == SmbText::utf16 && in.left() > length) in.skip(1, "Name");
    request.name_bytes = in.take(length, "Name");
    request.name = smb_text(request.name_bytes, encoding);
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<std::uint16_t> decode_smb1_nt_transact_create_reply(core::Bytes parameters) {
    core::Reader in{parameters};  // [MS-CIFS] 2.2.7.1.2
    in.skip(2, "OplockLevel");
    const std::uint16_t fid = in.u16le("FID");
    if (!in.ok()) return in.error();
    return fid;
}

core::Parsed<Smb1CreateRequest> decode_smb1_create(const Smb1Message& message,
                                                   const Smb1Block& block) {
    if (block.kind() == Smb1Command::open_andx) return decode_open(message, block);
    if (is_old(block)) return decode_old(message, block);
    // [MS-CIFS] 2.2.4.64.1.
    if (block.word_count != words_of_nt_create) return wrong_word_count(block);
    Smb1CreateRequest request;
    core::Reader words = words_of(message, block);
    skip_andx(words);
    words.skip(1, "Reserved");
    const std::uint16_t name_length = words.u16le("NameLength");
    request.flags = words.u32le("Flags");
    request.root_fid = words.u32le("RootDirectoryFID");
    request.desired_access = words.u32le("DesiredAccess");
    request.allocation_size = words.u64le("AllocationSize");
    request.file_attributes = words.u32le("ExtFileAttributes");
    request.share_access = words.u32le("ShareAccess");
    request.disposition = words.u32le("CreateDisposition");
    request.options = words.u32le("CreateOptions");
    request.impersonation_level = words.u32le("ImpersonationLevel");

    core::Reader data = bytes_of(message, block);
    const SmbText encoding = message.header.encoding();
    align_text(data, encoding);
    request.name_bytes = data.take(name_length, "FileName");
    request.name = smb_text(request.name_bytes, encoding);
    if (!data.ok()) return data.error();
    // Some clients count the terminator.
    request.name.resize(std::min(request.name.size(), request.name.find('\0')));
    return request;
}

core::Parsed<Smb1CreateReply> decode_smb1_create_reply(const Smb1Message& message,
                                                       const Smb1Block& block) {
    Smb1CreateReply reply;
    core::Reader words = words_of(message, block);
    if (is_old(block)) {
        reply.fid = words.u16le("FID");
        if (!words.ok()) return words.error();
        return reply;
    }
    skip_andx(words);
    if (block.kind() == Smb1Command::open_andx) {
        // [MS-CIFS] 2.2.4.41.2.
        if (block.word_count < fewest_words_of_open_reply) return wrong_word_count(block);
        reply.fid = words.u16le("FID");
        reply.file_attributes = words.u16le("FileAttrs");
        words.skip(4, "LastWriteTime");
        reply.end_of_file = words.u32le("FileDataSize");
        words.skip(2, "AccessRights");
        reply.resource_type = words.u16le("ResourceType");
        reply.nm_pipe_status = words.u16le("NMPipeStatus");
        reply.action = words.u16le("OpenResults") & 0x0003u;
    } else {
        // [MS-CIFS] 2.2.4.64.2; the extended form of [MS-SMB] 2.2.4.9.2 has the same beginning.
        if (block.word_count < fewest_words_of_nt_create_reply) return wrong_word_count(block);
        reply.oplock_level = words.u8("OpLockLevel");
        reply.fid = words.u16le("FID");
        reply.action = words.u32le("CreateDisposition");
        words.skip(16, "CreateTime");
        reply.write_time = words.u64le("LastWriteTime");
        words.skip(8, "LastChangeTime");
        reply.file_attributes = words.u32le("ExtFileAttributes");
        reply.allocation_size = words.u64le("AllocationSize");
        reply.end_of_file = words.u64le("EndOfFile");
        reply.resource_type = words.u16le("ResourceType");
        reply.nm_pipe_status = words.u16le("NMPipeStatus");
        reply.is_directory = words.u8("Directory") != 0;
    }
    if (!words.ok()) return words.error();
    return reply;
}

}  // namespace hitme::wire
