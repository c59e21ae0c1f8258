// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_tree_connect.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto message = wire::decode_smb1({data, size});
    if (!message) return 0;
    const auto lies_inside = [&](core::Bytes view) {
        return view.empty() || (view.data() >= data && view.data() + view.size() <= data + size);
    };
    for (const wire::Smb1Block& block : message->blocks()) {
        if (const auto request = wire::decode_smb1_tree_connect(*message, block)) {
            core::check(lies_inside(request->password), "views lie inside");
            const auto unc = wire::split_unc(request->path);
            core::check(unc.host.size() + unc.share.size() <= request->path.size(),
                        "parts are of the path");
        }
        (void)wire::decode_smb1_tree_connect_reply(*message, block);
    }
    return 0;
}
