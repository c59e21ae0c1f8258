// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_transaction.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto message = wire::decode_smb1({data, size});
    if (!message) return 0;
    const auto lies_inside = [&](core::Bytes view) {
        return view.empty() || (view.data() >= data && view.data() + view.size() <= data + size);
    };
    for (const wire::Smb1Block& block : message->blocks()) {
        if (const auto request = wire::decode_smb1_transaction(*message, block)) {
            core::check(lies_inside(request->setup) && lies_inside(request->parameters) &&
                            lies_inside(request->data),
                        "views lie inside");
            core::check(request->fault || request->data.size() == request->data_count,
                        "data is whole or a fault says why");
            (void)request->setup_word(300);
        }
        if (const auto reply = wire::decode_smb1_transaction_reply(*message, block))
            core::check(lies_inside(reply->parameters) && lies_inside(reply->data),
                        "views lie inside");
    }
    return 0;
}
