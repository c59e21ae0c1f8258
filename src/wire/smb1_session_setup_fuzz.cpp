// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_session_setup.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto message = wire::decode_smb1({data, size});
    if (!message) return 0;
    const auto lies_inside = [&](core::Bytes view) {
        return view.empty() || (view.data() >= data && view.data() + view.size() <= data + size);
    };
    for (const wire::Smb1Block& block : message->blocks()) {
        if (const auto request = wire::decode_smb1_session_setup(*message, block))
            core::check(lies_inside(request->oem_password) &&
                            lies_inside(request->unicode_password) &&
                            lies_inside(request->security_blob),
                        "views lie inside");
        if (const auto reply = wire::decode_smb1_session_setup_reply(*message, block))
            core::check(lies_inside(reply->security_blob), "views lie inside");
    }
    return 0;
}
