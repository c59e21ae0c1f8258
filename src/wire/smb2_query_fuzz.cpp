// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_query.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (const auto request = wire::decode_smb2_query_directory_request({data, size}))
        core::check(request->pattern.size() <= size, "the pattern lies inside");
    if (const auto request = wire::decode_smb2_query_info_request({data, size}))
        core::check(request->input.size() <= size, "the input lies inside");
    if (const auto request = wire::decode_smb2_set_info_request({data, size}))
        core::check(request->buffer.size() <= size, "the buffer lies inside");
    (void)wire::decode_smb2_query_response({data, size});
    return 0;
}
