// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/local_ip_data.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/location_sample.h"
#include "support/scratch_folder.h"

namespace hitme::app {
namespace {

TEST(LocalIpData, IsWhatTheSettingsName) {
    const tests::ScratchFolder folder;
    const auto bytes = tests::location_sample();
    std::ofstream(folder.path() + "/l.db", std::ios::binary) << core::as_text(bytes);
    std::ofstream(folder.path() + "/c.toml")
        << "[geography]\ncountry_v4=''\ncountry_v6=''\nlocation='" << folder.path() << "/l.db'\n";
    const auto data = local_ip_data(folder.path() + "/c.toml");
    ASSERT_TRUE(data) << data.error().context;
    EXPECT_EQ(data->facts(*core::Address::parse("192.0.2.5"), {}).asn, 64501u);
    EXPECT_FALSE(local_ip_data(folder.path() + "/none.toml"));
}

}  // namespace
}  // namespace hitme::app
