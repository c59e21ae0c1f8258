// SPDX-License-Identifier: Apache-2.0
#include "wire/ndr.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (size < 2) return 0;
    // The first byte says the form, the second how many steps of the program behind it; the rest is the stub.
    const auto order = (data[0] & 1) != 0 ? wire::ByteOrder::big : wire::ByteOrder::little;
    const auto form = (data[0] & 2) != 0 ? wire::NdrForm::ndr64 : wire::NdrForm::ndr;
    const std::size_t steps = data[1] % 16;
    if (size < 2 + steps) return 0;
    const core::Bytes stub = core::Bytes(data, size).subspan(2 + steps);
    wire::NdrReader in{stub, order, form};
    for (std::size_t i = 0; i < steps && in.ok(); ++i) {
        switch (data[2 + i] % 12) {
            case 0:
                core::check(in.wide_string("a").text(64).size() <= 64, "text is bounded");
                break;
            case 1:
                in.byte_string("b").text();
                break;
            case 2:
                in.unique_wide_string("c").text();
                break;
            case 3:
                in.unicode_body(in.unicode_header("d"), "d").length();
                break;
            case 4:
                in.sid("e");
                break;
            case 5:
                in.conformant_bytes("f");
                break;
            case 6:
                core::check(in.conformance("g") <= wire::max_ndr_elements, "arrays are bounded");
                break;
            case 7:
                in.level("h");
                break;
            case 8:
                in.context_handle("i");
                break;
            case 9:
                in.u64("j");
                break;
            case 10:
                in.enumeration("k");
                break;
            default:
                in.u8("l");
        }
        core::check(in.offset() <= stub.size(), "the reader stays inside");
    }
    return 0;
}
