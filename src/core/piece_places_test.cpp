// SPDX-License-Identifier: Apache-2.0
#include "core/piece_places.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace hitme::core {
namespace {

std::pair<std::uint64_t, std::uint64_t> found(const PiecePlaces& places, std::uint64_t at) {
    const auto one = places.find(at);
    return {one.place, one.together};
}
using Pair = std::pair<std::uint64_t, std::uint64_t>;

TEST(PiecePlaces, KnowsEachPieceAndHowFarItGoes) {
    PiecePlaces places;
    EXPECT_TRUE(places.empty());
    places.add(0, 10, 100);
    places.add(10, 3, 400);
    places.add(13, 7, 300);  // what came later may lie earlier
    EXPECT_EQ(found(places, 0), (Pair{100, 10}));
    EXPECT_EQ(found(places, 9), (Pair{109, 1}));
    EXPECT_EQ(found(places, 10), (Pair{400, 3}));
    EXPECT_EQ(found(places, 15), (Pair{302, 5}));
    EXPECT_EQ(found(places, 25).second, 0u);
}

TEST(PiecePlaces, WhatLiesTogetherIsOnePiece) {
    PiecePlaces places;
    places.add(0, 10, 100);
    places.add(10, 5, 110);
    EXPECT_EQ(found(places, 4), (Pair{104, 11}));
}

TEST(PiecePlaces, EvenPiecesCostNoMoreThanOne) {
    PiecePlaces places;
    for (std::uint64_t i = 0; i < 8000; ++i) places.add(8 * i, 8, 1000 + 96 * i);
    places.add(64000, 3, 1000 + 96 * 8000);
    EXPECT_EQ(found(places, 8 * 4321 + 5), (Pair{1000 + 96 * 4321 + 5, 3}));
    EXPECT_EQ(found(places, 64001), (Pair{1000 + 96 * 8000 + 1, 2}));
    EXPECT_LE(places.memory(), 256u);
}

TEST(PiecePlaces, OfTooManyTheLastAreKnown) {
    PiecePlaces places;
    std::uint64_t at = 0;
    std::vector<Pair> added;
    for (std::uint64_t i = 0; i < 500; ++i) {
        const std::uint64_t length = 1 + i % 3 + i % 7;
        added.emplace_back(at, 10'000 + 31 * i * (1 + i % 2));
        places.add(at, length, added.back().second);
        at += length;
    }
    EXPECT_LE(places.memory(), 4096u);
    for (std::size_t i = added.size() - 40; i < added.size(); ++i)
        EXPECT_EQ(places.find(added[i].first).place, added[i].second) << i;
    EXPECT_EQ(places.find(0).together, 0u);
}

}  // namespace
}  // namespace hitme::core
