// SPDX-License-Identifier: Apache-2.0
#include "wire/smb3_transform.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (const auto encrypted = wire::decode_smb3_encrypted({data, size}))
        core::check(encrypted->content.size() + 52 == size, "all but the header is content");
    if (const auto compressed = wire::decode_smb3_compressed({data, size}))
        core::check(compressed->content.size() + 16 == size, "all but the header is content");
    return 0;
}
