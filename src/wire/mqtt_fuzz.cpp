// SPDX-License-Identifier: Apache-2.0
#include "wire/mqtt.h"

#include <algorithm>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    (void)wire::decode_mqtt_connect({data, size});
    (void)wire::decode_mqtt_publish({data, size}, 2);
    if (const auto subscribe = wire::decode_mqtt_subscribe({data, size}, 5))
        core::check(subscribe->topics.size() <= wire::max_mqtt_topics, "topics are bounded");
    wire::MqttPacketReader whole;
    wire::MqttPacketReader pieces;
    using Step = wire::MqttPacketReader::Step;
    core::Bytes all{data, size};
    std::size_t at = 0;
    for (Step step = whole.next(all); step == Step::packet; step = whole.next(all)) {
        Step one = Step::need_more;
        while (one == Step::need_more && at < size) {
            core::Bytes byte{data + at++, 1};
            one = pieces.next(byte);
        }
        core::check(one == Step::packet && whole.packet_offset() == pieces.packet_offset() &&
                        whole.body().size() == pieces.body().size(),
                    "pieces do not change a packet");
    }
    return 0;
}
