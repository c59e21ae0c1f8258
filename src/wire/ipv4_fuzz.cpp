// SPDX-License-Identifier: Apache-2.0
#include "wire/ipv4.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto decoded = wire::decode_ipv4({data, size});
    if (!decoded) return 0;
    core::check(decoded->payload.size() <= size, "the payload lies inside");
    if (!decoded->payload.empty())
        core::check(decoded->payload.data() > data &&
                        decoded->payload.data() + decoded->payload.size() <= data + size,
                    "the payload lies behind the header");
    return 0;
}
