// SPDX-License-Identifier: Apache-2.0
// RADIUS packets for dynamic authorisation: ask a switch, an access point or a RADIUS server to change or end a session.
//
// What     RFC 2865 section 3 (packet) and 5 (attributes), RFC 5176 (Disconnect and CoA, their authenticators in section 2.3),
//          RFC 3579 section 3.2 (Message-Authenticator).
// Bytes    network order. Code, identifier, length (20 to 4096) of the whole, authenticator of 16 bytes, attributes of type,
//          length (2 to 255, itself included) and value. What follows `length` in a datagram is padding.
// Trust    an answer is believed only after check_radius_answer(): MD5 with a shared secret, as weak as the protocol is. Use it
//          on a management network.
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t radius_header_bytes = 20;
constexpr std::size_t max_radius_bytes = 4096;       // RFC 2865 section 3
constexpr std::size_t max_radius_value_bytes = 253;  // RFC 2865 section 5

enum class RadiusCode : std::uint8_t {
    // RFC 5176 section 2.2 and 2.3
    disconnect_request = 40,
    disconnect_ack = 41,
    disconnect_nak = 42,
    coa_request = 43,
    coa_ack = 44,
    coa_nak = 45,
};

namespace radius {
constexpr std::uint8_t framed_ip_address = 8;
constexpr std::uint8_t reply_message = 18;
constexpr std::uint8_t vendor_specific = 26;
constexpr std::uint8_t event_timestamp = 55;
constexpr std::uint8_t message_authenticator = 80;
constexpr std::uint8_t error_cause = 101;          // RFC 5176 section 3.5
constexpr std::uint8_t framed_ipv6_address = 168;  // RFC 6911 section 3.1
}  // namespace radius

struct RadiusAttribute {
    std::uint8_t type = 0;
    core::ByteVector value;
    friend bool operator==(const RadiusAttribute&, const RadiusAttribute&) = default;
};

struct RadiusPacket {
    std::uint8_t code = 0;
    std::uint8_t identifier = 0;
    std::array<std::uint8_t, 16> authenticator{};
    std::vector<RadiusAttribute> attributes;
};

/// Errors   truncated: fewer bytes than 20 or than `Length`. bad_value: "Length" outside 20 to 4096, an attribute's "Length"
///          below 2 or beyond the packet.
core::Parsed<RadiusPacket> decode_radius(core::Bytes bytes);

/// The packet as it stands. Nothing where it would be too long, or a value is.
std::optional<core::ByteVector> encode_radius(const RadiusPacket& packet);

/// A Disconnect-Request or CoA-Request ready to send: Message-Authenticator added as the first attribute, both authenticators
/// worked out (RFC 5176 section 2.3 and 3.5; the one of the packet is ignored). Nothing where it would be too long.
std::optional<core::ByteVector> sign_radius_request(RadiusPacket packet, std::string_view secret);

enum class RadiusAnswer : std::uint8_t {
    ack,
    nak,
    not_an_answer,  ///< another identifier, another code, or no packet: wait for the next
    forged,         ///< an authenticator is wrong: another secret, or another sender
};
/// Whether `answer` is one to `request` (both as on the wire).
RadiusAnswer check_radius_answer(core::Bytes request, core::Bytes answer, std::string_view secret);

/// An attribute from a settings text: `Filter-Id=quarantine`, `Session-Timeout=60`, `Tunnel-Private-Group-Id=666`,
/// `Cisco-AVPair=subscriber:command=...`. Nothing for an unknown name or a value that it cannot have.
std::optional<RadiusAttribute> radius_attribute(std::string_view text);
/// Framed-IP-Address or Framed-IPv6-Address.
RadiusAttribute radius_framed_address(const core::Address& address);
/// "Session-Context-Not-Found" of Error-Cause 503, and so on; its number where it has no name.
std::string radius_error_cause(std::uint32_t value);
/// What an answer says in words: Error-Cause and Reply-Message, printable.
std::string radius_words(const RadiusPacket& packet);

}  // namespace hitme::wire
