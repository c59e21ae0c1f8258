// SPDX-License-Identifier: Apache-2.0
// A small location database (store/ip/location_file.h) written field by field: 192.0.2.0/24 of AS64500 in DE, in it
// 192.0.2.0/28 of AS64501 (anycast, drop), and 2001:db8::/32 with the code EU and no AS.
#pragma once

#include <string_view>
#include <vector>

#include "core/ip.h"
#include "core/writer.h"

namespace hitme::tests {

inline core::ByteVector location_sample() {
    struct Node {
        std::uint32_t next[2]{0, 0};
        std::uint32_t network = 0xFFFFFFFF;
    };
    std::vector<Node> nodes(1);
    const auto insert = [&](const char* text, int length, std::uint32_t network) {
        const auto bytes = core::Address::parse(text)->bytes();
        std::size_t at = 0;
        for (int bit = 0; bit < length; ++bit) {
            const int one = bytes[static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8) & 1;
            if (nodes[at].next[one] == 0) {
                nodes[at].next[one] = static_cast<std::uint32_t>(nodes.size());
                nodes.emplace_back();
            }
            at = nodes[at].next[one];
        }
        nodes[at].network = network;
    };
    insert("192.0.2.0", 96 + 24, 0);
    insert("192.0.2.0", 96 + 28, 1);
    insert("2001:db8::", 32, 2);

    constexpr std::string_view pool{
        "made by hand\0nothing\0CC0\0EXAMPLE-BROADBAND\0EXAMPLE-HOSTING\0", 59};
    core::ByteVector ases;
    core::Writer as{ases};
    as.u32be(64500);
    as.u32be(25);  // EXAMPLE-BROADBAND
    as.u32be(64501);
    as.u32be(43);  // EXAMPLE-HOSTING
    core::ByteVector networks;
    core::Writer network{networks};
    const auto add = [&](std::string_view country, std::uint32_t asn, std::uint16_t flags) {
        network.text(country);
        network.zeros(2);
        network.u32be(asn);
        network.u16be(flags);
        network.zeros(2);
    };
    add("DE", 64500, 0);
    add("US", 64501, 4 | 8);
    add("EU", 0, 0);
    core::ByteVector tree;
    core::Writer node{tree};
    for (const auto& one : nodes) {
        node.u32be(one.next[0]);
        node.u32be(one.next[1]);
        node.u32be(one.network);
    }

    core::ByteVector bytes;
    core::Writer out{bytes};
    out.text("LOCDBXX");
    out.u8(1);
    out.u32be(0);
    out.u32be(1770265439);  // created: 2026-02-05T04:23:59Z
    out.u32be(0);           // vendor
    out.u32be(13);          // description
    out.u32be(21);          // licence
    std::uint32_t offset = 8 + 8 + 12 + 40;
    for (const std::size_t length :
         {ases.size(), networks.size(), tree.size(), std::size_t{0}, pool.size()}) {
        out.u32be(offset);
        out.u32be(static_cast<std::uint32_t>(length));
        offset += static_cast<std::uint32_t>(length);
    }
    out.bytes(ases);
    out.bytes(networks);
    out.bytes(tree);
    out.text(pool);
    return bytes;
}

}  // namespace hitme::tests
