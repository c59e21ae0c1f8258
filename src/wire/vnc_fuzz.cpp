// SPDX-License-Identifier: Apache-2.0
#include "wire/vnc.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (const auto version = wire::take_vnc_version({data, size})) {
        const std::string again = wire::encode_vnc_version(*version);
        core::check(again == core::as_text({data, wire::vnc_version_bytes}),
                    "a version reads back");
    }
    if (const auto list = wire::take_vnc_security_list({data, size}))
        core::check(list->consumed <= size, "the list lies inside");
    return 0;
}
