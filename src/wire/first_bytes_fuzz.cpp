// SPDX-License-Identifier: Apache-2.0
#include "wire/first_bytes.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    for (const auto carrier : {wire::Carrier::stream, wire::Carrier::datagram}) {
        const auto name = wire::guess_protocol({data, size}, carrier);
        core::check(size > 0 || name.empty(), "nothing says nothing");
    }
    return 0;
}
