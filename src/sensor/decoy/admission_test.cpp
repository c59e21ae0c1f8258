// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/admission.h"

#include <gtest/gtest.h>

namespace hitme::sensor {
namespace {

using namespace std::chrono_literals;

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");
core::Address address(std::uint32_t last) {
    return core::Address::v4(0xC0000200u + last);
}

TEST(Admission, HoldsEachLimitAndLetsGoWhenConnectionsLeave) {
    Limits limits;
    limits.connections_total = 4;
    limits.connections_per_source = 2;
    limits.connections_per_prefix = 3;
    Admission admission{limits, 1};
    EXPECT_EQ(admission.enter(address(1), noon), Refusal::none);
    EXPECT_EQ(admission.enter(address(1), noon), Refusal::none);
    EXPECT_EQ(admission.enter(address(1), noon), Refusal::connections_per_source);
    EXPECT_EQ(admission.enter(address(2), noon), Refusal::none);
    EXPECT_EQ(admission.enter(address(3), noon), Refusal::connections_per_prefix);
    EXPECT_EQ(admission.enter(*core::Address::parse("198.51.100.1"), noon), Refusal::none);
    EXPECT_EQ(admission.enter(*core::Address::parse("203.0.113.1"), noon),
              Refusal::connections_total);
    admission.leave(address(1));
    EXPECT_EQ(admission.enter(address(1), noon), Refusal::none);
    EXPECT_EQ(admission.open(), 4u);
}

TEST(Admission, CountsContactsPerSourceAndMinuteAndForgetsThemInTheNext) {
    Limits limits;
    limits.contacts_per_source_and_minute = 3;
    Admission admission{limits, 1};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(admission.note(address(1), noon + 5s), Refusal::none);
    EXPECT_EQ(admission.note(address(1), noon + 59s), Refusal::contacts_per_source_and_minute);
    EXPECT_EQ(admission.note(address(2), noon + 59s), Refusal::none);
    EXPECT_EQ(admission.note(address(1), noon + 60s), Refusal::none);
}

TEST(Admission, CountsAnIpv6HostByItsSlash64) {
    Limits limits;
    limits.connections_per_source = 1;
    Admission admission{limits, 1};
    EXPECT_EQ(admission.enter(*core::Address::parse("2001:db8::1"), noon), Refusal::none);
    EXPECT_EQ(admission.enter(*core::Address::parse("2001:db8::ffff:1"), noon),
              Refusal::connections_per_source);
    EXPECT_EQ(admission.enter(*core::Address::parse("2001:db8:0:1::1"), noon), Refusal::none);
}

TEST(Admission, KeepsItsTablesBounded) {
    Limits limits;
    Admission admission{limits, 1};
    for (std::uint32_t i = 0; i < Admission::max_tracked + 1000; ++i)
        admission.note(core::Address::v4(i << 4), noon);
    EXPECT_EQ(admission.untracked(), 1000u);
    EXPECT_EQ(admission.note(address(1), noon + 60s), Refusal::none);
    EXPECT_EQ(admission.untracked(), 1000u) << "a new minute makes room";
}

}  // namespace
}  // namespace hitme::sensor
