// SPDX-License-Identifier: Apache-2.0
#include "console/cases/neighbours.h"
#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    for (const auto& [address, mac] : console::cases::parse_neighbours(core::as_text({data, size})))
        core::check(mac.size() == 17 && mac != "00:00:00:00:00:00", "a MAC has six bytes");
    return 0;
}
