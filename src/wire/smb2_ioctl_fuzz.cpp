// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_ioctl.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (const auto request = wire::decode_smb2_ioctl_request({data, size})) {
        core::check(request->input.size() <= size, "the input lies inside");
        (void)wire::decode_validate_negotiate_request(request->input);
    }
    if (const auto response = wire::decode_smb2_ioctl_response({data, size}))
        core::check(response->output.size() <= size, "the output lies inside");
    (void)wire::decode_validate_negotiate_request({data, size});
    return 0;
}
