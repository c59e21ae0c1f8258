// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_create.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (const auto request = wire::decode_smb2_create_request({data, size})) {
        core::check(request->contexts.size() <= wire::max_smb2_create_contexts, "contexts bounded");
        for (const auto& context : request->contexts)
            core::check(context.data.size() <= size, "context data lies inside");
    }
    (void)wire::decode_smb2_create_response({data, size});
    return 0;
}
