// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_close.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    (void)wire::decode_smb2_close_request({data, size});
    (void)wire::decode_smb2_flush_request({data, size});
    if (const auto response = wire::decode_smb2_close_response({data, size})) {
        core::ByteVector out(wire::smb2_header_bytes, 0);
        wire::encode_smb2_close_response(out, *response);
        core::check(wire::decode_smb2_close_response(out).has_value(), "a response reads back");
    }
    return 0;
}
