// SPDX-License-Identifier: Apache-2.0
// Fragments of the fuzzer's making: each is six bytes of what and where, then its payload.
#include "sensor/capture/ip_fragments.h"

#include <algorithm>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::Bytes bytes{data, size};
    sensor::IpFragments fragments;
    core::Time at{};
    std::uint64_t taken = 0;
    std::uint64_t given = 0;
    const auto look = [&] {
        while (const auto* whole = fragments.next()) {
            ++given;
            core::check(whole->ip.payload.size() + whole->ip.missing <= sensor::max_datagram_bytes,
                        "a datagram is bounded");
            std::uint64_t sum = 0;
            for (const std::uint8_t byte : whole->ip.payload) sum += byte;
            core::check(sum <= 255u * whole->ip.payload.size(), "its bytes can be read");
        }
    };
    while (bytes.size() >= 6) {
        wire::IpPacket packet;
        packet.fragment_of = bytes[0] & 7u;
        packet.more_fragments = (bytes[0] & 8) != 0;
        packet.payload_offset = (bytes[0] & 16) != 0 ? 8 : 0;
        at += std::chrono::seconds{bytes[1]};
        packet.fragment_offset = ((std::uint32_t{bytes[2]} << 8) | bytes[3]) & 0xFFF8u;
        if (packet.fragment_offset > 0) packet.payload_offset = 0;
        packet.missing = bytes[4];
        const std::size_t length = std::min<std::size_t>(bytes[5], bytes.size() - 6);
        packet.payload = bytes.subspan(6, length);
        bytes = bytes.subspan(6 + length);
        fragments.take(packet, at);
        ++taken;
        core::check(fragments.open() <= sensor::max_open_datagrams, "the table is bounded");
        if ((packet.fragment_of & 1) == 0) look();
    }
    fragments.finish();
    look();
    core::check(given + fragments.lost() <= taken && fragments.open() == 0, "each ends once");
    return 0;
}
