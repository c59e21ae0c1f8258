// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/asked.h"

#include <gtest/gtest.h>

namespace hitme::recognition::smb {
namespace {

TEST(Asked, IsToldInTheWordsOfItsAnswer) {
    const Asked asked{"save", "saved", " the hive SAM to x", false};
    EXPECT_EQ(asked.words(), "asked to save the hive SAM to x");
    EXPECT_EQ(asked.words(0), "saved the hive SAM to x");
    // [MS-ERREF] 2.2 and 2.3.1.
    EXPECT_EQ(asked.words(5), "asked in vain to save the hive SAM to x (ERROR_ACCESS_DENIED)");
    EXPECT_EQ(asked.name_of(1234), "error 1234");
    const Asked account{"make", "made", " the account bob", true};
    EXPECT_EQ(account.name_of(0xC0000022), "STATUS_ACCESS_DENIED");
}

}  // namespace
}  // namespace hitme::recognition::smb
