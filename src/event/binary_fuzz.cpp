// SPDX-License-Identifier: Apache-2.0
#include "event/binary.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto batch = event::decode_batch({data, size});
    if (batch) {
        std::string once;
        event::append_binary(once, *batch);
        const auto again = event::decode_batch(core::as_bytes(once));
        core::check(again.has_value(), "what we wrote reads back");
        std::string twice;
        event::append_binary(twice, *again);
        core::check(once == twice, "and says the same");
    }
    return 0;
}
