// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_ioctl.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"
#include "wire/smb2_negotiate.h"

namespace hitme::wire {

const char* name_of_fsctl(std::uint32_t code) {
    switch (code) {
        case fsctl_dfs_get_referrals:
            return "FSCTL_DFS_GET_REFERRALS";
        case fsctl_dfs_get_referrals_ex:
            return "FSCTL_DFS_GET_REFERRALS_EX";
        case fsctl_pipe_peek:
            return "FSCTL_PIPE_PEEK";
        case fsctl_pipe_wait:
            return "FSCTL_PIPE_WAIT";
        case fsctl_pipe_transceive:
            return "FSCTL_PIPE_TRANSCEIVE";
        case fsctl_query_network_interfaces:
            return "FSCTL_QUERY_NETWORK_INTERFACE_INFO";
        case fsctl_validate_negotiate_info:
            return "FSCTL_VALIDATE_NEGOTIATE_INFO";
        case 0x0014'4064:
            return "FSCTL_SRV_ENUMERATE_SNAPSHOTS";
        case 0x0014'0078:
            return "FSCTL_SRV_REQUEST_RESUME_KEY";
        case 0x0014'40F2:
            return "FSCTL_SRV_COPYCHUNK";
        case 0x0014'80F2:
            return "FSCTL_SRV_COPYCHUNK_WRITE";
        case 0x0009'00A4:
            return "FSCTL_SET_REPARSE_POINT";
        case 0x0009'00A8:
            return "FSCTL_GET_REPARSE_POINT";
        case 0x0009'00C0:
            return "FSCTL_CREATE_OR_GET_OBJECT_ID";
        default:
            return "UNKNOWN";
    }
}

core::Parsed<Smb2IoctlRequest> decode_smb2_ioctl_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.31, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2IoctlRequest request;
    if (in.u16le("StructureSize") != 57) in.fail(core::Fault::bad_value, "StructureSize");
    in.skip(2, "Reserved");
    request.code = in.u32le("CtlCode");
    request.file.persistent = in.u64le("FileId");
    request.file.volatile_part = in.u64le("FileId");
    const std::size_t input_offset = in.u32le("InputOffset");
    const std::size_t input_length = in.u32le("InputCount");
    request.max_input_response = in.u32le("MaxInputResponse");
    in.skip(8, "OutputOffset");  // and OutputCount
    request.max_output_response = in.u32le("MaxOutputResponse");
    request.flags = in.u32le("Flags");
    in.skip(4, "Reserved2");
    if (input_length > 0) {
        in.seek(input_offset, "InputOffset");
        request.input = in.take(input_length, "Input");
    }
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2IoctlResponse> decode_smb2_ioctl_response(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.32, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2IoctlResponse response;
    if (in.u16le("StructureSize") != 49) in.fail(core::Fault::bad_value, "StructureSize");
    in.skip(2, "Reserved");
    response.code = in.u32le("CtlCode");
    response.file.persistent = in.u64le("FileId");
    response.file.volatile_part = in.u64le("FileId");
    const std::size_t input_offset = in.u32le("InputOffset");
    const std::size_t input_length = in.u32le("InputCount");
    const std::size_t output_offset = in.u32le("OutputOffset");
    const std::size_t output_length = in.u32le("OutputCount");
    response.flags = in.u32le("Flags");
    in.skip(4, "Reserved2");
    if (input_length > 0) {
        in.seek(input_offset, "InputOffset");
        response.input = in.take(input_length, "Input");
    }
    if (output_length > 0) {
        in.seek(output_offset, "OutputOffset");
        response.output = in.take(output_length, "Output");
    }
    if (!in.ok()) return in.error();
    return response;
}

void encode_smb2_ioctl_request(core::ByteVector& out, const Smb2IoctlRequest& request) {
    core::Writer to{out};
    to.u16le(57);  // StructureSize
    to.u16le(0);   // Reserved
    to.u32le(request.code);
    to.u64le(request.file.persistent);
    to.u64le(request.file.volatile_part);
    constexpr std::size_t fixed_bytes = 56;
    to.u32le(smb2_header_bytes + fixed_bytes);  // InputOffset
    to.u32le(static_cast<std::uint32_t>(request.input.size()));
    to.u32le(request.max_input_response);
    to.u32le(0);  // OutputOffset
    to.u32le(0);  // OutputCount
    to.u32le(request.max_output_response);
    to.u32le(request.flags);
    to.u32le(0);  // Reserved2
    to.bytes(request.input);
    if (request.input.empty()) to.u8(0);  // the buffer has at least one byte
}

void encode_smb2_ioctl_response(core::ByteVector& out, const Smb2IoctlResponse& response) {
    core::Writer to{out};
    to.u16le(49);  // StructureSize
    to.u16le(0);   // Reserved
    to.u32le(response.code);
    to.u64le(response.file.persistent);
    to.u64le(response.file.volatile_part);
    constexpr std::size_t fixed_bytes = 48;
    to.u32le(smb2_header_bytes + fixed_bytes);  // InputOffset
    to.u32le(0);                                // InputCount
    to.u32le(smb2_header_bytes + fixed_bytes);  // OutputOffset
    to.u32le(static_cast<std::uint32_t>(response.output.size()));
    to.u32le(response.flags);
    to.u32le(0);  // Reserved2
    to.bytes(response.output);
}

core::Parsed<ValidateNegotiateInfo> decode_validate_negotiate_request(core::Bytes input) {
    core::Reader in{input};  // [MS-SMB2] 2.2.31.4, in its order
    ValidateNegotiateInfo info;
    info.capabilities = in.u32le("Capabilities");
    const core::Bytes guid = in.take(info.guid.size(), "Guid");
    info.security_mode = in.u16le("SecurityMode");
    const std::size_t count = in.u16le("DialectCount");
    if (count > max_smb2_dialects) in.fail(core::Fault::over_limit, "DialectCount");
    for (std::size_t i = 0; i < count && in.ok(); ++i)
        info.dialects.push_back(in.u16le("Dialects"));
    if (!in.ok()) return in.error();
    std::copy(guid.begin(), guid.end(), info.guid.begin());
    return info;
}

void encode_validate_negotiate_response(core::ByteVector& out, const ValidateNegotiateInfo& info) {
    core::Writer to{out};
    to.u32le(info.capabilities);
    to.bytes(info.guid);
    to.u16le(info.security_mode);
    to.u16le(info.dialects.empty() ? 0 : info.dialects.front());
}

}  // namespace hitme::wire
