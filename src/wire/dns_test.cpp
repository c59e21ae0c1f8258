// SPDX-License-Identifier: Apache-2.0
#include "wire/dns.h"

#include <gtest/gtest.h>

namespace hitme::wire {
namespace {

using namespace std::string_literals;

const std::string query =
    "\x12\x34"                  // ID
    "\x01\x00"                  // RD
    "\x00\x01\x00\x00\x00\x00"  // one question
    "\x00\x01"                  // one additional record
    "\x07"
    "example\x03"
    "com\x00"
    "\x00\xFF\x00\x01"  // ANY, IN
    "\x00\x00\x29"      // root, OPT
    "\x10\x00"          // 4096 bytes of UDP payload
    "\x00\x00\x80\x00"  // DO
    "\x00\x00"s;        // no options

TEST(Dns, ReadsAQuestionAndItsOptRecord) {  // RFC 1035 section 4.1, RFC 6891 section 6.1.2
    const auto message = decode_dns(core::as_bytes(query));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->id, 0x1234);
    EXPECT_FALSE(message->is_response);
    EXPECT_TRUE(message->recursion_desired);
    ASSERT_EQ(message->questions.size(), 1u);
    EXPECT_EQ(message->questions[0].name, "example.com");
    EXPECT_EQ(dns_type_name(message->questions[0].type), "ANY");
    EXPECT_EQ(message->questions[0].end, 29u);  // 12 + 13 + 4
    EXPECT_TRUE(message->has_opt);
    EXPECT_EQ(message->udp_payload_bytes, 4096);
    EXPECT_TRUE(message->dnssec_ok);
    EXPECT_EQ(message->trailing_bytes, 0u);
}

TEST(Dns, FollowsPointersBackwards) {  // RFC 1035 section 4.1.4, the example F.ISI.ARPA, ARPA
    const std::string two =
        "\0\1\0\0\0\2\0\0\0\0\0\0\1F\3ISI\4ARPA\0\0\1\0\1\3FOO\xC0\x0C\0\1\0\1"s;
    const auto message = decode_dns(core::as_bytes(two));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->questions[1].name, "FOO.F.ISI.ARPA");
}

TEST(Dns, RefusesPointersThatDoNotGoBack) {
    for (const char target : {'\x0C', '\x0D', '\x28'}) {
        std::string loop = "\0\1\0\0\0\1\0\0\0\0\0\0\xC0?\0\1\0\1"s;
        loop[13] = target;
        const auto message = decode_dns(core::as_bytes(loop));
        ASSERT_FALSE(message);
        EXPECT_STREQ(message.error().field, "Pointer");
    }
}

TEST(Dns, RefusesReservedLabelsLongNamesAndManyQuestions) {
    std::string reserved = query;
    reserved[12] = '\x47';
    EXPECT_STREQ(decode_dns(core::as_bytes(reserved)).error().field, "Label");
    std::string longest = query.substr(0, 12);
    for (int i = 0; i < 5; ++i) longest += "\x3F" + std::string(63, 'a');
    longest += "\0\0\1\0\1"s;
    EXPECT_STREQ(decode_dns(core::as_bytes(longest)).error().field, "Name");
    std::string many = query;
    many[5] = 17;
    EXPECT_STREQ(decode_dns(core::as_bytes(many)).error().field, "QDCOUNT");
}

TEST(Dns, WritesStrangeBytesOfANameAsDecimals) {  // RFC 1035 section 5.1
    const std::string odd = "\0\1\0\0\0\1\0\0\0\0\0\0\4a.\0\\\0\0\1\0\1"s;
    EXPECT_EQ(decode_dns(core::as_bytes(odd))->questions[0].name, "a\\046\\000\\092");
}

TEST(Dns, FaultsAtEveryCut) {
    for (std::size_t cut = 0; cut < query.size(); ++cut)
        EXPECT_EQ(decode_dns(core::as_bytes(query).first(cut)).error().fault,
                  core::Fault::truncated)
            << cut;
}

}  // namespace
}  // namespace hitme::wire
