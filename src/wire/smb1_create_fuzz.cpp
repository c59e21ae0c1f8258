// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_create.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto message = wire::decode_smb1({data, size});
    if (!message) return 0;
    const auto lies_inside = [&](core::Bytes view) {
        return view.empty() || (view.data() >= data && view.data() + view.size() <= data + size);
    };
    for (const wire::Smb1Block& block : message->blocks()) {
        if (const auto request = wire::decode_smb1_create(*message, block))
            core::check(request->name.size() <= wire::max_smb_text_bytes, "names are bounded");
        (void)wire::decode_smb1_create_reply(*message, block);
        for (const auto encoding : {wire::SmbText::utf16, wire::SmbText::oem}) {
            if (const auto request = wire::decode_smb1_open2(block.bytes, encoding))
                core::check(lies_inside(request->name_bytes), "views lie inside");
            if (const auto request = wire::decode_smb1_nt_transact_create(block.bytes, encoding))
                core::check(lies_inside(request->name_bytes), "views lie inside");
        }
        (void)wire::decode_smb1_nt_transact_create_reply(block.bytes);
        core::check(lies_inside(block.bytes), "views lie inside");
    }
    return 0;
}
