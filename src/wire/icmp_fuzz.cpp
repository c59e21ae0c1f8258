// SPDX-License-Identifier: Apache-2.0
#include "wire/icmp.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    for (const auto version : {wire::IcmpVersion::v4, wire::IcmpVersion::v6}) {
        const auto decoded = wire::decode_icmp(version, {data, size});
        core::check(decoded.has_value() == (size >= 8), "eight bytes are a message");
    }
    return 0;
}
