// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot_file.h"

#include <algorithm>

#include "core/check.h"
#include "core/digest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::ByteVector bytes(data, data + size);  // lies on eight, as a mapped file does
    (void)store::decode_snapshot(bytes);
    // The same with the digest that belongs to it, which no change of bytes would find.
    const auto digest = core::sha256(bytes);
    bytes.insert(bytes.end(), digest.begin(), digest.end());
    const auto columns = store::decode_snapshot(bytes);
    if (!columns) return 0;
    core::check(columns->events.size() == columns->v4.size() + columns->v6.size(),
                "every source has its number of events");
    core::check(columns->signals.size() * 4 <= size, "no more signals than bytes");
    core::check(std::ranges::equal(store::encode_snapshot(*columns), bytes),
                "what is read is written the same");
    return 0;
}
