// SPDX-License-Identifier: Apache-2.0
// Writes packets and capture files field by field, for tests. Addresses should be those of RFC 5737 and RFC 3849.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/ip.h"

namespace hitme::tests {

class Writer {
 public:
    Writer& u8(unsigned value) {
        bytes_.push_back(static_cast<std::uint8_t>(value));
        return *this;
    }
    Writer& be16(unsigned value) { return u8(value >> 8).u8(value); }
    Writer& be32(std::uint32_t value) { return be16(value >> 16).be16(value & 0xFFFF); }
    Writer& le16(unsigned value) { return u8(value).u8(value >> 8); }
    Writer& le32(std::uint32_t value) { return le16(value & 0xFFFF).le16(value >> 16); }
    Writer& order16(bool big, unsigned value) { return big ? be16(value) : le16(value); }
    Writer& order32(bool big, std::uint32_t value) { return big ? be32(value) : le32(value); }
    Writer& raw(core::Bytes bytes) {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
        return *this;
    }
    Writer& text(std::string_view text) { return raw(core::as_bytes(text)); }
    Writer& zeros(std::size_t count) {
        bytes_.insert(bytes_.end(), count, 0);
        return *this;
    }
    const core::ByteVector& bytes() const { return bytes_; }
    std::string string() const { return std::string(core::as_text(bytes_)); }

 private:
    core::ByteVector bytes_;
};

enum TcpFlag : unsigned { fin = 1, syn = 2, rst = 4, psh = 8, ack = 16 };

struct TcpPart {
    std::uint16_t source_port;
    std::uint16_t destination_port;
    std::uint32_t sequence;
    std::uint32_t acknowledgement;
    unsigned flags;
    std::string_view payload = {};
};

inline core::ByteVector tcp_bytes(const TcpPart& part) {
    return Writer()
        .be16(part.source_port)
        .be16(part.destination_port)
        .be32(part.sequence)
        .be32(part.acknowledgement)
        .u8(5 << 4)  // data offset: five words
        .u8(part.flags)
        .be16(64240)  // window
        .be16(0)      // checksum
        .be16(0)      // urgent pointer
        .text(part.payload)
        .bytes();
}

inline core::ByteVector udp_bytes(std::uint16_t source_port, std::uint16_t destination_port,
                                  std::string_view payload) {
    return Writer()
        .be16(source_port)
        .be16(destination_port)
        .be16(static_cast<unsigned>(8 + payload.size()))
        .be16(0)  // checksum
        .text(payload)
        .bytes();
}

/// An IPv4 or IPv6 packet, by the family of the addresses.
inline core::ByteVector ip_bytes(std::string_view source, std::string_view destination,
                                 unsigned protocol, core::Bytes payload) {
    const auto from = *core::Address::parse(source);
    const auto to = *core::Address::parse(destination);
    if (from.is_v4())
        return Writer()
            .u8(0x45)
            .u8(0)
            .be16(static_cast<unsigned>(20 + payload.size()))
            .be16(0)  // identification
            .be16(0)  // fragment
            .u8(64)   // time to live
            .u8(protocol)
            .be16(0)  // checksum
            .be32(from.v4_value())
            .be32(to.v4_value())
            .raw(payload)
            .bytes();
    return Writer()
        .be32(0x60000000)
        .be16(static_cast<unsigned>(payload.size()))
        .u8(protocol)
        .u8(64)  // hop limit
        .raw(from.bytes())
        .raw(to.bytes())
        .raw(payload)
        .bytes();
}

inline core::ByteVector ethernet_bytes(unsigned ether_type, core::Bytes payload) {
    return Writer().zeros(12).be16(ether_type).raw(payload).bytes();
}

inline core::ByteVector pcap_header_bytes(bool big = false, std::uint32_t link = 101,
                                          bool nanoseconds = false) {
    return Writer()
        .order32(big, nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4)
        .order16(big, 2)
        .order16(big, 4)
        .order32(big, 0)
        .order32(big, 0)
        .order32(big, 65535)
        .order32(big, link)
        .bytes();
}

/// One record; `fraction` in the unit of the file.
inline core::ByteVector pcap_record_bytes(std::uint32_t seconds, std::uint32_t fraction,
                                          core::Bytes packet, bool big = false) {
    const auto length = static_cast<std::uint32_t>(packet.size());
    return Writer()
        .order32(big, seconds)
        .order32(big, fraction)
        .order32(big, length)
        .order32(big, length)
        .raw(packet)
        .bytes();
}

/// A pcapng block around `body`, padded to four bytes.
inline core::ByteVector pcapng_block_bytes(std::uint32_t type, core::Bytes body, bool big = false) {
    const std::size_t padding = (4 - body.size() % 4) % 4;
    const auto total = static_cast<std::uint32_t>(12 + body.size() + padding);
    return Writer()
        .order32(big, type)
        .order32(big, total)
        .raw(body)
        .zeros(padding)
        .order32(big, total)
        .bytes();
}

inline core::ByteVector pcapng_section_bytes(bool big = false) {
    return pcapng_block_bytes(0x0A0D0D0A,
                              Writer()
                                  .order32(big, 0x1A2B3C4D)
                                  .order16(big, 1)
                                  .order16(big, 0)
                                  .order32(big, 0xFFFFFFFF)  // section length: not given
                                  .order32(big, 0xFFFFFFFF)
                                  .bytes(),
                              big);
}

}  // namespace hitme::tests
