// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/logon_tries.h"

#include <gtest/gtest.h>

namespace hitme::sensor {
namespace {

TEST(LogonTries, AddUpPerSource) {
    LogonTries tries{1};
    tries.add(core::Address::v4(1), 2);
    tries.add(core::Address::v4(1), 3);
    tries.add(core::Address::v4(2), 0);
    EXPECT_EQ(tries.of(core::Address::v4(1)), 5u);
    EXPECT_EQ(tries.of(core::Address::v4(2)), 0u);
    EXPECT_EQ(tries.sources(), 1u);
}

TEST(LogonTries, ForgetTheOneThatWasSilentLongest) {
    LogonTries tries{1};
    for (std::uint32_t i = 0; i < LogonTries::max_sources; ++i) tries.add(core::Address::v4(i), 1);
    tries.add(core::Address::v4(0), 1);
    tries.add(core::Address::v4(0xFFFFFFFF), 1);
    EXPECT_EQ(tries.sources(), LogonTries::max_sources);
    EXPECT_EQ(tries.of(core::Address::v4(0)), 2u);
    EXPECT_EQ(tries.of(core::Address::v4(1)), 0u);
}

}  // namespace
}  // namespace hitme::sensor
