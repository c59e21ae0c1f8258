// SPDX-License-Identifier: Apache-2.0
#include "console/export/reserved.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

bool reserved(const char* text) {
    return reserved_addresses().contains(*core::Address::parse(text));
}

// One address of each row of the registries (RFC 6890 tables 1 to 16, RFC 5737, 3849, 9637).
TEST(Reserved, NamesWhatIsNotPublicUnicast) {
    for (const char* text : {"0.0.0.0",
                             "10.1.2.3",
                             "100.64.0.1",
                             "127.0.0.1",
                             "169.254.9.9",
                             "172.31.255.255",
                             "192.0.0.8",
                             "192.0.2.1",
                             "192.88.99.1",
                             "192.168.0.1",
                             "198.19.255.255",
                             "198.51.100.7",
                             "203.0.113.7",
                             "224.0.0.1",
                             "239.255.255.255",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "fe80::1",
                             "fc00::1",
                             "fdff::1",
                             "ff02::1",
                             "64:ff9b::1",
                             "100::1",
                             "2001::1",
                             "2001:db8::1",
                             "2002:c000:201::",
                             "3fff::1",
                             "5f00::1"})
        EXPECT_TRUE(reserved(text)) << text;
}

TEST(Reserved, LeavesPublicAddressesAlone) {
    for (const char* text :
         {"1.2.3.4", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.32.0.0",
          "172.15.255.255", "198.17.255.255", "198.20.0.0", "61.218.147.66", "223.255.255.255",
          "2a00:1450::1", "2600::1", "2001:200::1"})
        EXPECT_FALSE(reserved(text)) << text;
}

TEST(Reserved, KnowsResolvers) {
    for (const char* text : {"8.8.8.8", "1.1.1.1", "9.9.9.9", "2001:4860:4860::8888", "198.41.0.4"})
        EXPECT_TRUE(public_resolvers().contains(*core::Address::parse(text))) << text;
    EXPECT_FALSE(public_resolvers().contains(*core::Address::parse("61.218.147.66")));
}

}  // namespace
}  // namespace hitme::console
