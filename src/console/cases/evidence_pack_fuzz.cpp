// SPDX-License-Identifier: Apache-2.0
#include "console/cases/evidence_pack.h"
#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto verified = console::cases::verify_pack(core::as_text({data, size}));
    if (verified)
        core::check(verified->lines >= 1 && verified->head.size() == 64, "a good pack has a head");
    return 0;
}
