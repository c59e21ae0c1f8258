// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_create.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

namespace {

constexpr std::array<std::uint8_t, 16> app_instance_id = {
    0x45, 0xBC, 0xA6, 0x6A, 0xEF, 0xA7, 0xF7, 0x4A, 0x90, 0x08, 0xFA, 0x46, 0x2E, 0x14, 0x4D, 0x74};
constexpr std::array<std::uint8_t, 16> posix_id = {0x93, 0xAD, 0x25, 0x50, 0x9C, 0xB4, 0x11, 0xE7,
                                                   0xB4, 0x23, 0x83, 0xDE, 0x96, 0x8B, 0xCD, 0x7C};

Smb2CreateContextKind kind_of(core::Bytes name) {
    struct Row {
        std::string_view name;
        Smb2CreateContextKind kind;
    };
    static constexpr Row rows[] = {
        // [MS-SMB2] 2.2.13.2
        {"ExtA", Smb2CreateContextKind::extended_attributes},
        {"SecD", Smb2CreateContextKind::security_descriptor},
        {"DHnQ", Smb2CreateContextKind::durable_request},
        {"DHnC", Smb2CreateContextKind::durable_reconnect},
        {"AlSi", Smb2CreateContextKind::allocation_size},
        {"MxAc", Smb2CreateContextKind::maximal_access},
        {"TWrp", Smb2CreateContextKind::timewarp},
        {"QFid", Smb2CreateContextKind::disk_id},
        {"RqLs", Smb2CreateContextKind::lease},
        {"DH2Q", Smb2CreateContextKind::durable_request_2},
        {"DH2C", Smb2CreateContextKind::durable_reconnect_2},
    };
    for (const Row& row : rows)
        if (core::as_text(name) == row.name) return row.kind;
    if (std::equal(name.begin(), name.end(), app_instance_id.begin(), app_instance_id.end()))
        return Smb2CreateContextKind::app_instance;
    if (std::equal(name.begin(), name.end(), posix_id.begin(), posix_id.end()))
        return Smb2CreateContextKind::posix;
    return Smb2CreateContextKind::other;
}

// 2.2.13.2: a chain by Next inside its own window; names and data lie inside the window too.
void read_contexts(core::Reader& in, std::size_t offset, std::size_t length,
                   std::vector<Smb2CreateContext>& contexts) {
    in.seek(offset, "CreateContextsOffset");
    const core::Bytes window = in.take(length, "CreateContexts");
    std::size_t at = 0;
    while (in.ok() && at < window.size()) {
        if (contexts.size() == max_smb2_create_contexts) {
            in.fail(core::Fault::over_limit, "CreateContexts");
            return;
        }
        const core::Bytes piece = window.subspan(at);
        core::Reader one{piece};
        const std::size_t next = one.u32le("CreateContextNext");
        const std::size_t name_offset = one.u16le("NameOffset");
        const std::size_t name_length = one.u16le("NameLength");
        one.skip(2, "Reserved");
        const std::size_t data_offset = one.u16le("DataOffset");
        const std::size_t data_length = one.u32le("DataLength");
        Smb2CreateContext context;
        one.seek(name_offset, "NameOffset");
        context.name = one.take(name_length, "Name");
        if (data_length > 0) {
            one.seek(data_offset, "DataOffset");
            context.data = one.take(data_length, "Data");
        }
        if (!one.ok()) {
            in.fail(one.error().fault, one.error().field);
            return;
        }
        context.kind = kind_of(context.name);
        contexts.push_back(context);
        if (next == 0) return;
        constexpr std::size_t least_context = 16;
        if (next < least_context || next > piece.size()) {
            in.fail(core::Fault::bad_value, "CreateContextNext");
            return;
        }
        at += next;
    }
}

void write_contexts(core::Writer& to, const std::vector<Smb2CreateContext>& contexts) {
    for (std::size_t i = 0; i < contexts.size(); ++i) {
        to.align(8);
        const std::size_t start = to.offset();
        const std::size_t next_at = to.hole(4);
        to.u16le(16);  // NameOffset
        to.u16le(static_cast<std::uint16_t>(contexts[i].name.size()));
        to.u16le(0);  // Reserved
        const std::size_t data_offset_at = to.hole(2);
        to.u32le(static_cast<std::uint32_t>(contexts[i].data.size()));
        to.bytes(contexts[i].name);
        while ((to.offset() - start) % 8 != 0) to.u8(0);
        if (!contexts[i].data.empty())
            to.patch_u16le(data_offset_at, static_cast<std::uint16_t>(to.offset() - start));
        to.bytes(contexts[i].data);
        if (i + 1 < contexts.size()) {
            to.align(8);
            to.patch_u32le(next_at, static_cast<std::uint32_t>(to.offset() - start));
        }
    }
}

}  // namespace

