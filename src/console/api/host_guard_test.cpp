// SPDX-License-Identifier: Apache-2.0
#include "console/api/host_guard.h"

#include <gtest/gtest.h>

namespace hitme::console::api {
namespace {

TEST(HostGuard, TakesLoopbackNamesWithOurPort) {
    for (const char* host :
         {"localhost:7445", "LocalHost:7445", "127.0.0.1:7445", "127.8.9.1:7445", "[::1]:7445"})
        EXPECT_TRUE(host_is_ours(host, 7445, {})) << host;
    EXPECT_TRUE(host_is_ours("localhost", 80, {}));
}

TEST(HostGuard, RefusesEveryOtherName) {
    for (const char* host :
         {"", "evil.example:7445", "localhost.evil.example:7445", "127.0.0.1.evil.example:7445",
          "localhost:7446", "localhost", "localhost:", "localhost:7445x", "192.0.2.1:7445",
          "::1:7445", "[::1", "[127.0.0.1]:7445", "[2001:db8::1]:7445",
          "localhost:7445, evil.example"})
        EXPECT_FALSE(host_is_ours(host, 7445, {})) << host;
}

TEST(HostGuard, TakesAnAddressThatTheOperatorChose) {
    EXPECT_TRUE(host_is_ours("192.0.2.1:7445", 7445, {*core::Address::parse("192.0.2.1")}));
}

}  // namespace
}  // namespace hitme::console::api
