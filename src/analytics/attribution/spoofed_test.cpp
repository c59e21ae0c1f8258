// SPDX-License-Identifier: Apache-2.0
#include "analytics/attribution/spoofed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/random.h"

namespace hitme::analytics {
namespace {

// The oracle: python3 -c "import est; print(est.spoofed_share(69, 1000))" gives 0.38896, 0.5, 0.61728.
TEST(Spoofed, ReadsTheShareOffReservedSpace) {
    const auto finding = judge_spoofing({1000, 69, 0, {}});
    EXPECT_NEAR(*finding.spoofed_share, 0.5, 1e-12);
    EXPECT_NEAR(finding.low, 0.38896, 1e-4);
    EXPECT_NEAR(finding.high, 0.61728, 1e-4);
    EXPECT_TRUE(finding.withhold_unverified);
}

TEST(Spoofed, CountsEachSourceOnce) {
    // 10.0.0.1 twice (reserved), 100.64.0.1 once (reserved), 198.51.99.1 once and 198.51.99.2 three times.
    const std::vector<std::uint32_t> contacts{0x0A000001, 0x0A000001, 0x64400001, 0xC6336301,
                                              0xC6336302, 0xC6336302, 0xC6336302};
    const auto counts = count_sources(contacts);
    EXPECT_EQ(counts.sources, 4u);
    EXPECT_EQ(counts.reserved, 2u);
    EXPECT_EQ(counts.seen_once, 2u);
    EXPECT_EQ(counts.by_first_octet[198], 2u);
    EXPECT_EQ(std::ranges::count(counts.by_first_octet, 0u), 255);
    EXPECT_FALSE(judge_spoofing(count_sources({}).input()).looks_forged());
}

TEST(Spoofed, WithholdsNothingOfHonestSources) {
    EXPECT_FALSE(judge_spoofing({10000, 0, 0, {}}).withhold_unverified);
    EXPECT_FALSE(judge_spoofing({3, 0, 3, {}}).withhold_unverified);
    EXPECT_FALSE(judge_spoofing({}).spoofed_share);
    EXPECT_EQ(judge_spoofing({5, 9, 9, {}}).spoofed_share, 1);  // more than all: held
}

/// xorshift64*: evenly spread, and not the generator of anything under test.
std::uint32_t next_address(std::uint64_t& state) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return static_cast<std::uint32_t>((state * 2685821657736338717u) >> 32);
}

// 13.8 % of IPv4: 0/8, 10/8, 127/8 and 224/3 (35 / 256 = 13.67 %), 100.64/10, 172.16/12, 192.168/16, 169.254/16.
bool reserved_space(std::uint32_t address) {
    const auto octet = address >> 24;
    return octet == 0 || octet == 10 || octet == 127 || octet >= 224 ||
           (address >> 22) == (0x64400000u >> 22) || (address >> 20) == (0xac100000u >> 20) ||
           (address >> 16) == 0xc0a8u || (address >> 16) == 0xa9feu;
}

TEST(Spoofed, SeesAMillionRandomSources) {
    std::uint64_t state = 88172645463325252u;
    SpoofedInput input;
    for (int i = 0; i < 1000000; ++i) {
        const auto address = next_address(state);
        ++input.sources;
        ++input.seen_once;
        if (reserved_space(address)) ++input.reserved;
    }
    const auto without_shape = judge_spoofing(input);
    EXPECT_NEAR(*without_shape.spoofed_share, 1, 0.02);
    EXPECT_TRUE(without_shape.withhold_unverified);
    EXPECT_FALSE(without_shape.flood_shape);
}

TEST(Spoofed, KnowsTheShapeOfAFloodFromThatOfPeople) {
    std::uint64_t state = 362436069;
    std::vector<std::uint64_t> even(256, 0);
    std::vector<std::uint64_t> uneven(256, 0);
    SpoofedInput input;
    for (int i = 0; i < 100000; ++i) {
        const auto address = next_address(state);
        const auto octet = address >> 24;
        if (!unicast_octet(octet) || reserved_v4(address)) continue;
        ++input.sources;
        ++even[octet];
        ++uneven[octet % 3 == 0 ? 61 : octet];
    }
    input.seen_once = input.sources;
    input.by_first_octet = even;
    EXPECT_TRUE(judge_spoofing(input).flood_shape);
    input.by_first_octet = uneven;
    EXPECT_FALSE(judge_spoofing(input).flood_shape);
    input.by_first_octet = even;
    input.seen_once = input.sources / 2;
    EXPECT_FALSE(judge_spoofing(input).flood_shape);
}

// 1/8 of IPv4 from 224 on, three /8, a /10, a /12, a /15 and two /16: 13.8 % (analytics 2.11).
TEST(Spoofed, KnowsTheSpaceThatNobodyMayRoute) {
    std::uint32_t reserved = 0;
    for (std::uint32_t network = 0; network < 65536; ++network)
        if (reserved_v4((network << 16) | 0xFFFF)) ++reserved;
    EXPECT_NEAR(reserved / 65536.0, 1.0 / 8 + 3.0 / 256 + 1.0 / 1024 + 1.0 / 4096 + 4.0 / 65536,
                1e-9);
    EXPECT_NEAR(reserved / 65536.0, 0.138, 0.0005);
    EXPECT_FALSE(reserved_v4(0x08080808));
    EXPECT_TRUE(reserved_v4(0xFFFFFFFF));
}

// Ten million forged sources, drawn evenly from all of IPv4: all of them are called forged, and
// what is said of unproved sources is withheld.
TEST(Spoofed, AFloodOfTenMillionIsSeenForWhatItIs) {
    core::Random random{20081106};
    std::vector<std::uint32_t> drawn(10'000'000);
    for (auto& one : drawn) one = static_cast<std::uint32_t>(random.next());
    std::sort(drawn.begin(), drawn.end());
    SpoofedInput input;
    std::array<std::uint64_t, 256> by_octet{};
    for (std::size_t i = 0, next = 0; i < drawn.size(); i = next) {
        while (next < drawn.size() && drawn[next] == drawn[i]) ++next;
        ++input.sources;
        if (next - i == 1) ++input.seen_once;
        if (reserved_v4(drawn[i]))
            ++input.reserved;
        else
            ++by_octet[drawn[i] >> 24];
    }
    input.by_first_octet = by_octet;
    const auto finding = judge_spoofing(input);
    EXPECT_NEAR(*finding.spoofed_share, 1, 0.01);
    EXPECT_TRUE(finding.withhold_unverified);
    EXPECT_TRUE(finding.flood_shape);
}

}  // namespace
}  // namespace hitme::analytics
