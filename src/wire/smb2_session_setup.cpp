// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_session_setup.h"

#include "core/reader.h"
#include "core/writer.h"
#include "wire/smb2_header.h"

namespace hitme::wire {

core::Parsed<Smb2SessionSetupRequest> decode_smb2_session_setup_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.5, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2SessionSetupRequest request;
    if (in.u16le("StructureSize") != 25) in.fail(core::Fault::bad_value, "StructureSize");
    request.flags = in.u8("Flags");
    request.security_mode = in.u8("SecurityMode");
    request.capabilities = in.u32le("Capabilities");
    in.skip(4, "Channel");
    const std::size_t offset = in.u16le("SecurityBufferOffset");
    const std::size_t length = in.u16le("SecurityBufferLength");
    request.previous_session_id = in.u64le("PreviousSessionId");
    if (length > 0) {
        in.seek(offset, "SecurityBufferOffset");
        request.security_blob = in.take(length, "Buffer");
    }
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2SessionSetupResponse> decode_smb2_session_setup_response(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.6, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2SessionSetupResponse response;
    if (in.u16le("StructureSize") != 9) in.fail(core::Fault::bad_value, "StructureSize");
    response.session_flags = in.u16le("SessionFlags");
    const std::size_t offset = in.u16le("SecurityBufferOffset");
    const std::size_t length = in.u16le("SecurityBufferLength");
    if (length > 0) {
        in.seek(offset, "SecurityBufferOffset");
        response.security_blob = in.take(length, "Buffer");
    }
    if (!in.ok()) return in.error();
    return response;
}

void encode_smb2_session_setup_request(core::ByteVector& out,
                                       const Smb2SessionSetupRequest& request) {
    core::Writer to{out};
    to.u16le(25);  // StructureSize
    to.u8(request.flags);
    to.u8(request.security_mode);
    to.u32le(request.capabilities);
    to.u32le(0);  // Channel
    constexpr std::size_t fixed_bytes = 24;
    to.u16le(smb2_header_bytes + fixed_bytes);  // SecurityBufferOffset
    to.u16le(static_cast<std::uint16_t>(request.security_blob.size()));
    to.u64le(request.previous_session_id);
    to.bytes(request.security_blob);
}

void encode_smb2_session_setup_response(core::ByteVector& out,
                                        const Smb2SessionSetupResponse& response) {
    core::Writer to{out};
    to.u16le(9);  // StructureSize
    to.u16le(response.session_flags);
    constexpr std::size_t fixed_bytes = 8;
    to.u16le(smb2_header_bytes + fixed_bytes);  // SecurityBufferOffset
    to.u16le(static_cast<std::uint16_t>(response.security_blob.size()));
    to.bytes(response.security_blob);
}

}  // namespace hitme::wire
