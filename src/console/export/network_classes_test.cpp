// SPDX-License-Identifier: Apache-2.0
#include "console/export/network_classes.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/location_sample.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

// The sample's 192.0.2.0/24 is AS 64500, which the operator's own list calls a school.
TEST(NetworkClasses, AreThoseOfTheDatabasesOrNothing) {
    const tests::ScratchFolder folder;
    const auto bytes = tests::location_sample();
    std::ofstream(folder.path() + "/location.db", std::ios::binary) << core::as_text(bytes);
    std::ofstream(folder.path() + "/networks.csv") << "64500,education,a school\n";
    store::IpDataSettings settings;
    settings.location = folder.path() + "/location.db";
    settings.networks = folder.path() + "/networks.csv";
    const runtime::ManualClock clock{*core::parse_time("2026-07-01T00:00:00Z")};
    const auto class_of = network_classes(store::IpData::open(settings), clock);
    EXPECT_EQ(class_of(*core::Address::parse("192.0.2.200")), "education");
    EXPECT_EQ(class_of(*core::Address::parse("233.252.0.9")), "");
    EXPECT_EQ(network_classes(store::IpData::open({}), clock)(*core::Address::parse("192.0.2.200")),
              "");
}

}  // namespace
}  // namespace hitme::console
