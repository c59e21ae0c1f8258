// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_close.h"

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

core::Parsed<Smb2CloseRequest> decode_smb2_close_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.15, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2CloseRequest request;
    if (in.u16le("StructureSize") != 24) in.fail(core::Fault::bad_value, "StructureSize");
    request.flags = in.u16le("Flags");
    in.skip(4, "Reserved");
    request.file.persistent = in.u64le("FileId");
    request.file.volatile_part = in.u64le("FileId");
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2CloseResponse> decode_smb2_close_response(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.16, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2CloseResponse response;
    if (in.u16le("StructureSize") != 60) in.fail(core::Fault::bad_value, "StructureSize");
    response.flags = in.u16le("Flags");
    in.skip(4, "Reserved");
    response.facts.created = in.u64le("CreationTime");
    response.facts.accessed = in.u64le("LastAccessTime");
    response.facts.written = in.u64le("LastWriteTime");
    response.facts.changed = in.u64le("ChangeTime");
    response.facts.allocation_size = in.u64le("AllocationSize");
    response.facts.end_of_file = in.u64le("EndofFile");
    response.facts.attributes = in.u32le("FileAttributes");
    if (!in.ok()) return in.error();
    return response;
}

core::Parsed<Smb2FlushRequest> decode_smb2_flush_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.17, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2FlushRequest request;
    if (in.u16le("StructureSize") != 24) in.fail(core::Fault::bad_value, "StructureSize");
    in.skip(6, "Reserved");
    request.file.persistent = in.u64le("FileId");
    request.file.volatile_part = in.u64le("FileId");
    if (!in.ok()) return in.error();
    return request;
}

void encode_smb2_close_request(core::ByteVector& out, const Smb2CloseRequest& request) {
    core::Writer to{out};
    to.u16le(24);  // StructureSize
    to.u16le(request.flags);
    to.u32le(0);  // Reserved
    to.u64le(request.file.persistent);
    to.u64le(request.file.volatile_part);
}

void encode_smb2_close_response(core::ByteVector& out, const Smb2CloseResponse& response) {
    core::Writer to{out};
    to.u16le(60);  // StructureSize
    to.u16le(response.flags);
    to.u32le(0);  // Reserved
    to.u64le(response.facts.created);
    to.u64le(response.facts.accessed);
    to.u64le(response.facts.written);
    to.u64le(response.facts.changed);
    to.u64le(response.facts.allocation_size);
    to.u64le(response.facts.end_of_file);
    to.u32le(response.facts.attributes);
}

}  // namespace hitme::wire
