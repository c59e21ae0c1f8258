// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_close.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto message = wire::decode_smb1({data, size});
    if (!message) return 0;
    const auto lies_inside = [&](core::Bytes view) {
        return view.empty() || (view.data() >= data && view.data() + view.size() <= data + size);
    };
    for (const wire::Smb1Block& block : message->blocks()) {
        (void)wire::decode_smb1_fid(*message, block);
        if (const auto echo = wire::decode_smb1_echo(*message, block))
            core::check(lies_inside(echo->data), "data lies inside");
        if (const auto paths = wire::decode_smb1_paths(*message, block))
            core::check(paths->path.size() <= wire::max_smb_text_bytes, "paths are bounded");
    }
    return 0;
}
