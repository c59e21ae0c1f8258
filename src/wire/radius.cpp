// SPDX-License-Identifier: Apache-2.0
#include "wire/radius.h"

#include <algorithm>
#include <utility>

#include "core/digest.h"
#include "core/reader.h"
#include "core/text.h"
#include "core/writer.h"

namespace hitme::wire {
namespace {

using core::Fault;
using core::ParseError;

constexpr std::size_t authenticator_at = 4;
constexpr std::size_t max_words = 256;

enum class Type : std::uint8_t { text, number, address, tagged_text, tagged_number };
struct Named {
    std::string_view name;
    std::uint8_t type;
    Type form;
};
// RFC 2865 section 5, RFC 2866 section 5, RFC 2868 section 3, RFC 3162, RFC 2869: what identifies a session, and what a
// quarantine sets.
constexpr std::array attribute_names = {
    Named{"User-Name", 1, Type::text},
    Named{"NAS-IP-Address", 4, Type::address},
    Named{"NAS-Port", 5, Type::number},
    Named{"Service-Type", 6, Type::number},
    Named{"Filter-Id", 11, Type::text},
    Named{"Reply-Message", 18, Type::text},
    Named{"Session-Timeout", 27, Type::number},
    Named{"Termination-Action", 29, Type::number},
    Named{"Called-Station-Id", 30, Type::text},
    Named{"Calling-Station-Id", 31, Type::text},
    Named{"NAS-Identifier", 32, Type::text},
    Named{"Acct-Session-Id", 44, Type::text},
    Named{"Tunnel-Type", 64, Type::tagged_number},
    Named{"Tunnel-Medium-Type", 65, Type::tagged_number},
    Named{"Tunnel-Private-Group-Id", 81, Type::tagged_text},
    Named{"NAS-Port-Id", 87, Type::text},
};
constexpr std::uint32_t cisco = 9;  // IANA private enterprise number

std::uint32_t number_of(const RadiusAttribute& attribute) {
    core::Reader in{attribute.value};
    return in.u32be("Value");
}

/// MD5 over the packet with `authenticator` in its place, and the secret (RFC 2865 section 3, RFC 5176 section 2.3).
bool authenticator_is(core::Bytes packet, const std::array<std::uint8_t, 16>& authenticator,
                      std::string_view secret, std::array<std::uint8_t, 16>& out) {
    core::ByteVector hashed(packet.begin(), packet.end());
    std::copy(authenticator.begin(), authenticator.end(), hashed.begin() + authenticator_at);
    const auto key = core::as_bytes(secret);
    hashed.insert(hashed.end(), key.begin(), key.end());
    const auto digest = core::md5(hashed);
    if (!digest) return false;
    out = *digest;
    return true;
}

/// Where the value of the first Message-Authenticator stands; nothing where there is none of 16 bytes.
std::optional<std::size_t> message_authenticator_at(core::Bytes packet) {
    std::size_t at = radius_header_bytes;
    while (at + 2 <= packet.size()) {
        const std::uint8_t type = packet[at];
        const std::uint8_t length = packet[at + 1];
        if (length < 2 || length > packet.size() - at) return std::nullopt;
        if (type == radius::message_authenticator)
            return length == 18 ? std::optional<std::size_t>(at + 2) : std::nullopt;
        at += length;
    }
    return std::nullopt;
}

/// Both the same, in a time that does not tell where they differ.
bool same(core::Bytes a, core::Bytes b) {
    std::uint8_t differ = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        differ = static_cast<std::uint8_t>(differ | (a[i] ^ b[i]));
    return differ == 0;
}

}  // namespace

core::Parsed<RadiusPacket> decode_radius(core::Bytes bytes) {
    // RFC 2865 section 3
    core::Reader head{bytes};
    RadiusPacket packet;
    packet.code = head.u8("Code");
    packet.identifier = head.u8("Identifier");
    const std::uint16_t length = head.u16be("Length");
    if (!head.ok()) return head.error();
    if (length < radius_header_bytes || length > max_radius_bytes)
        return ParseError{Fault::bad_value, 2, "Length"};
    if (bytes.size() < length) return ParseError{Fault::truncated, bytes.size(), "Length"};

    core::Reader in{bytes.first(length)};
    static_cast<void>(in.take(4, "Header"));
    const auto authenticator = in.take(16, "Authenticator");
    std::copy(authenticator.begin(), authenticator.end(), packet.authenticator.begin());
    // RFC 2865 section 5
    while (in.ok() && in.left() > 0) {
        const std::size_t at = in.offset();
        RadiusAttribute attribute;
        attribute.type = in.u8("Type");
        const std::uint8_t size = in.u8("Length");
        if (!in.ok() || size < 2 || std::size_t{size} - 2 > in.left())
            return ParseError{Fault::bad_value, at + 1, "Length"};
        const auto value = in.take(std::size_t{size} - 2, "Value");
        attribute.value.assign(value.begin(), value.end());
        packet.attributes.push_back(std::move(attribute));
    }
    if (!in.ok()) return in.error();
    return packet;
}

std::optional<core::ByteVector> encode_radius(const RadiusPacket& packet) {
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u8(packet.code);
    out.u8(packet.identifier);
    const std::size_t length_at = out.hole(2);
    out.bytes(packet.authenticator);
    for (const auto& attribute : packet.attributes) {
        if (attribute.value.size() > max_radius_value_bytes) return std::nullopt;
        out.u8(attribute.type);
        out.u8(static_cast<std::uint8_t>(attribute.value.size() + 2));
        out.bytes(attribute.value);
    }
    if (bytes.size() > max_radius_bytes) return std::nullopt;
    out.patch_u8(length_at, static_cast<std::uint8_t>(bytes.size() >> 8));
    out.patch_u8(length_at + 1, static_cast<std::uint8_t>(bytes.size() & 0xff));
    return bytes;
}

std::optional<core::ByteVector> sign_radius_request(RadiusPacket packet, std::string_view secret) {
    std::erase_if(packet.attributes,
                  [](const auto& one) { return one.type == radius::message_authenticator; });
    packet.attributes.insert(packet.attributes.begin(),
                             {radius::message_authenticator, core::ByteVector(16, 0)});
    packet.authenticator = {};
    auto bytes = encode_radius(packet);
    if (!bytes) return std::nullopt;
    // RFC 5176 section 3.5 (through RFC 3579 section 3.2): first over the packet with both as zeros ...
    const auto signature = core::hmac_md5(core::as_bytes(secret), *bytes);
    if (!signature) return std::nullopt;
    std::copy(signature->begin(), signature->end(), bytes->begin() + radius_header_bytes + 2);
    // ... then section 2.3: MD5 over code, identifier, length, 16 zeros, attributes and the secret.
    std::array<std::uint8_t, 16> authenticator{};
    if (!authenticator_is(*bytes, {}, secret, authenticator)) return std::nullopt;
    std::copy(authenticator.begin(), authenticator.end(), bytes->begin() + authenticator_at);
    return bytes;
}

RadiusAnswer check_radius_answer(core::Bytes request, core::Bytes answer, std::string_view secret) {
    const auto asked = decode_radius(request);
    const auto got = decode_radius(answer);
    if (!asked || !got || got->identifier != asked->identifier) return RadiusAnswer::not_an_answer;
    // RFC 5176 section 2: the ACK of a code is the next number, the NAK the one after.
    const bool ack = got->code == asked->code + 1;
    if (!ack && got->code != asked->code + 2) return RadiusAnswer::not_an_answer;

    // Without the padding that a datagram may carry.
    const std::size_t length = std::size_t{answer[2]} << 8 | answer[3];
    const core::Bytes packet = answer.first(length);
    std::array<std::uint8_t, 16> expected{};
    if (!authenticator_is(packet, asked->authenticator, secret, expected) ||
        !same(expected, got->authenticator))
        return RadiusAnswer::forged;
    // RFC 3579 section 3.2: over the answer with the request's authenticator, the signature itself as zeros.
    if (const auto at = message_authenticator_at(packet)) {
        core::ByteVector zeroed(packet.begin(), packet.end());
        std::copy(asked->authenticator.begin(), asked->authenticator.end(),
                  zeroed.begin() + authenticator_at);
        std::fill_n(zeroed.begin() + static_cast<std::ptrdiff_t>(*at), 16, std::uint8_t{0});
        const auto signature = core::hmac_md5(core::as_bytes(secret), zeroed);
        if (!signature || !same(*signature, packet.subspan(*at, 16))) return RadiusAnswer::forged;
    }
    return ack ? RadiusAnswer::ack : RadiusAnswer::nak;
}

std::optional<RadiusAttribute> radius_attribute(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = text.substr(0, equals);
    const std::string_view value = text.substr(equals + 1);
    RadiusAttribute attribute;
    core::Writer out{attribute.value};
    if (name == "Cisco-AVPair") {
        // RFC 2865 section 5.26: vendor, then type and length of the vendor's own.
        if (value.empty() || value.size() > max_radius_value_bytes - 6) return std::nullopt;
        attribute.type = radius::vendor_specific;
        out.u32be(cisco);
        out.u8(1);
        out.u8(static_cast<std::uint8_t>(value.size() + 2));
        out.text(value);
        return attribute;
    }
    const auto known = std::find_if(attribute_names.begin(), attribute_names.end(),
                                    [&](const Named& one) { return one.name == name; });
    if (known == attribute_names.end()) return std::nullopt;
    attribute.type = known->type;
    switch (known->form) {
        case Type::text:
        case Type::tagged_text:
            // RFC 2868 section 3.6: a first byte above 0x1F is text, not a tag.
            if (value.empty() || value.size() > max_radius_value_bytes ||
                static_cast<unsigned char>(value.front()) <= 0x1f)
                return std::nullopt;
            out.text(value);
            return attribute;
        case Type::number: {
            const auto number = core::parse_unsigned(value, 0xffffffff);
            if (!number) return std::nullopt;
            out.u32be(static_cast<std::uint32_t>(*number));
            return attribute;
        }
        case Type::tagged_number: {
            // RFC 2868 section 3.1: tag 0, then three bytes.
            const auto number = core::parse_unsigned(value, 0xffffff);
            if (!number) return std::nullopt;
            out.u32be(static_cast<std::uint32_t>(*number));
            return attribute;
        }
        case Type::address: {
            const auto address = core::Address::parse(value);
            if (!address || !address->is_v4()) return std::nullopt;
            out.u32be(address->v4_value());
            return attribute;
        }
    }
    return std::nullopt;
}

RadiusAttribute radius_framed_address(const core::Address& address) {
    return {address.is_v4() ? radius::framed_ip_address : radius::framed_ipv6_address,
            address.compact()};
}

std::string radius_error_cause(std::uint32_t value) {
    // RFC 5176 section 3.5
    switch (value) {
        case 201:
            return "Residual-Session-Context-Removed";
        case 202:
            return "Invalid-EAP-Packet";
        case 401:
            return "Unsupported-Attribute";
        case 402:
            return "Missing-Attribute";
        case 403:
            return "NAS-Identification-Mismatch";
        case 404:
            return "Invalid-Request";
        case 405:
            return "Unsupported-Service";
        case 406:
            return "Unsupported-Extension";
        case 407:
            return "Invalid-Attribute-Value";
        case 501:
            return "Administratively-Prohibited";
        case 502:
            return "Request-Not-Routable";
        case 503:
            return "Session-Context-Not-Found";
        case 504:
            return "Session-Context-Not-Removable";
        case 505:
            return "Other-Proxy-Processing-Error";
        case 506:
            return "Resources-Unavailable";
        case 507:
            return "Request-Initiated";
        case 508:
            return "Multiple-Session-Selection-Unsupported";
        default:
            return std::to_string(value);
    }
}

std::string radius_words(const RadiusPacket& packet) {
    std::string words;
    for (const auto& attribute : packet.attributes) {
        if (attribute.type == radius::error_cause && attribute.value.size() == 4)
            words += (words.empty() ? "" : "; ") + radius_error_cause(number_of(attribute));
        if (attribute.type == radius::reply_message)
            words += (words.empty() ? "" : "; ") + core::printable(attribute.value, max_words);
    }
    return words;
}

}  // namespace hitme::wire
