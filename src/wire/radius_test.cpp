// SPDX-License-Identifier: Apache-2.0
#include "wire/radius.h"

#include <gtest/gtest.h>

#include "core/text.h"

namespace hitme::wire {
namespace {

core::ByteVector hex(std::string_view text) {
    return *core::from_hex(text);
}

RadiusPacket disconnect() {
    RadiusPacket packet;
    packet.code = static_cast<std::uint8_t>(RadiusCode::disconnect_request);
    packet.identifier = 7;
    packet.attributes = {radius_framed_address(*core::Address::parse("10.1.2.3")),
                         *radius_attribute("Filter-Id=quarantine")};
    return packet;
}

// The bytes were worked out with Python's hashlib and hmac from RFC 5176 section 2.3 and RFC 3579 section 3.2:
//   body = 28 07 0038 + 16*00 + 50 12 + 16*00 + 08 06 0a010203 + 0b 0c "quarantine"[:10]; ma = HMAC-MD5("testing123", body);
//   authenticator = MD5(body with ma + "testing123").
TEST(Radius, SignsARequestAsTheStandardSays) {
    const auto bytes = sign_radius_request(disconnect(), "testing123");
    ASSERT_TRUE(bytes.has_value());
    EXPECT_EQ(core::to_hex(*bytes),
              "28070038405f614dcdfee75aec58fd496a87067d501232451579d83467b9153084a3a4f6d7cd08060a01"
              "02030b0c71756172616e74696e65");
}

// What radclient 3.2.1 (FreeRADIUS) sent for "Message-Authenticator=0x00, Framed-IP-Address=10.1.2.3, Session-Timeout=60" as a CoA
// with the secret testing123: byte for byte ours.
TEST(Radius, SignsAsRadclientDoes) {
    const auto sent =
        hex("2b410032b7ddafa6088edb9a4f4bd13ef2904ede50124302db73"
            "fb37a8332b604078f1e65d7d08060a0102031b060000003c");
    auto packet = *decode_radius(sent);
    packet.attributes = {radius_framed_address(*core::Address::parse("10.1.2.3")),
                         *radius_attribute("Session-Timeout=60")};
    EXPECT_EQ(core::to_hex(*sign_radius_request(packet, "testing123")), core::to_hex(sent));
}

TEST(Radius, DecodesWhatItEncodes) {
    const auto bytes = sign_radius_request(disconnect(), "testing123");
    const auto packet = decode_radius(*bytes);
    ASSERT_TRUE(packet.has_value());
    EXPECT_EQ(packet->code, 40);
    EXPECT_EQ(packet->identifier, 7);
    ASSERT_EQ(packet->attributes.size(), 3u);
    EXPECT_EQ(packet->attributes[0].type, radius::message_authenticator);
    EXPECT_EQ(core::to_hex(packet->attributes[1].value), "0a010203");
    EXPECT_EQ(*encode_radius(*packet), *bytes);
}

// The same arithmetic for the answer: MD5(29 07 0014 + request authenticator + secret).
TEST(Radius, BelievesOnlyTheAnswerOfWhoKnowsTheSecret) {
    const auto request = *sign_radius_request(disconnect(), "testing123");
    const auto ack = hex("290700145adc450e47f1ada9de9b873e54820a0c");
    EXPECT_EQ(check_radius_answer(request, ack, "testing123"), RadiusAnswer::ack);
    EXPECT_EQ(check_radius_answer(request, ack, "another"), RadiusAnswer::forged);
    // A NAK with Error-Cause 503 and a Message-Authenticator, likewise.
    const auto nak = hex(
        "2a07002c12686beb2e983bdaa1ac2aea920f23826506000001f750123035b9bcf26edc62f5e14ef79f894953");
    EXPECT_EQ(check_radius_answer(request, nak, "testing123"), RadiusAnswer::nak);
    EXPECT_EQ(radius_words(*decode_radius(nak)), "Session-Context-Not-Found");
    // Padding behind the packet changes nothing; any flipped bit of it does.
    auto padded = nak;
    padded.push_back(0);
    EXPECT_EQ(check_radius_answer(request, padded, "testing123"), RadiusAnswer::nak);
    for (std::size_t byte = 0; byte < nak.size(); ++byte)
        for (int bit = 0; bit < 8; ++bit) {
            auto flipped = nak;
            flipped[byte] = static_cast<std::uint8_t>(flipped[byte] ^ (1 << bit));
            const auto answer = check_radius_answer(request, flipped, "testing123");
            EXPECT_TRUE(answer == RadiusAnswer::forged || answer == RadiusAnswer::not_an_answer)
                << byte << '.' << bit;
        }
}

TEST(Radius, ATruncatedPacketIsAnError) {
    const auto bytes = *sign_radius_request(disconnect(), "testing123");
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_FALSE(decode_radius(core::Bytes(bytes).first(cut)).has_value()) << cut;
}

TEST(Radius, LengthsThatLieAreRefused) {
    // Length 19 and 4097.
    for (const char* text : {"28070013", "28071001"}) {
        auto bytes = hex(text);
        bytes.resize(4100);
        const auto packet = decode_radius(bytes);
        ASSERT_FALSE(packet.has_value());
        EXPECT_EQ(packet.error(), (core::ParseError{core::Fault::bad_value, 2, "Length"}));
    }
    // An attribute of length 1, and one that reaches beyond the packet.
    for (const char* attribute : {"0801", "0803", "08"}) {
        core::ByteVector bytes = hex("28070000");
        bytes.resize(20);
        const auto more = hex(attribute);
        bytes.insert(bytes.end(), more.begin(), more.end());
        bytes[3] = static_cast<std::uint8_t>(bytes.size());
        const auto packet = decode_radius(bytes);
        ASSERT_FALSE(packet.has_value()) << attribute;
        EXPECT_EQ(packet.error(), (core::ParseError{core::Fault::bad_value, 21, "Length"}));
    }
}

TEST(Radius, WhatIsTooLongIsNotSent) {
    RadiusPacket packet = disconnect();
    packet.attributes[1].value.assign(max_radius_value_bytes + 1, 'a');
    EXPECT_FALSE(sign_radius_request(packet, "s").has_value());
    packet.attributes.assign(17, {11, core::ByteVector(253, 'a')});  // 17 * 255 > 4096
    EXPECT_FALSE(sign_radius_request(packet, "s").has_value());
}

TEST(Radius, ReadsAttributesOfSettings) {
    const auto value = [](std::string_view text) {
        const auto attribute = radius_attribute(text);
        return attribute ? std::to_string(attribute->type) + ' ' + core::to_hex(attribute->value)
                         : "none";
    };
    EXPECT_EQ(value("Filter-Id=a=b"), "11 613d62");
    EXPECT_EQ(value("Session-Timeout=60"), "27 0000003c");
    EXPECT_EQ(value("Tunnel-Type=13"), "64 0000000d");  // VLAN, RFC 3580 section 3.31
    EXPECT_EQ(value("Tunnel-Private-Group-Id=666"), "81 363636");
    EXPECT_EQ(value("NAS-IP-Address=192.0.2.1"), "4 c0000201");
    EXPECT_EQ(value("Cisco-AVPair=a=b"),
              "26 00000009"
              "0105"
              "613d62");
    for (const char* bad : {"", "Filter-Id", "Filter-Id=", "Filter=x", "Session-Timeout=-1",
                            "NAS-IP-Address=x", "Tunnel-Type=16777216"})
        EXPECT_EQ(value(bad), "none") << bad;
    EXPECT_EQ(core::to_hex(radius_framed_address(*core::Address::parse("2001:db8::1")).value),
              "20010db8000000000000000000000001");
}

TEST(Radius, WordsArePrintable) {
    RadiusPacket packet;
    packet.attributes = {{radius::error_cause, {0, 0, 1, 0xf5}},
                         {radius::reply_message, {'n', 'o', '\n', 0x1b}},
                         {radius::error_cause, {1}}};
    EXPECT_EQ(radius_words(packet), "Administratively-Prohibited; no\\n\\x1b");
}

}  // namespace
}  // namespace hitme::wire
