// SPDX-License-Identifier: Apache-2.0
#include "wire/pcap.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const core::Bytes bytes{data, size};
    const auto header = wire::decode_pcap_header(bytes, core::Input::whole);
    if (!header) return 0;
    std::size_t at = wire::pcap_header_bytes;
    while (at < size) {
        const auto packet =
            wire::decode_pcap_packet(*header, bytes.subspan(at), core::Input::whole);
        if (!packet) break;
        core::check(packet->record_bytes >= 16 && packet->record_bytes <= size - at,
                    "a record goes forward and stays inside");
        at += packet->record_bytes;
    }
    return 0;
}
