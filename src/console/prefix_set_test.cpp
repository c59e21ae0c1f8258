// SPDX-License-Identifier: Apache-2.0
#include "console/prefix_set.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace hitme::console {
namespace {

core::Prefix prefix(const char* text) {
    return *core::Prefix::parse(text);
}
core::Address address(const char* text) {
    return *core::Address::parse(text);
}

TEST(PrefixSet, HoldsWhatItsNetworksHold) {
    PrefixSet set;
    EXPECT_TRUE(set.empty());
    set.add(prefix("192.0.2.0/25"));
    set.add(prefix("192.0.2.128/26"));
    set.add(prefix("2001:db8:1::/48"));
    EXPECT_TRUE(set.contains(address("192.0.2.0")));
    EXPECT_TRUE(set.contains(address("192.0.2.191")));
    EXPECT_FALSE(set.contains(address("192.0.2.192")));
    EXPECT_FALSE(set.contains(address("192.0.1.255")));
    EXPECT_TRUE(set.contains(address("2001:db8:1:ffff::1")));
    EXPECT_FALSE(set.contains(address("2001:db8:2::")));
}

TEST(PrefixSet, OverlapsBothWays) {
    PrefixSet set;
    set.add(prefix("2001:db8:1:2::53"));
    EXPECT_TRUE(set.overlaps(prefix("2001:db8:1:2::/64")));
    EXPECT_FALSE(set.overlaps(prefix("2001:db8:1:3::/64")));
    set.add(prefix("10.0.0.0/8"));
    EXPECT_TRUE(set.overlaps(prefix("10.9.8.7/32")));
    EXPECT_TRUE(set.overlaps(prefix("8.0.0.0/5")));
}

TEST(PrefixSet, AllOfIpv6IsNoneOfIpv4) {
    PrefixSet set;
    set.add(prefix("::/0"));
    EXPECT_FALSE(set.contains(address("192.0.2.1")));
    EXPECT_TRUE(set.contains(address("2001:db8::1")));
}

TEST(PrefixSet, AgreesWithAskingEachNetwork) {
    core::Random random{7};
    for (int trial = 0; trial < 300; ++trial) {
        PrefixSet set;
        std::vector<core::Prefix> all;
        for (int i = 0; i < 12; ++i) {
            const auto at =
                core::Address::v4(0x0a000000u + static_cast<std::uint32_t>(random.below(4096)));
            all.push_back(core::Prefix::of(at, 20 + static_cast<int>(random.below(13))));
            set.add(all.back());
        }
        for (int i = 0; i < 50; ++i) {
            const auto at =
                core::Address::v4(0x0a000000u + static_cast<std::uint32_t>(random.below(4096)));
            bool expected = false;
            for (const auto& one : all) expected = expected || one.contains(at);
            EXPECT_EQ(set.contains(at), expected) << at.to_string();
        }
    }
}

}  // namespace
}  // namespace hitme::console