core::Parsed<Smb2CreateRequest> decode_smb2_create_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.13, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2CreateRequest request;
    if (in.u16le("StructureSize") != 57) in.fail(core::Fault::bad_value, "StructureSize");
    in.skip(1, "SecurityFlags");
    request.requested_oplock = in.u8("RequestedOplockLevel");
    request.impersonation = in.u32le("ImpersonationLevel");
    in.skip(8, "SmbCreateFlags");
    in.skip(8, "Reserved");
    request.desired_access = in.u32le("DesiredAccess");
    request.attributes = in.u32le("FileAttributes");
    request.share_access = in.u32le("ShareAccess");
    request.disposition = in.u32le("CreateDisposition");
    request.options = in.u32le("CreateOptions");
    const std::size_t name_offset = in.u16le("NameOffset");
    const std::size_t name_length = in.u16le("NameLength");
    const std::size_t contexts_offset = in.u32le("CreateContextsOffset");
    const std::size_t contexts_length = in.u32le("CreateContextsLength");
    if (name_length > 0) {
        in.seek(name_offset, "NameOffset");
        request.name = in.take(name_length, "Name");
    }
    if (contexts_length > 0) read_contexts(in, contexts_offset, contexts_length, request.contexts);
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2CreateResponse> decode_smb2_create_response(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.14, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2CreateResponse response;
    if (in.u16le("StructureSize") != 89) in.fail(core::Fault::bad_value, "StructureSize");
    response.oplock = in.u8("OplockLevel");
    response.flags = in.u8("Flags");
    response.action = in.u32le("CreateAction");
    response.facts.created = in.u64le("CreationTime");
    response.facts.accessed = in.u64le("LastAccessTime");
    response.facts.written = in.u64le("LastWriteTime");
    response.facts.changed = in.u64le("ChangeTime");
    response.facts.allocation_size = in.u64le("AllocationSize");
    response.facts.end_of_file = in.u64le("EndofFile");
    response.facts.attributes = in.u32le("FileAttributes");
    in.skip(4, "Reserved2");
    response.file.persistent = in.u64le("FileId");
    response.file.volatile_part = in.u64le("FileId");
    const std::size_t contexts_offset = in.u32le("CreateContextsOffset");
    const std::size_t contexts_length = in.u32le("CreateContextsLength");
    if (contexts_length > 0) read_contexts(in, contexts_offset, contexts_length, response.contexts);
    if (!in.ok()) return in.error();
    return response;
}

void encode_smb2_create_request(core::ByteVector& out, const Smb2CreateRequest& request) {
    core::Writer to{out};
    to.u16le(57);  // StructureSize
    to.u8(0);      // SecurityFlags
    to.u8(request.requested_oplock);
    to.u32le(request.impersonation);
    to.u64le(0);  // SmbCreateFlags
    to.u64le(0);  // Reserved
    to.u32le(request.desired_access);
    to.u32le(request.attributes);
    to.u32le(request.share_access);
    to.u32le(request.disposition);
    to.u32le(request.options);
    constexpr std::size_t fixed_bytes = 56;
    to.u16le(smb2_header_bytes + fixed_bytes);  // NameOffset
    to.u16le(static_cast<std::uint16_t>(request.name.size()));
    const std::size_t contexts_at = to.hole(8);
    to.bytes(request.name);
    if (request.name.empty()) to.u8(0);  // the buffer has at least one byte
    if (request.contexts.empty()) return;
    to.align(8);
    const std::size_t start = to.offset();
    write_contexts(to, request.contexts);
    to.patch_u32le(contexts_at, static_cast<std::uint32_t>(smb2_header_bytes + start));
    to.patch_u32le(contexts_at + 4, static_cast<std::uint32_t>(to.offset() - start));
}

void encode_smb2_create_response(core::ByteVector& out, const Smb2CreateResponse& response) {
    core::Writer to{out};
    to.u16le(89);  // StructureSize
    to.u8(response.oplock);
    to.u8(response.flags);
    to.u32le(response.action);
    to.u64le(response.facts.created);
    to.u64le(response.facts.accessed);
    to.u64le(response.facts.written);
    to.u64le(response.facts.changed);
    to.u64le(response.facts.allocation_size);
    to.u64le(response.facts.end_of_file);
    to.u32le(response.facts.attributes);
    to.u32le(0);  // Reserved2
    to.u64le(response.file.persistent);
    to.u64le(response.file.volatile_part);
    const std::size_t contexts_at = to.hole(8);
    if (response.contexts.empty()) return;
    const std::size_t start = to.offset();
    write_contexts(to, response.contexts);
    to.patch_u32le(contexts_at, static_cast<std::uint32_t>(smb2_header_bytes + start));
    to.patch_u32le(contexts_at + 4, static_cast<std::uint32_t>(to.offset() - start));
}

}  // namespace hitme::wire
