// SPDX-License-Identifier: Apache-2.0
#include "wire/rdp.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::Bytes bytes{data, size};
    for (int packets = 0; packets < 64; ++packets) {
        const auto tpkt = wire::take_tpkt(bytes);
        if (!tpkt) break;
        core::check(tpkt->consumed <= bytes.size() && tpkt->consumed > 0, "the packet lies inside");
        (void)wire::decode_rdp_connection_request(tpkt->payload);
        (void)wire::decode_mcs_request(tpkt->payload);
        if (const auto client = wire::decode_rdp_connect_initial(tpkt->payload)) {
            core::check(client->channels.size() <= wire::max_rdp_channels, "channels are bounded");
            for (const std::size_t at : client->channel_offsets)
                core::check(at + 8 <= tpkt->payload.size(), "a channel's name lies inside");
        }
        bytes = bytes.subspan(tpkt->consumed);
    }
    return 0;
}
