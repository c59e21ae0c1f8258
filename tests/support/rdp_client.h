// SPDX-License-Identifier: Apache-2.0
// What an RDP client sends, written by [MS-RDPBCGR] 2.2.1, T.125 and T.124.
#pragma once

#include <string_view>
#include <vector>

#include "core/writer.h"
#include "wire/rdp.h"

namespace hitme::tests {

inline core::ByteVector in_tpkt(core::Bytes payload) {
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u16be(0x0300);
    out.u16be(static_cast<std::uint16_t>(payload.size() + 4));
    out.bytes(payload);
    return bytes;
}

/// Connection request with a cookie, and with a negotiation unless `protocols` is beyond 32 bits.
inline core::ByteVector rdp_request(std::string_view cookie, std::uint64_t protocols) {
    core::ByteVector rest;
    core::Writer out{rest};
    if (!cookie.empty()) {
        out.text("Cookie: mstshash=");
        out.text(cookie);
        out.text("\r\n");
    }
    if (protocols <= 0xFFFF'FFFF) {
        out.u16le(1);
        out.u16le(8);
        out.u32le(static_cast<std::uint32_t>(protocols));
    }
    core::ByteVector payload{static_cast<std::uint8_t>(6 + rest.size()), 0xE0, 0, 0, 0, 0, 0};
    payload.insert(payload.end(), rest.begin(), rest.end());
    return in_tpkt(payload);
}
constexpr std::uint64_t rdp_without_negotiation = ~std::uint64_t{0};

inline core::ByteVector rdp_connect_initial(std::string_view client,
                                            const std::vector<std::string_view>& channels) {
    core::ByteVector blocks;
    core::Writer block{blocks};
    block.u16le(0xC001);
    block.u16le(56);
    block.u32le(0x00080004);
    block.u16le(1024);
    block.u16le(768);
    block.u32le(0xAA03CA01);
    block.u32le(0x409);
    block.u32le(2600);
    block.utf16le(client);
    block.zeros(32 - 2 * client.size());
    block.u16le(0xC002);
    block.u16le(12);
    block.u32le(0x1B);
    block.u32le(0);
    block.u16le(0xC003);
    block.u16le(static_cast<std::uint16_t>(8 + 12 * channels.size()));
    block.u32le(static_cast<std::uint32_t>(channels.size()));
    for (const std::string_view name : channels) {
        block.text(name);
        block.zeros(8 - name.size());
        block.u32le(0x80800000);
    }
    core::ByteVector gcc{0x00, 0x05, 0x00, 0x14, 0x7C, 0x00, 0x01, 0x00, 0x00,
                         0x00, 0x08, 0x00, 0x10, 0x00, 0x01, 0xC0, 0x00};
    core::Writer conference{gcc};
    conference.text("Duca");
    conference.u16be(static_cast<std::uint16_t>(0x8000 | blocks.size()));
    conference.bytes(blocks);
    core::ByteVector body{0x04, 0x01, 0x01, 0x04, 0x01, 0x01, 0x01, 0x01, 0xFF};
    for (int i = 0; i < 3; ++i) body.insert(body.end(), {0x30, 0x03, 0x02, 0x01, 0x22});
    core::Writer data{body};
    data.u16be(0x0482);
    data.u16be(static_cast<std::uint16_t>(gcc.size()));
    data.bytes(gcc);
    core::ByteVector payload{0x02, 0xF0, 0x80, 0x7F, 0x65, 0x82};
    core::Writer out{payload};
    out.u16be(static_cast<std::uint16_t>(body.size()));
    out.bytes(body);
    return in_tpkt(payload);
}

/// Erect domain, attach user, join of channels 1007 and 1003.
inline core::ByteVector rdp_joins() {
    core::ByteVector all;
    for (const std::vector<std::uint8_t>& payload :
         {std::vector<std::uint8_t>{0x02, 0xF0, 0x80, 0x04, 0x01, 0x00, 0x01, 0x00},
          std::vector<std::uint8_t>{0x02, 0xF0, 0x80, 0x28},
          std::vector<std::uint8_t>{0x02, 0xF0, 0x80, 0x38, 0x00, 0x06, 0x03, 0xEF},
          std::vector<std::uint8_t>{0x02, 0xF0, 0x80, 0x38, 0x00, 0x06, 0x03, 0xEB}}) {
        const auto packet = in_tpkt(payload);
        all.insert(all.end(), packet.begin(), packet.end());
    }
    return all;
}

}  // namespace hitme::tests
