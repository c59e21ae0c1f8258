// SPDX-License-Identifier: Apache-2.0
#include "console/alert/spool.h"

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "core/check.h"
#include "core/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme::console::alert;
    const auto waiting = Spool::read(hitme::core::as_text({data, size}));
    std::size_t bytes = 0;
    for (const auto& one : waiting) {
        hitme::core::check(one.payload.size() <= max_payload_bytes, "no payload is over its limit");
        bytes += one.payload.size();
    }
    hitme::core::check(bytes <= size, "no payload is longer than the file that it is read from");
    return 0;
}
