// SPDX-License-Identifier: Apache-2.0
#include "analytics/sketch/hyper_log_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "analytics/flat_table.h"

namespace hitme::analytics {
namespace {

void add_range(HyperLogLog& sketch, std::uint64_t from, std::uint64_t to, const Seed& seed) {
    for (std::uint64_t key = from; key < to; ++key) sketch.add(hash_of(key, seed));
}

TEST(HyperLogLog, CountsNothingAsNothing) {
    EXPECT_EQ(HyperLogLog{}.estimate(), 0);
    HyperLogLog one;
    for (int i = 0; i < 1000; ++i) one.add(hash_of(7, Seed{1}));
    EXPECT_NEAR(one.estimate(), 1, 0.001);
}

// The bar: within 2 % in 95 % of trials, from 10^3 to 10^6 here (10^7 in bench_judge_live); a standard error of
// 1.04 / sqrt(2^14) = 0.81 % says that 98.6 % lie within 2 %. Keys are consecutive numbers: what a hash must scatter.
TEST(HyperLogLog, LiesWithinTwoPercent) {
    for (const std::uint64_t size : {1'000u, 10'000u, 50'000u, 100'000u, 1'000'000u}) {
        const int trials = size > 100'000 ? 20 : 200;
        int within = 0;
        double squares = 0;
        for (int trial = 0; trial < trials; ++trial) {
            HyperLogLog sketch;
            add_range(sketch, 0, size, Seed{static_cast<std::uint64_t>(1000 + trial)});
            const double error = sketch.estimate() / static_cast<double>(size) - 1;
            within += std::abs(error) <= 0.02 ? 1 : 0;
            squares += error * error;
        }
        EXPECT_GE(within, 0.95 * trials) << size;
        EXPECT_LE(std::sqrt(squares / trials), 0.0105) << size;
    }
}

TEST(HyperLogLog, AnyOrderOfMergesGivesTheSameState) {
    const Seed seed{42};
    HyperLogLog whole;
    add_range(whole, 0, 40'000, seed);
    std::vector<HyperLogLog> parts(4);
    for (std::size_t i = 0; i < parts.size(); ++i)
        add_range(parts[i], 8'000 * i, 8'000 * i + 16'000, seed);  // each overlaps the next
    std::vector<std::size_t> order{0, 1, 2, 3};
    do {
        HyperLogLog merged;
        for (const std::size_t i : order) merged.merge(parts[i]);
        ASSERT_EQ(merged, whole);
    } while (std::ranges::next_permutation(order).found);
    HyperLogLog left = parts[0];
    left.merge(parts[1]);
    HyperLogLog right = parts[2];
    right.merge(parts[3]);
    right.merge(left);
    EXPECT_EQ(right, whole);
    EXPECT_EQ(right.estimate(), whole.estimate());
}

TEST(HyperLogLog, ComesBackFromItsBytes) {
    HyperLogLog sketch;
    add_range(sketch, 0, 5'000, Seed{3});
    core::ByteVector bytes;
    core::Writer out{bytes};
    sketch.save(out);
    EXPECT_EQ(bytes.size(), HyperLogLog::registers);
    core::Reader in{bytes};
    EXPECT_EQ(HyperLogLog::load(in), sketch);
    EXPECT_TRUE(in.ok());
    core::Reader cut{core::Bytes{bytes}.first(100)};
    (void)HyperLogLog::load(cut);
    EXPECT_FALSE(cut.ok());
    bytes[0] = 52;
    core::Reader broken{bytes};
    (void)HyperLogLog::load(broken);
    EXPECT_FALSE(broken.ok());
}

}  // namespace
}  // namespace hitme::analytics
