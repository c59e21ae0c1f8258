// SPDX-License-Identifier: Apache-2.0
#include "wire/link_layer.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    using wire::LinkType;
    for (const auto link :
         {LinkType::null, LinkType::ethernet, LinkType::raw, LinkType::loop, LinkType::linux_cooked,
          LinkType::linux_cooked_v2, LinkType::ipv4, LinkType::ipv6}) {
        const auto frame = wire::decode_frame(link, {data, size});
        if (frame) core::check(frame->payload.size() <= size, "the payload lies inside");
    }
    return 0;
}
