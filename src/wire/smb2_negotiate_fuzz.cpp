// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_negotiate.h"

#include "core/check.h"
#include "wire/smb2_header.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (const auto request = wire::decode_smb2_negotiate_request({data, size})) {
        core::ByteVector out(wire::smb2_header_bytes, 0);
        wire::encode_smb2_negotiate_request(out, *request);
        const auto again = wire::decode_smb2_negotiate_request(out);
        core::check(again && again->dialects == request->dialects &&
                        again->contexts.size() == request->contexts.size(),
                    "a request reads back");
    }
    if (const auto response = wire::decode_smb2_negotiate_response({data, size})) {
        core::ByteVector out(wire::smb2_header_bytes, 0);
        wire::encode_smb2_negotiate_response(out, *response);
        const auto again = wire::decode_smb2_negotiate_response(out);
        core::check(again && again->security_blob.size() == response->security_blob.size(),
                    "a response reads back");
    }
    return 0;
}
