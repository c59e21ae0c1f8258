// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_tree_connect.h"

#include "core/reader.h"
#include "core/writer.h"
#include "wire/smb2_header.h"

namespace hitme::wire {

core::Parsed<Smb2TreeConnectRequest> decode_smb2_tree_connect_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.9, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2TreeConnectRequest request;
    if (in.u16le("StructureSize") != 9) in.fail(core::Fault::bad_value, "StructureSize");
    request.flags = in.u16le("Flags");
    const std::size_t offset = in.u16le("PathOffset");
    const std::size_t length = in.u16le("PathLength");
    // With the extension of 2.2.9.1 too, PathOffset counts from the header ([MS-SMB2] 2.2.9).
    if (length > 0) {
        in.seek(offset, "PathOffset");
        request.path = in.take(length, "PathName");
    }
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2TreeConnectResponse> decode_smb2_tree_connect_response(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.10, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2TreeConnectResponse response;
    if (in.u16le("StructureSize") != 16) in.fail(core::Fault::bad_value, "StructureSize");
    response.share_type = static_cast<Smb2ShareType>(in.u8("ShareType"));
    in.skip(1, "Reserved");
    response.share_flags = in.u32le("ShareFlags");
    response.capabilities = in.u32le("Capabilities");
    response.maximal_access = in.u32le("MaximalAccess");
    if (!in.ok()) return in.error();
    return response;
}

void encode_smb2_tree_connect_request(core::ByteVector& out,
                                      const Smb2TreeConnectRequest& request) {
    core::Writer to{out};
    to.u16le(9);  // StructureSize
    to.u16le(request.flags);
    constexpr std::size_t fixed_bytes = 8;
    to.u16le(smb2_header_bytes + fixed_bytes);  // PathOffset
    to.u16le(static_cast<std::uint16_t>(request.path.size()));
    to.bytes(request.path);
}

void encode_smb2_tree_connect_response(core::ByteVector& out,
                                       const Smb2TreeConnectResponse& response) {
    core::Writer to{out};
    to.u16le(16);  // StructureSize
    to.u8(static_cast<std::uint8_t>(response.share_type));
    to.u8(0);  // Reserved
    to.u32le(response.share_flags);
    to.u32le(response.capabilities);
    to.u32le(response.maximal_access);
}

}  // namespace hitme::wire
