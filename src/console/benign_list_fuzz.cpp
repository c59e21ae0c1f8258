// SPDX-License-Identifier: Apache-2.0
#include "console/benign_list.h"
#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto entries = console::parse_benign_list(core::as_text({data, size}), "fuzz");
    if (!entries) return 0;
    for (const auto& entry : *entries)
        core::check(entry.network.has_value() != (entry.as_number != 0),
                    "an entry names a network or an autonomous system");
    return 0;
}
