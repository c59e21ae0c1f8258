// SPDX-License-Identifier: Apache-2.0
#include "wire/rpc_tower.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto tower = wire::decode_rpc_tower({data, size});
    if (!tower) return 0;
    core::ByteVector written;
    wire::encode_rpc_tower(written, *tower);
    const auto again = wire::decode_rpc_tower(written);
    core::check(again.has_value(), "what is written can be read");
    core::check(again->interface == tower->interface && again->transfer == tower->transfer &&
                    again->transport == tower->transport,
                "and says the same");
    return 0;
}
