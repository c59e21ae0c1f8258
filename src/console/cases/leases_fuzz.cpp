// SPDX-License-Identifier: Apache-2.0
#include "console/cases/lease_table.h"
#include "console/cases/leases.h"
#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto leases = console::cases::parse_leases(
        core::as_text({data, size}), core::from_nanoseconds(1'772'712'000'000'000'000));
    for (const auto& lease : leases.leases) {
        core::check(lease.from < lease.until, "a lease lasts");
        core::check(lease.mac.size() == 17, "a MAC has six bytes");
        for (const char c : lease.name) core::check(c >= 0x20 && c < 0x7f, "a name is printable");
    }
    console::cases::LeaseTable table;
    table.merge(leases, core::from_nanoseconds(1'772'712'000'000'000'000));
    for (const auto& lease : leases.leases) {
        const auto* found = table.at(lease.address, lease.from);
        core::check(found == nullptr || (found->from <= lease.from && lease.from < found->until),
                    "who is named had it then");
    }
    return 0;
}
