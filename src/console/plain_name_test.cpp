// SPDX-License-Identifier: Apache-2.0
#include "console/plain_name.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(PlainName, NamesAreSafeInEveryForm) {
    for (const char* good : {"edge", "a", "0-0_a", "abcdefghijklmnopqrst"})
        EXPECT_TRUE(is_plain_name(good, 20)) << good;
    for (const char* bad : {"", "-a", "_a", "Edge", "a b", "a;b", "abcdefghijklmnopqrstu", "a\n"})
        EXPECT_FALSE(is_plain_name(bad, 20)) << bad;
}

}  // namespace
}  // namespace hitme::console
