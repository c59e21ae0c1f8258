// SPDX-License-Identifier: Apache-2.0
#include "recognition/default_credentials.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

TEST(DefaultCredentials, KnowsPairsOfThePublishedList) {  // Mirai, scanner.c: add_auth_entry lines
    EXPECT_TRUE(is_default_credential("root", "xc3511"));
    EXPECT_TRUE(is_default_credential("root", "zlxx."));
    EXPECT_TRUE(is_default_credential("admin", ""));
    EXPECT_TRUE(is_default_credential("888888", "888888"));
    EXPECT_TRUE(is_default_credential("tech", "tech"));
}

TEST(DefaultCredentials, TakesOnlyTheWholePairAsItIsWritten) {
    EXPECT_FALSE(is_default_credential("root", "xc3512"));
    EXPECT_FALSE(is_default_credential("ROOT", "xc3511"));
    EXPECT_FALSE(is_default_credential("user", "root"));
    EXPECT_FALSE(is_default_credential("", ""));
}

}  // namespace
}  // namespace hitme::recognition
