// SPDX-License-Identifier: Apache-2.0
#include "core/check.h"
#include "store/ip/location_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto file = store::LocationFile::over({data, size});
    if (!file) return 0;
    for (const char* text : {"192.0.2.1", "255.255.255.255", "::", "2001:db8::1", "::ffff:0:0"}) {
        const auto found = file->network(*core::Address::parse(text));
        if (!found) continue;
        core::check(found->length >= 0 && found->length <= 128, "a prefix has at most 128 bits");
        if (found->asn)
            core::check(file->as_name(*found->asn).size() <= store::max_location_text,
                        "names are cut");
    }
    core::check(file->vendor().size() + file->licence().size() <= 2 * store::max_location_text,
                "texts are cut");
    return 0;
}
