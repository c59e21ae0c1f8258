// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_read_write.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    (void)wire::decode_smb2_read_request({data, size});
    if (const auto read = wire::decode_smb2_read_response({data, size}))
        core::check(read->data.size() <= size, "what was read lies inside");
    if (const auto write = wire::decode_smb2_write_request({data, size}))
        core::check(write->data.size() <= size && write->data.size() <= write->declared,
                    "what is written lies inside");
    (void)wire::decode_smb2_write_response({data, size});
    return 0;
}
