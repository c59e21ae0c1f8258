// SPDX-License-Identifier: Apache-2.0
#include "analytics/attribution/known_networks.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

TEST(KnownNetworks, AreFoundByNumber) {
    ASSERT_NE(known_network(4134), nullptr);
    EXPECT_EQ(known_network(4134)->network_class, NetworkClass::consumer);
    EXPECT_EQ(known_network(16276)->network_class, NetworkClass::hosting);
    EXPECT_EQ(known_network(0), nullptr);
    EXPECT_EQ(known_network(64500), nullptr);  // for documentation (RFC 5398)
    EXPECT_EQ(known_network(0xFFFFFFFF), nullptr);
    EXPECT_GT(known_networks(), 100u);
}

}  // namespace
}  // namespace hitme::analytics
