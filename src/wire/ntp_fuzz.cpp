// SPDX-License-Identifier: Apache-2.0
#include "wire/ntp.h"

#include <algorithm>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto packet = wire::decode_ntp({data, size});
    if (!packet || packet->mode > 5) return 0;
    core::ByteVector again;
    wire::append_ntp(again, *packet);
    core::check(
        again.size() == wire::ntp_header_bytes && std::equal(again.begin(), again.end(), data),
        "what decodes and encodes comes back equal");
    return 0;
}
