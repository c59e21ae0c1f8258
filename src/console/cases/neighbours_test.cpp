// SPDX-License-Identifier: Apache-2.0
#include "console/cases/neighbours.h"

#include <gtest/gtest.h>

namespace hitme::console::cases {
namespace {

// The lines of proc(5), and one of each kind that is not taken.
TEST(Neighbours, ReadsCompleteEthernetEntries) {
    const auto found = parse_neighbours(
        "IP address       HW type     Flags       HW address            Mask     Device\n"
        "192.0.2.50       0x1         0x2         00:50:BF:25:68:F3     *        eth0\n"
        "192.0.2.51       0x1         0x0         00:00:00:00:00:00     *        eth0\n"
        "192.0.2.52       0x1         0x6         00:50:bf:25:68:f4     *        eth0\n"
        "192.0.2.53       0x20        0x2         00:50:bf:25:68:f5     *        ib0\n"
        "192.0.2.54       0x1         0x2         00:50:bf:25:68\n"
        "nonsense\n");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found.at(*core::Address::parse("192.0.2.50")), "00:50:bf:25:68:f3");
    EXPECT_EQ(found.at(*core::Address::parse("192.0.2.52")), "00:50:bf:25:68:f4");
}

}  // namespace
}  // namespace hitme::console::cases
