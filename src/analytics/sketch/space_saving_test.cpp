// SPDX-License-Identifier: Apache-2.0
#include "analytics/sketch/space_saving.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

namespace hitme::analytics {
namespace {

core::Address address(std::uint32_t value) {
    return core::Address::v4(value);
}

TEST(SpaceSaving, IsExactWhileThereIsRoom) {
    SpaceSaving sketch{4};
    for (const std::uint32_t source : {1u, 2u, 1u, 3u, 1u, 2u}) sketch.add(address(source));
    const auto top = sketch.top(2);
    ASSERT_EQ(top.size(), 2u);
    EXPECT_EQ(top[0], (SpaceSaving::Counter{address(1), 3, 0}));
    EXPECT_EQ(top[1], (SpaceSaving::Counter{address(2), 2, 0}));
    EXPECT_EQ(sketch.least(), 0u);
}

// By hand, two counters: a a b c. c takes b's place: counts a 2, c 2 with error 1.
TEST(SpaceSaving, ANewcomerInheritsTheSmallestCount) {
    SpaceSaving sketch{2};
    for (const std::uint32_t source : {1u, 1u, 2u, 3u}) sketch.add(address(source));
    const auto top = sketch.top(9);
    ASSERT_EQ(top.size(), 2u);
    EXPECT_EQ(top[0], (SpaceSaving::Counter{address(1), 2, 0}));
    EXPECT_EQ(top[1], (SpaceSaving::Counter{address(3), 2, 1}));
}

// The paper's bounds, on skewed and on flat streams, against exact counts.
TEST(SpaceSaving, KeepsItsBounds) {
    for (const double skew : {0.0, 0.8, 1.5}) {
        std::mt19937_64 random{7};
        constexpr std::size_t counters = 100;
        std::vector<double> weights;
        for (int rank = 1; rank <= 5'000; ++rank) weights.push_back(std::pow(rank, -skew));
        std::discrete_distribution<std::uint32_t> pick(weights.begin(), weights.end());
        SpaceSaving sketch{counters};
        std::map<core::Address, std::uint64_t> exact;
        constexpr std::uint64_t events = 100'000;
        for (std::uint64_t i = 0; i < events; ++i) {
            const auto source = address(pick(random));
            sketch.add(source);
            ++exact[source];
        }
        const auto held = sketch.top(counters);
        std::uint64_t sum = 0;
        std::map<core::Address, SpaceSaving::Counter> by_source;
        for (const auto& counter : held) {
            by_source[counter.source] = counter;
            sum += counter.count;
            EXPECT_LE(counter.error, events / counters);
            EXPECT_LE(exact[counter.source], counter.count);
            EXPECT_GE(exact[counter.source], counter.count - counter.error);
        }
        EXPECT_EQ(sum, events);
        EXPECT_LE(sketch.least(), events / counters);
        for (const auto& [source, count] : exact) {
            EXPECT_TRUE(count <= events / counters || by_source.contains(source)) << count;
            EXPECT_TRUE(by_source.contains(source) || count <= sketch.least()) << count;
        }
    }
}

TEST(SpaceSaving, GoesOnFromItsBytesAsIfNothingHadBeen) {
    std::mt19937_64 random{3};
    SpaceSaving whole{50};
    SpaceSaving half{50};
    std::vector<core::Address> rest;
    for (int i = 0; i < 20'000; ++i) {
        const auto source = address(static_cast<std::uint32_t>(random() % 300));
        whole.add(source);
        if (i < 10'000)
            half.add(source);
        else
            rest.push_back(source);
    }
    core::ByteVector bytes;
    core::Writer out{bytes};
    half.save(out);
    core::Reader in{bytes};
    SpaceSaving again = SpaceSaving::load(in);
    ASSERT_TRUE(in.ok());
    for (const auto& source : rest) again.add(source);
    EXPECT_EQ(again, whole);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        core::Reader cut{core::Bytes{bytes}.first(length)};
        (void)SpaceSaving::load(cut);
        ASSERT_FALSE(cut.ok());
    }
}

}  // namespace
}  // namespace hitme::analytics
