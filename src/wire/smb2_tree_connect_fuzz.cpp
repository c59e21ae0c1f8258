// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_tree_connect.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (const auto request = wire::decode_smb2_tree_connect_request({data, size}))
        core::check(request->path.size() <= size, "the path lies inside");
    (void)wire::decode_smb2_tree_connect_response({data, size});
    return 0;
}
