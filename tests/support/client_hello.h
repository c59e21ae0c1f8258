// SPDX-License-Identifier: Apache-2.0
// A ClientHello written by hand from RFC 8446 section 4.1.2, for tests of decoders, watchers and decoys.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/writer.h"

namespace hitme::tests {

struct HelloParts {
    std::uint16_t version = 0x0303;
    std::vector<std::uint16_t> ciphers{0x1301};
    std::vector<std::pair<std::uint16_t, core::ByteVector>> extensions;
    bool without_extensions = false;
};

inline core::ByteVector numbers16(const std::vector<std::uint16_t>& numbers) {
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u16be(static_cast<std::uint16_t>(2 * numbers.size()));
    for (const std::uint16_t number : numbers) out.u16be(number);
    return bytes;
}

inline core::ByteVector server_name_extension(std::string_view name) {
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u16be(static_cast<std::uint16_t>(3 + name.size()));
    out.u8(0);
    out.u16be(static_cast<std::uint16_t>(name.size()));
    out.text(name);
    return bytes;
}

inline core::ByteVector alpn_extension(std::string_view name) {
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u16be(static_cast<std::uint16_t>(1 + name.size()));
    out.u8(static_cast<std::uint8_t>(name.size()));
    out.text(name);
    return bytes;
}

/// The handshake message, without a record.
inline core::ByteVector hello_message(const HelloParts& parts) {
    core::ByteVector body;
    core::Writer out{body};
    out.u16be(parts.version);
    out.zeros(32);
    out.u8(0);
    out.bytes(numbers16(parts.ciphers));
    out.u16be(0x0100);  // one compression method: null
    if (!parts.without_extensions) {
        core::ByteVector list;
        core::Writer items{list};
        for (const auto& [type, data] : parts.extensions) {
            items.u16be(type);
            items.u16be(static_cast<std::uint16_t>(data.size()));
            items.bytes(data);
        }
        out.u16be(static_cast<std::uint16_t>(list.size()));
        out.bytes(list);
    }
    core::ByteVector message;
    core::Writer head{message};
    head.u8(1);
    head.u24be(static_cast<std::uint32_t>(body.size()));
    head.bytes(body);
    return message;
}

/// In records of at most `fragment` bytes.
inline core::ByteVector in_records(core::Bytes message, std::size_t fragment = 1 << 14) {
    core::ByteVector bytes;
    core::Writer out{bytes};
    for (std::size_t at = 0; at < message.size(); at += fragment) {
        const auto part = message.subspan(at, std::min(fragment, message.size() - at));
        out.u8(22);
        out.u16be(0x0301);
        out.u16be(static_cast<std::uint16_t>(part.size()));
        out.bytes(part);
    }
    return bytes;
}

/// The client of the example in JA4's description: t13d1516h2_8daaf6152771_e5627efa2ab1.
inline HelloParts ja4_example() {
    HelloParts parts;
    // GREASE first, as that browser sends it.
    parts.ciphers = {0x2A2A, 0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030,
                     0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035};
    core::ByteVector versions{6, 0x6A, 0x6A, 3, 4, 3, 3};
    parts.extensions = {
        {0x4A4A, {}},
        {0x0000, server_name_extension("example.org")},
        {0x0017, {}},
        {0xFF01, {0}},
        {0x000A, numbers16({0x8A8A, 0x001D, 0x0017, 0x0018})},
        {0x000B, {1, 0}},
        {0x0023, {}},
        {0x0010, alpn_extension("h2")},
        {0x0005, {1, 0, 0, 0, 0}},
        {0x000D, numbers16({0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601})},
        {0x0012, {}},
        {0x0033, {}},
        {0x002D, {1, 1}},
        {0x002B, versions},
        {0x001B, {2, 0, 2}},
        {0x4469, alpn_extension("h2")},
        {0x0015, core::ByteVector(7)},
    };
    return parts;
}

}  // namespace hitme::tests
