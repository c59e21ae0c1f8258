// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb2_credits.h"

#include <gtest/gtest.h>

namespace hitme::dialogue::smb {
namespace {

// [MS-SMB2] 3.3.1.1: the window is { 0 } at first; each id is taken once, in any order.
TEST(Smb2Credits, TakesEachGrantedIdOnceInAnyOrder) {
    Smb2Credits credits{max_credits_of_samba};
    EXPECT_FALSE(credits.take(1, 1));
    EXPECT_FALSE(credits.take(5, 1));
    EXPECT_TRUE(credits.take(0, 1));
    EXPECT_FALSE(credits.take(0, 1));
    EXPECT_EQ(credits.grant(4, 1), 4);
    EXPECT_TRUE(credits.take(3, 1));
    EXPECT_FALSE(credits.take(3, 1));
    EXPECT_FALSE(credits.take(5, 1));
    EXPECT_TRUE(credits.take(1, 2));  // 3.3.5.2.3: a charge of two takes 1 and 2
    EXPECT_FALSE(credits.take(4, 2));
    EXPECT_TRUE(credits.take(4, 1));
    EXPECT_FALSE(credits.take(~std::uint64_t{0}, 1));
    EXPECT_FALSE(credits.take(~std::uint64_t{0}, 2));
}

// As smbd 4.17.12 answered: of 600 asked all, of 9,000 what is left of 8,192.
TEST(Smb2Credits, GrantsWhatIsAskedForUpToWhatAClientMayHold) {
    Smb2Credits credits{max_credits_of_samba};
    ASSERT_TRUE(credits.take(0, 1));
    EXPECT_EQ(credits.grant(0, 1), 1);
    ASSERT_TRUE(credits.take(1, 1));
    EXPECT_EQ(credits.grant(64, 1), 64);
    ASSERT_TRUE(credits.take(2, 1));
    EXPECT_EQ(credits.grant(9000, 1), 8192 - 63);
    ASSERT_TRUE(credits.take(3, 1));
    EXPECT_EQ(credits.grant(64, 1), 1);
    ASSERT_TRUE(credits.take(4, 16));
    EXPECT_EQ(credits.grant(1, 16), 16);
}

TEST(Smb2Credits, GoesRoundItsBitsForAsLongAsAConnectionLasts) {
    Smb2Credits credits{max_credits_of_windows};
    std::uint64_t next = 0;
    for (int i = 0; i < 40'000; ++i) {
        ASSERT_TRUE(credits.take(next, 1)) << next;
        ASSERT_FALSE(credits.take(next, 1)) << next;
        ASSERT_GE(credits.grant(100, 1), 1) << next;
        ++next;
    }
    EXPECT_EQ(credits.memory(), 0u);
    ASSERT_FALSE(credits.take(next + 512, 1));
    ASSERT_TRUE(credits.take(next + 511, 1));
    ASSERT_FALSE(credits.take(next + 511, 1));
    EXPECT_LE(credits.memory(), 80u);  // nine words, and what a vector takes beside
    // Backwards, the bits of all are there until the lowest one comes; then none.
    for (std::uint64_t id = next + 511; id-- > next;) ASSERT_TRUE(credits.take(id, 1)) << id;
    EXPECT_EQ(credits.memory(), 0u);
    EXPECT_EQ(credits.grant(512, 1), 512);
}

TEST(Smb2Credits, HoldsNoMoreThanABitForEachIdOfTheWindow) {
    Smb2Credits credits{max_credits_of_samba};
    ASSERT_TRUE(credits.take(0, 1));
    ASSERT_EQ(credits.grant(9000, 1), 8192);
    for (std::uint64_t id = 8192; id > 1; id -= 1) ASSERT_TRUE(credits.take(id, 1)) << id;
    EXPECT_LE(credits.memory(), 2048u);
    EXPECT_EQ(credits.grant(1, 1), 0);
    ASSERT_TRUE(credits.take(1, 1));
    EXPECT_EQ(credits.memory(), 0u);
}

}  // namespace
}  // namespace hitme::dialogue::smb
