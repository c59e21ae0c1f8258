// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_lock.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto request = wire::decode_smb2_lock_request({data, size});
    if (!request) return 0;
    core::check(request->elements.size() <= wire::max_smb2_lock_elements, "elements are bounded");
    core::ByteVector out(wire::smb2_header_bytes, 0);
    wire::encode_smb2_lock_request(out, *request);
    const auto again = wire::decode_smb2_lock_request(out);
    core::check(again && again->elements.size() == request->elements.size(), "it reads back");
    return 0;
}
