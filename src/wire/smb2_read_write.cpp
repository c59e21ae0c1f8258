// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_read_write.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

core::Parsed<Smb2ReadRequest> decode_smb2_read_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.19, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2ReadRequest request;
    if (in.u16le("StructureSize") != 49) in.fail(core::Fault::bad_value, "StructureSize");
    in.skip(2, "Padding");
    request.length = in.u32le("Length");
    request.offset = in.u64le("Offset");
    request.file.persistent = in.u64le("FileId");
    request.file.volatile_part = in.u64le("FileId");
    request.minimum_count = in.u32le("MinimumCount");
    in.skip(12, "Channel");
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2ReadResponse> decode_smb2_read_response(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.20, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2ReadResponse response;
    if (in.u16le("StructureSize") != 17) in.fail(core::Fault::bad_value, "StructureSize");
    const std::size_t offset = in.u8("DataOffset");
    in.skip(1, "Reserved");
    const std::size_t length = in.u32le("DataLength");
    response.remaining = in.u32le("DataRemaining");
    in.skip(4, "Reserved2");
    if (length > 0) {
        in.seek(offset, "DataOffset");
        response.data = in.take(length, "Buffer");
    }
    if (!in.ok()) return in.error();
    return response;
}

core::Parsed<Smb2WriteRequest> decode_smb2_write_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.21, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2WriteRequest request;
    if (in.u16le("StructureSize") != 49) in.fail(core::Fault::bad_value, "StructureSize");
    const std::size_t offset = in.u16le("DataOffset");
    request.declared = in.u32le("Length");
    request.offset = in.u64le("Offset");
    request.file.persistent = in.u64le("FileId");
    request.file.volatile_part = in.u64le("FileId");
    in.skip(12, "Channel");
    request.flags = in.u32le("Flags");
    if (request.declared > 0) {
        in.seek(offset, "DataOffset");
        if (in.ok())
            request.data = in.take(std::min<std::size_t>(request.declared, in.left()), "Buffer");
    }
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2WriteResponse> decode_smb2_write_response(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.22, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2WriteResponse response;
    if (in.u16le("StructureSize") != 17) in.fail(core::Fault::bad_value, "StructureSize");
    in.skip(2, "Reserved");
    response.count = in.u32le("Count");
    in.skip(8, "Remaining");
    if (!in.ok()) return in.error();
    return response;
}

void encode_smb2_read_request(core::ByteVector& out, const Smb2ReadRequest& request) {
    core::Writer to{out};
    to.u16le(49);  // StructureSize
    to.u8(0x50);   // Padding: where the client wishes the data
    to.u8(0);      // Flags
    to.u32le(request.length);
    to.u64le(request.offset);
    to.u64le(request.file.persistent);
    to.u64le(request.file.volatile_part);
    to.u32le(request.minimum_count);
    to.u32le(0);  // Channel
    to.u32le(0);  // RemainingBytes
    to.u32le(0);  // ReadChannelInfo
    to.u8(0);     // the buffer has at least one byte
}

void encode_smb2_read_response(core::ByteVector& out, const Smb2ReadResponse& response) {
    core::Writer to{out};
    to.u16le(17);  // StructureSize
    constexpr std::size_t fixed_bytes = 16;
    to.u8(smb2_header_bytes + fixed_bytes);  // DataOffset
    to.u8(0);                                // Reserved
    to.u32le(static_cast<std::uint32_t>(response.data.size()));
    to.u32le(response.remaining);
    to.u32le(0);  // Reserved2
    to.bytes(response.data);
}

void encode_smb2_write_request(core::ByteVector& out, const Smb2WriteRequest& request) {
    core::Writer to{out};
    to.u16le(49);  // StructureSize
    constexpr std::size_t fixed_bytes = 48;
    to.u16le(smb2_header_bytes + fixed_bytes);  // DataOffset
    to.u32le(static_cast<std::uint32_t>(request.data.size()));
    to.u64le(request.offset);
    to.u64le(request.file.persistent);
    to.u64le(request.file.volatile_part);
    to.u32le(0);  // Channel
    to.u32le(0);  // RemainingBytes
    to.u32le(0);  // WriteChannelInfo
    to.u32le(request.flags);
    to.bytes(request.data);
}

void encode_smb2_write_response(core::ByteVector& out, const Smb2WriteResponse& response) {
    core::Writer to{out};
    to.u16le(17);  // StructureSize
    to.u16le(0);   // Reserved
    to.u32le(response.count);
    to.u32le(0);  // Remaining
    to.u32le(0);  // WriteChannelInfo
}

}  // namespace hitme::wire
