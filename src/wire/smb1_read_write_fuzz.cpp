// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_read_write.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto message = wire::decode_smb1({data, size});
    if (!message) return 0;
    const auto lies_inside = [&](core::Bytes view) {
        return view.empty() || (view.data() >= data && view.data() + view.size() <= data + size);
    };
    for (const wire::Smb1Block& block : message->blocks()) {
        (void)wire::decode_smb1_read(*message, block);
        if (const auto request = wire::decode_smb1_write(*message, block)) {
            core::check(lies_inside(request->data), "data lies inside");
            core::check(request->fault || request->data.size() == request->data_length,
                        "data is whole or a fault says why");
        }
        if (const auto reply = wire::decode_smb1_read_reply(*message, block))
            core::check(lies_inside(reply->data), "data lies inside");
    }
    return 0;
}
