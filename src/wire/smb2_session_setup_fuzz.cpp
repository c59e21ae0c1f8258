// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_session_setup.h"

#include "core/check.h"
#include "wire/smb2_header.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (const auto request = wire::decode_smb2_session_setup_request({data, size}))
        core::check(request->security_blob.size() <= size, "the blob lies inside");
    if (const auto response = wire::decode_smb2_session_setup_response({data, size})) {
        core::ByteVector out(wire::smb2_header_bytes, 0);
        wire::encode_smb2_session_setup_response(out, *response);
        core::check(wire::decode_smb2_session_setup_response(out).has_value(),
                    "a response reads back");
    }
    return 0;
}
