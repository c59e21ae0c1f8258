// SPDX-License-Identifier: Apache-2.0
#include "core/prefix_preserving_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <random>
#include <string_view>

namespace hitme::core {
namespace {

Address address(std::string_view text) {
    return *Address::parse(text);
}

PrefixPreservingMap::Key key_of(std::string_view text) {
    PrefixPreservingMap::Key key{};
    std::ranges::copy(text, key.begin());
    return key;
}

int bits_shared(const Address& a, const Address& b) {
    const int high = std::countl_zero(a.high() ^ b.high());
    return high < 64 ? high : 64 + std::countl_zero(a.low() ^ b.low());
}

// The key and the first lines of the sample trace that its authors gave out with Crypto-PAn 1.0.
TEST(PrefixPreservingMap, GivesWhatTheAuthorsProgramGives) {
    const PrefixPreservingMap map{{21,  34, 23,  141, 51, 164, 207, 128, 19,  10,  91,
                                   22,  73, 144, 125, 16, 216, 152, 143, 131, 121, 121,
                                   101, 39, 98,  87,  76, 45,  42,  132, 34,  2}};
    EXPECT_EQ(map(address("128.11.68.132")).to_string(), "135.242.180.132");
    EXPECT_EQ(map(address("129.118.74.4")).to_string(), "134.136.186.123");
    EXPECT_EQ(map(address("130.132.252.244")).to_string(), "133.68.164.234");
}

// What the documentation of the Python package yacryptopan prints.
TEST(PrefixPreservingMap, GivesWhatAnotherProgramGivesForBothFamilies) {
    const PrefixPreservingMap map{key_of("32-char-str-for-AES-key-and-pad.")};
    EXPECT_EQ(map(address("192.0.2.1")).to_string(), "192.0.125.244");
    EXPECT_EQ(map(address("2001:db8::1")).to_string(), "27fe:8bc7:fee:1e:1e1f:f0fe:f0e1:83fd");
}

TEST(PrefixPreservingMap, TwoAddressesShareAsManyBitsAfterwardsAsBefore) {
    const PrefixPreservingMap map{key_of("another key of thirty-two bytes.")};
    std::mt19937 random{7};
    for (int i = 0; i < 300; ++i) {
        const auto one = static_cast<std::uint32_t>(random());
        const auto a = Address::v4(one);
        const auto b = Address::v4(one ^ (1u << (random() % 32)) ^ (random() % 2));
        EXPECT_EQ(bits_shared(map(a), map(b)), bits_shared(a, b)) << a.to_string();
        EXPECT_TRUE(map(a).is_v4());
    }
}

TEST(PrefixPreservingMap, AnotherKeyGivesOtherNames) {
    const auto a = address("198.51.100.7");
    EXPECT_NE(PrefixPreservingMap{key_of("one")}(a), PrefixPreservingMap{key_of("two")}(a));
}

}  // namespace
}  // namespace hitme::core
