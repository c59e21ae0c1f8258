// SPDX-License-Identifier: Apache-2.0
#include "wire/netbios_session.h"

#include <algorithm>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const core::Bytes bytes{data, size};
    (void)wire::declared_length(bytes);
    const auto frame = wire::take_frame(bytes);
    if (!frame) return 0;
    core::check(frame->consumed == frame->payload.size() + wire::netbios_header_bytes,
                "a frame is its header and payload");
    core::ByteVector again;
    wire::encode_netbios_frame(again, frame->type, frame->payload);
    core::check(std::equal(again.begin(), again.end(), data), "encoded again it is the same");
    if (const auto request = wire::decode_netbios_request(frame->payload))
        core::check(request->called.size() <= 15 && request->calling.size() <= 15,
                    "names are bounded");
    return 0;
}
