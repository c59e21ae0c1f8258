// SPDX-License-Identifier: Apache-2.0
#include "wire/tds.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::Bytes bytes{data, size};
    for (int packets = 0; packets < 64; ++packets) {
        const auto packet = wire::take_tds_packet(bytes);
        if (!packet) break;
        core::check(packet->consumed <= bytes.size() && packet->consumed >= 8,
                    "the packet lies inside");
        (void)wire::decode_tds_prelogin(packet->payload);
        (void)wire::decode_tds_login(packet->payload);
        (void)wire::decode_tds_error_number(packet->payload);
        if (const auto batch = wire::decode_tds_batch(packet->payload))
            core::check(batch->size() <= 2 * packet->payload.size() + 3, "text grows little");
        bytes = bytes.subspan(packet->consumed);
    }
    return 0;
}
