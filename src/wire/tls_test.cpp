// SPDX-License-Identifier: Apache-2.0
#include "wire/tls.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/client_hello.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

using core::Fault;
using tests::HelloParts;

core::Parsed<ClientHello> hello_of(const HelloParts& parts) {
    return take_client_hello(tests::in_records(tests::hello_message(parts)));
}

TEST(Tls, GivesThePublishedJa4) {  // the example in JA4's description
    const auto hello = hello_of(tests::ja4_example());
    ASSERT_TRUE(hello);
    EXPECT_EQ(ja4_of(*hello), "t13d1516h2_8daaf6152771_e5627efa2ab1");
    EXPECT_EQ(hello->server_name, "example.org");
    EXPECT_EQ(hello->alpn, std::vector<std::string>{"h2"});
    EXPECT_EQ(name_of_tls_version(highest_tls_version(*hello)), "1.3");
}

TEST(Tls, GivesThePublishedJa3WithAndWithoutExtensions) {  // both from JA3's README
    HelloParts parts;
    parts.version = 769;
    parts.ciphers = {47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4};
    parts.extensions = {{0, tests::server_name_extension("a.example")},
                        {10, tests::numbers16({23, 24, 25})},
                        {11, {1, 0}}};
    EXPECT_EQ(ja3_of(*hello_of(parts)), "ada70206e40642a3e4461f35503241d5");
    HelloParts bare;
    bare.version = 769;
    bare.ciphers = {4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99};
    bare.without_extensions = true;
    const auto hello = hello_of(bare);
    EXPECT_EQ(ja3_text(*hello), "769,4-5-10-9-100-98-3-6-19-18-99,,,");
    EXPECT_EQ(ja3_of(*hello), "de350869b8c85de67a350c8d186f11e6");
}

TEST(Tls, LeavesGreaseOutOfBothFingerprints) {  // RFC 8701 section 2
    HelloParts parts;
    parts.ciphers = {0x0A0A, 0x1301, 0xFAFA};
    parts.extensions = {{0x1A1A, {}}, {10, tests::numbers16({0x3A3A, 29})}};
    EXPECT_EQ(ja3_text(*hello_of(parts)), "771,4865,10,29,");
    EXPECT_TRUE(is_grease(0xCACA));
    EXPECT_FALSE(is_grease(0xCADA));
    EXPECT_FALSE(is_grease(0x1301));
}

TEST(Tls, SaysInJa4WhatIsAbsentAsItsDescriptionSays) {
    HelloParts parts;
    parts.ciphers = {};
    parts.without_extensions = true;
    const auto hello = hello_of(parts);
    ASSERT_TRUE(hello);
    EXPECT_EQ(ja4_of(*hello), "t12i000000_000000000000_000000000000");
    HelloParts odd;
    odd.extensions = {
        {16, tests::alpn_extension("\xAB\xCD")}};  // not letters: first and last digit
    EXPECT_EQ(ja4_of(*hello_of(odd)).substr(0, 10), "t12i0101ad");
}

TEST(Tls, PutsAHelloTogetherFromSeveralRecords) {  // RFC 8446 section 5.1
    const auto message = tests::hello_message(tests::ja4_example());
    for (const std::size_t fragment : {1u, 2u, 3u, 7u, 100u}) {
        const auto bytes = tests::in_records(message, fragment);
        const auto hello = take_client_hello(bytes);
        ASSERT_TRUE(hello) << fragment;
        EXPECT_EQ(ja4_of(*hello), "t13d1516h2_8daaf6152771_e5627efa2ab1");
        EXPECT_EQ(hello->consumed, bytes.size());
    }
}

TEST(Tls, AsksForMoreAtEveryCut) {
    const auto bytes = tests::in_records(tests::hello_message(tests::ja4_example()), 90);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(take_client_hello(core::Bytes(bytes).first(cut)).error().fault, Fault::need_more)
            << cut;
    tests::for_each_cut_and_flip(bytes, [](core::Bytes changed) {
        if (const auto hello = take_client_hello(changed)) (void)ja4_of(*hello);
    });
}

TEST(Tls, RefusesWhatLies) {
    EXPECT_STREQ(take_client_hello(*core::from_hex("1703010001ff")).error().field, "ContentType");
    EXPECT_STREQ(take_client_hello(*core::from_hex("160401000101")).error().field,
                 "ProtocolVersion");
    EXPECT_STREQ(take_client_hello(*core::from_hex("160301ffff")).error().field, "length");
    EXPECT_STREQ(take_client_hello(*core::from_hex("160301000102")).error().field, "msg_type");
    EXPECT_STREQ(take_client_hello(*core::from_hex("1603010000")).error().field,
                 "length");  // empty
    EXPECT_EQ(take_client_hello(*core::from_hex("160301000401ff0000")).error().fault,
              Fault::over_limit);
    // A body of four bytes, which ends in the random.
    EXPECT_EQ(take_client_hello(*core::from_hex("16030100080100000403030000")).error().fault,
              Fault::truncated);
}

TEST(Tls, ReadsAHelloInTheFormOfSsl2) {  // RFC 5246 appendix E.2
    // 0x8000 | 31, type 1, version 3.1, 6 bytes of specs, no session, a challenge of 16, specs 0x00002F and 0x0100C0
    const auto bytes =
        *core::from_hex("801f01030100060000001000002f0100c000000000000000000000000000000000");
    const auto hello = take_client_hello(bytes);
    ASSERT_TRUE(hello);
    EXPECT_TRUE(hello->ssl2_form);
    EXPECT_EQ(hello->ciphers, std::vector<std::uint16_t>{0x2F});
    EXPECT_EQ(ja3_text(*hello), "769,47,,,");
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(take_client_hello(core::Bytes(bytes).first(cut)).error().fault, Fault::need_more);
}

// RFC 8448 section 3, the ServerHello of the first handshake: TLS 1.3 by its last extension, 1.2 by its old field.
TEST(Tls, TakesTheVersionThatAServerChoosesFromItsExtension) {
    const auto bytes = *core::from_hex(
        "020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e"
        "00330024001d0020c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b0002"
        "0304");
    EXPECT_EQ(version_of_server_hello(bytes).value(), 0x0304);
    // Without extensions it is the old field, and up to that nothing.
    EXPECT_EQ(version_of_server_hello(core::Bytes(bytes).first(42)).value(), 0x0303);
    EXPECT_EQ(version_of_server_hello(core::Bytes(bytes).first(5)).error().fault, Fault::truncated);
    for (std::size_t cut = 6; cut < bytes.size(); ++cut)
        EXPECT_EQ(version_of_server_hello(core::Bytes(bytes).first(cut)).value(), 0x0303) << cut;
    EXPECT_STREQ(version_of_server_hello(*core::from_hex("010000020303")).error().field,
                 "HandshakeType");
}

}  // namespace
}  // namespace hitme::wire
