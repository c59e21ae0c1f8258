// SPDX-License-Identifier: Apache-2.0
#include "wire/smb_text.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const core::Bytes bytes{data, size};
    for (const auto encoding : {wire::SmbText::oem, wire::SmbText::utf16}) {
        const std::string all = wire::smb_text(bytes, encoding);
        core::check(all.size() <= wire::max_smb_text_bytes, "text is bounded");
        // What came out is UTF-8, so it survives the way to UTF-16 and back.
        core::ByteVector again;
        wire::append_utf16(again, all);
        core::check(wire::smb_text_from_utf16(again, 2 * wire::max_smb_text_bytes) == all,
                    "text is UTF-8");
        core::Reader in{bytes};
        while (in.left() > 0) {
            const std::size_t before = in.left();
            wire::take_smb_text(in, encoding, "Name");
            core::check(in.left() < before, "taking advances");
        }
    }
    core::ByteVector out;
    wire::append_utf16(out, core::as_text(bytes));
    core::check(out.size() <= 2 * size, "a byte gives at most a unit");
    return 0;
}
