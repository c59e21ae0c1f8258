// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_query.h"

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

core::Parsed<Smb2QueryDirectoryRequest> decode_smb2_query_directory_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.33, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2QueryDirectoryRequest request;
    if (in.u16le("StructureSize") != 33) in.fail(core::Fault::bad_value, "StructureSize");
    request.information_class = in.u8("FileInformationClass");
    request.flags = in.u8("Flags");
    request.file_index = in.u32le("FileIndex");
    request.file.persistent = in.u64le("FileId");
    request.file.volatile_part = in.u64le("FileId");
    const std::size_t offset = in.u16le("FileNameOffset");
    const std::size_t length = in.u16le("FileNameLength");
    request.output_length = in.u32le("OutputBufferLength");
    if (length > 0) {
        in.seek(offset, "FileNameOffset");
        request.pattern = in.take(length, "FileName");
    }
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2QueryInfoRequest> decode_smb2_query_info_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.37, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2QueryInfoRequest request;
    if (in.u16le("StructureSize") != 41) in.fail(core::Fault::bad_value, "StructureSize");
    request.type = static_cast<Smb2InfoType>(in.u8("InfoType"));
    request.information_class = in.u8("FileInfoClass");
    request.output_length = in.u32le("OutputBufferLength");
    const std::size_t offset = in.u16le("InputBufferOffset");
    in.skip(2, "Reserved");
    const std::size_t length = in.u32le("InputBufferLength");
    request.additional = in.u32le("AdditionalInformation");
    request.flags = in.u32le("Flags");
    request.file.persistent = in.u64le("FileId");
    request.file.volatile_part = in.u64le("FileId");
    if (length > 0) {
        in.seek(offset, "InputBufferOffset");
        request.input = in.take(length, "Buffer");
    }
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2SetInfoRequest> decode_smb2_set_info_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.39, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2SetInfoRequest request;
    if (in.u16le("StructureSize") != 33) in.fail(core::Fault::bad_value, "StructureSize");
    request.type = static_cast<Smb2InfoType>(in.u8("InfoType"));
    request.information_class = in.u8("FileInfoClass");
    const std::size_t length = in.u32le("BufferLength");
    const std::size_t offset = in.u16le("BufferOffset");
    in.skip(2, "Reserved");
    request.additional = in.u32le("AdditionalInformation");
    request.file.persistent = in.u64le("FileId");
    request.file.volatile_part = in.u64le("FileId");
    if (length > 0) {
        in.seek(offset, "BufferOffset");
        request.buffer = in.take(length, "Buffer");
    }
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2QueryResponse> decode_smb2_query_response(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.34 and 2.2.38, which are alike
    in.seek(smb2_header_bytes, "Body");
    Smb2QueryResponse response;
    if (in.u16le("StructureSize") != 9) in.fail(core::Fault::bad_value, "StructureSize");
    const std::size_t offset = in.u16le("OutputBufferOffset");
    const std::size_t length = in.u32le("OutputBufferLength");
    if (length > 0) {
        in.seek(offset, "OutputBufferOffset");
        response.buffer = in.take(length, "Buffer");
    }
    if (!in.ok()) return in.error();
    return response;
}

void encode_smb2_query_directory_request(core::ByteVector& out,
                                         const Smb2QueryDirectoryRequest& request) {
    core::Writer to{out};
    to.u16le(33);  // StructureSize
    to.u8(request.information_class);
    to.u8(request.flags);
    to.u32le(request.file_index);
    to.u64le(request.file.persistent);
    to.u64le(request.file.volatile_part);
    constexpr std::size_t fixed_bytes = 32;
    to.u16le(smb2_header_bytes + fixed_bytes);  // FileNameOffset
    to.u16le(static_cast<std::uint16_t>(request.pattern.size()));
    to.u32le(request.output_length);
    to.bytes(request.pattern);
}

void encode_smb2_query_info_request(core::ByteVector& out, const Smb2QueryInfoRequest& request) {
    core::Writer to{out};
    to.u16le(41);  // StructureSize
    to.u8(static_cast<std::uint8_t>(request.type));
    to.u8(request.information_class);
    to.u32le(request.output_length);
    constexpr std::size_t fixed_bytes = 40;
    to.u16le(smb2_header_bytes + fixed_bytes);  // InputBufferOffset
    to.u16le(0);                                // Reserved
    to.u32le(static_cast<std::uint32_t>(request.input.size()));
    to.u32le(request.additional);
    to.u32le(request.flags);
    to.u64le(request.file.persistent);
    to.u64le(request.file.volatile_part);
    to.bytes(request.input);
}

void encode_smb2_set_info_request(core::ByteVector& out, const Smb2SetInfoRequest& request) {
    core::Writer to{out};
    to.u16le(33);  // StructureSize
    to.u8(static_cast<std::uint8_t>(request.type));
    to.u8(request.information_class);
    to.u32le(static_cast<std::uint32_t>(request.buffer.size()));
    constexpr std::size_t fixed_bytes = 32;
    to.u16le(smb2_header_bytes + fixed_bytes);  // BufferOffset
    to.u16le(0);                                // Reserved
    to.u32le(request.additional);
    to.u64le(request.file.persistent);
    to.u64le(request.file.volatile_part);
    to.bytes(request.buffer);
}

void encode_smb2_query_response(core::ByteVector& out, const Smb2QueryResponse& response) {
    core::Writer to{out};
    to.u16le(9);  // StructureSize
    constexpr std::size_t fixed_bytes = 8;
    to.u16le(smb2_header_bytes + fixed_bytes);  // OutputBufferOffset
    to.u32le(static_cast<std::uint32_t>(response.buffer.size()));
    to.bytes(response.buffer);
}

void encode_smb2_set_info_response(core::ByteVector& out) {
    core::Writer to{out};
    to.u16le(2);  // StructureSize
}

}  // namespace hitme::wire
