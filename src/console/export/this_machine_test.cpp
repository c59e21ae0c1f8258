// SPDX-License-Identifier: Apache-2.0
#include "console/export/this_machine.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(ThisMachine, HasItsLoopbackAddress) {
    EXPECT_TRUE(addresses_of_this_machine().contains(*core::Address::parse("127.0.0.1")));
}

// resolv.conf(5): "nameserver" and an address, one a line; # and ; begin comments.
TEST(ThisMachine, ReadsResolvers) {
    const auto set = resolvers_in(
        "# nameserver 61.0.0.9\nsearch example\nnameserver 61.0.0.1\n\tnameserver  2a00::53\n"
        "nameserver fe80::1%eth0\nnameserver x\nnameserver\noptions ndots:1");
    for (const char* text : {"61.0.0.1", "2a00::53", "fe80::1"})
        EXPECT_TRUE(set.contains(*core::Address::parse(text))) << text;
    EXPECT_FALSE(set.contains(*core::Address::parse("61.0.0.9")));
}

}  // namespace
}  // namespace hitme::console
