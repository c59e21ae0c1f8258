// SPDX-License-Identifier: Apache-2.0
#include "wire/smb3_transform.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (const auto encrypted = wire::decode_smb3_encrypted({data, size})) {
        core::check(encrypted->content.size() + wire::smb3_transform_header_bytes == size,
                    "all but the header is content");
        core::ByteVector again;
        wire::encode_smb3_encrypted_header(again, *encrypted);
        const auto twice = wire::decode_smb3_encrypted(again);
        core::check(
            twice && twice->signature == encrypted->signature && twice->nonce == encrypted->nonce &&
                twice->original_size == encrypted->original_size &&
                twice->flags == encrypted->flags && twice->session_id == encrypted->session_id,
            "a header that was read is written as it was read");
    }
    if (const auto compressed = wire::decode_smb3_compressed({data, size}))
        core::check(compressed->content.size() + 16 == size, "all but the header is content");
    return 0;
}
