// SPDX-License-Identifier: Apache-2.0
#include "analytics/bias/target_bias.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hitme::analytics {
namespace {

/// xorshift64*: evenly spread, and not the generator of anything under test.
std::uint32_t next_number(std::uint64_t& state) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return static_cast<std::uint32_t>((state * 2685821657736338717u) >> 32);
}

bool bit_set(std::uint32_t address, int bit) {
    return ((address >> (32 - bit)) & 1) != 0;
}

/// 128 addresses; each of `hosts` hosts hits one that `may` be hit, all alike.
template <class May>
TargetBiasInput scanned(std::uint64_t seed, int hosts, const May& may) {
    TargetBiasInput input;
    std::uint64_t state = seed * 7919 + 88172645463325252u;
    for (int i = 0; i < 128; ++i) input.addresses.push_back({next_number(state), 0, 1, 0, 0});
    for (int i = 0; i < hosts;) {
        auto& one = input.addresses[next_number(state) % input.addresses.size()];
        if (!may(one.address)) continue;
        ++one.hits;
        ++i;
    }
    return input;
}

// C-35: bits 9 and 25 cleared (the flaw in Conficker's choice of targets), exactly these two; the reachable addresses are
// those with both clear.
TEST(TargetBias, FindsTheTwoBitsThatAreNeverScanned) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        const auto may = [](std::uint32_t address) {
            return !bit_set(address, 9) && !bit_set(address, 25);
        };
        const auto input = scanned(seed, 3000, may);
        const auto finding = judge_target_bias(input);
        ASSERT_EQ(finding.bits.size(), 2u);
        const auto [low, high] = std::minmax(finding.bits[0].bit, finding.bits[1].bit);
        EXPECT_EQ(low, 9);
        EXPECT_EQ(high, 25);
        EXPECT_TRUE(finding.bits[0].set_is_blind);
        EXPECT_TRUE(finding.bits[1].set_is_blind);
        EXPECT_TRUE(finding.bits[0].alike.empty());
        const auto open = std::ranges::count_if(
            input.addresses, [&](const TargetAddress& one) { return may(one.address); });
        EXPECT_EQ(finding.reachable, static_cast<std::size_t>(open));
        EXPECT_EQ(finding.blind.size(), 128u - static_cast<std::size_t>(open));
        EXPECT_LT(finding.uneven_p, 1e-9);
        EXPECT_LT(finding.unexplained_dispersion, 2);
    }
}

// Uniform: none at 1 %. Of 300 scanners three are expected, and more than ten come once in some thousand tries.
TEST(TargetBias, FindsNothingInAnEvenScan) {
    int found = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const auto input = scanned(seed, 1000, [](std::uint32_t) { return true; });
        const auto finding = judge_target_bias(input);
        found += finding.bits.empty() ? 0 : 1;
        EXPECT_EQ(finding.reachable, 128u);
    }
    EXPECT_LE(found, 10);
}

// Hosts on 445/tcp by sensor as published for the nine sensors of 2013: one sees most. One against eight is no bit's doing.
TEST(TargetBias, BlamesNoBitForOneBusySensor) {
    TargetBiasInput input;
    std::uint64_t state = 362436069;
    for (const std::uint64_t hosts : {220u, 193u, 221u, 105u, 551u, 118u, 7685u, 319u, 183u})
        input.addresses.push_back({next_number(state), hosts, 1, 0, 0});
    // All other sensors lie in one half of every bit with the busy one alone in the other, or beside it.
    input.addresses[6].address = 0xffffffff;
    for (std::size_t i = 0; i < 9; ++i)
        if (i != 6) input.addresses[i].address = static_cast<std::uint32_t>(i);
    const auto finding = judge_target_bias(input);
    EXPECT_TRUE(std::ranges::none_of(finding.bits, [](const auto& one) { return one.bit <= 28; }));
    EXPECT_EQ(finding.untestable_bits.front(), 1);
    EXPECT_GE(finding.untestable_bits.size(), 28u);
    EXPECT_LT(finding.uneven_p, 1e-9);
    EXPECT_GT(finding.unexplained_dispersion, 3);
    // 9,595 / 9 = 1,066 expected: a tenth is 106.6, so the sensor of 105 alone is blind.
    EXPECT_EQ(finding.blind, std::vector<std::size_t>{3});
}

TEST(TargetBias, NamesBitsThatItCannotTellApart) {
    TargetBiasInput input;
    // Bits 31 and 32 always agree.
    for (const std::uint32_t address : {0u, 3u, 4u, 7u, 8u, 11u, 12u, 15u})
        input.addresses.push_back({address, (address & 1) != 0 ? 0u : 50u, 1, 0, 0});
    const auto finding = judge_target_bias(input);
    ASSERT_EQ(finding.bits.size(), 1u);
    EXPECT_EQ(finding.bits[0].bit, 31);
    EXPECT_EQ(finding.bits[0].alike, std::vector<int>{32});
}

// Weights: twice the hits for twice the hours is no bias.
TEST(TargetBias, GoesByExposure) {
    TargetBiasInput input;
    for (std::uint32_t address = 0; address < 16; ++address)
        input.addresses.push_back(
            {address, (address & 1) != 0 ? 200u : 100u, (address & 1) != 0 ? 2.0 : 1.0, 0, 0});
    EXPECT_TRUE(judge_target_bias(input).bits.empty());
    EXPECT_NEAR(judge_target_bias(input).uneven_p, 1, 1e-9);
    EXPECT_TRUE(judge_target_bias({}).bits.empty());
}

// 1,000 hits, 50 from the own /16 where its share of all sources explains 10: z = 40 / sqrt(9.9) = 12.7.
TEST(TargetBias, SeesLocalPreference) {
    TargetBiasInput input;
    for (std::uint32_t address = 0; address < 10; ++address)
        input.addresses.push_back({address, 100, 1, 10, 5});
    input.source_share_8 = 0.1;
    input.source_share_16 = 0.01;
    const auto finding = judge_target_bias(input);
    EXPECT_NEAR(finding.own_16->ratio, 5, 1e-9);
    EXPECT_LT(finding.own_16->p, 1e-9);
    EXPECT_NEAR(finding.own_8->ratio, 1, 1e-9);
    EXPECT_NEAR(finding.own_8->p, 1, 1e-9);
}

}  // namespace
}  // namespace hitme::analytics
