// SPDX-License-Identifier: Apache-2.0
#include "wire/mysql.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::Bytes bytes{data, size};
    for (int packets = 0; packets < 64; ++packets) {
        const auto packet = wire::take_mysql_packet(bytes);
        if (!packet) break;
        core::check(packet->consumed <= bytes.size() && packet->consumed >= 4,
                    "the packet lies inside");
        if (const auto login = wire::decode_mysql_login(packet->payload))
            core::check(login->attributes.size() <= wire::max_mysql_attributes,
                        "attributes are bounded");
        (void)wire::decode_mysql_greeting(packet->payload);
        (void)wire::decode_mysql_error(packet->payload);
        bytes = bytes.subspan(packet->consumed);
    }
    return 0;
}
