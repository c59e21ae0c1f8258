// SPDX-License-Identifier: Apache-2.0
#include "core/ip.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include "core/random.h"

namespace hitme::core {
namespace {

TEST(Address, ReadsZeroPaddedOctetsAsDecimal) {
    // DShield's AS report prints addresses so; an octal reader makes 066 into 54 (capabilities section 8).
    EXPECT_EQ(Address::parse("061.218.147.066")->to_string(), "61.218.147.66");
}

TEST(Address, RefusesWhatIsNotExactlyAnAddress) {
    for (const char* text : {"",
                             "1",
                             "1.2.3",
                             "1.2.3.4.5",
                             "1.2.3.256",
                             "1.2.3.4 ",
                             " 1.2.3.4",
                             "1..2.3",
                             "0x1.2.3.4",
                             "1.2.3.0004",
                             ":",
                             ":::",
                             "1:2:3:4:5:6:7",
                             "1:2:3:4:5:6:7:8:9",
                             "::1::",
                             "12345::",
                             "g::",
                             "1:2:3:4:5:6:7:",
                             "::ffff:1.2.3",
                             "fe80::1%eth0",
                             "1:2:3:4:5:6:7::8:9"}) {
        EXPECT_FALSE(Address::parse(text)) << text;
    }
}

TEST(Address, AgreesWithTheSystemOnRandomIpv6Text) {
    Random random{7};
    for (int i = 0; i < 20000; ++i) {
        std::uint8_t bytes[16];
        for (auto& byte : bytes)
            byte = random.below(3) == 0 ? static_cast<std::uint8_t>(random.next()) : 0;
        char text[INET6_ADDRSTRLEN];
        ASSERT_NE(inet_ntop(AF_INET6, bytes, text, sizeof text), nullptr);
        const auto parsed = Address::parse(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(*parsed, Address::v6(bytes)) << text;
        if (std::string_view(text).find('.') == std::string_view::npos) {
            EXPECT_EQ(parsed->to_string(), text);
        }
    }
}

TEST(Address, TreatsMappedIpv4AsIpv4) {
    EXPECT_TRUE(Address::parse("::ffff:192.0.2.1")->is_v4());
    EXPECT_EQ(Address::parse("::ffff:192.0.2.1")->to_string(), "192.0.2.1");
    EXPECT_EQ(Address::parse("192.0.2.1")->compact(), (ByteVector{192, 0, 2, 1}));
}

TEST(Address, CountsAnIpv6HostByItsSlash64) {
    EXPECT_EQ(Address::parse("2001:db8:1:2:3:4:5:6")->source_key().to_string(), "2001:db8:1:2::");
    EXPECT_EQ(Address::parse("192.0.2.1")->source_key().to_string(), "192.0.2.1");
}

TEST(Prefix, ContainsItsOwnAndNothingElse) {
    const auto net = *Prefix::parse("192.0.2.128/25");
    EXPECT_TRUE(net.contains(*Address::parse("192.0.2.128")));
    EXPECT_TRUE(net.contains(*Address::parse("192.0.2.255")));
    EXPECT_FALSE(net.contains(*Address::parse("192.0.2.127")));
    EXPECT_FALSE(net.contains(*Address::parse("::1")));
    EXPECT_EQ(net.last().to_string(), "192.0.2.255");
    const auto wide = *Prefix::parse("2001:db8::/33");
    EXPECT_TRUE(wide.contains(*Address::parse("2001:db8:7fff::1")));
    EXPECT_FALSE(wide.contains(*Address::parse("2001:db8:8000::1")));
    EXPECT_TRUE(Prefix::parse("0.0.0.0/0")->contains(*Address::parse("203.0.113.9")));
}

// Found by fuzzing: the highest bits of ::/80 are those of ::ffff:255.255.255.255, which is an IPv4 address.
TEST(Prefix, EndsBelowTheBlockThatStandsForIpv4) {
    const auto net = *Prefix::parse("::/80");
    EXPECT_EQ(net.last().to_string(), "::fffe:ffff:ffff");
    EXPECT_TRUE(net.contains(net.last()));
    EXPECT_FALSE(net.contains(*Address::parse("255.255.255.255")));
    EXPECT_EQ(Prefix::parse("::/79")->last().to_string(), "::1:ffff:ffff:ffff");
}

TEST(Prefix, ClearsHostBitsAndRefusesBadLengths) {
    EXPECT_EQ(Prefix::parse("192.0.2.77/24")->to_string(), "192.0.2.0/24");
    EXPECT_FALSE(Prefix::parse("192.0.2.0/33"));
    EXPECT_FALSE(Prefix::parse("192.0.2.0/"));
    EXPECT_FALSE(Prefix::parse("192.0.2.0/-1"));
    EXPECT_FALSE(Prefix::parse("2001:db8::/129"));
}

}  // namespace
}  // namespace hitme::core
