// SPDX-License-Identifier: Apache-2.0
#include "sensor/doors.h"

#include <gtest/gtest.h>

#include "support/loopback.h"

namespace hitme::sensor {
namespace {

SensorSettings on_ports(std::uint16_t first, std::uint16_t last) {
    SensorSettings settings;
    settings.syn_watch = false;
    HoneyPoint point;
    point.ports = {{first, last}};
    point.addresses = {*core::Address::parse("127.0.0.1")};
    settings.honeypoints = {point};
    return settings;
}

TEST(Doors, OpenWhatIsFreeAndSayWhatIsNot) {
    const auto port = tests::free_port();
    const auto first = open_doors(on_ports(port, port));
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->listeners.bound.size(), 1u);
    EXPECT_FALSE(first->syn_watch.has_value());
    const auto second = open_doors(on_ports(port, port));
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, core::ErrorCode::network);
}

}  // namespace
}  // namespace hitme::sensor
