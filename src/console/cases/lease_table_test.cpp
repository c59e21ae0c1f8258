// SPDX-License-Identifier: Apache-2.0
#include "console/cases/lease_table.h"

#include <gtest/gtest.h>

namespace hitme::console::cases {
namespace {

const auto address = *core::Address::parse("10.1.2.3");

core::Time at(const std::string& clock) {
    return *core::parse_time("2009-01-26T" + clock + ":00Z");
}
Lease lease(const std::string& mac, const std::string& from, const std::string& until) {
    return {address, mac, "", at(from), at(until)};
}
std::string who(const LeaseTable& table, const std::string& clock) {
    const auto* found = table.at(address, at(clock));
    return found == nullptr ? "" : found->mac;
}

TEST(LeaseTable, ALeaseThatEndedIsNotUsed) {
    LeaseTable table;
    table.merge({LeaseForm::dhcpd, {lease("a", "07:00", "08:00")}, 0}, {});
    EXPECT_EQ(who(table, "06:59"), "");
    EXPECT_EQ(who(table, "07:00"), "a");
    EXPECT_EQ(who(table, "07:59"), "a");
    EXPECT_EQ(who(table, "08:00"), "");
}

TEST(LeaseTable, ARenewalLengthensAndAReleaseShortensAStay) {
    LeaseTable table;
    table.merge({LeaseForm::dhcpd, {lease("a", "07:00", "09:00"), lease("a", "08:00", "10:00")}, 0},
                {});
    EXPECT_EQ(table.size(), 1u);
    EXPECT_EQ(table.at(address, at("09:30"))->from, at("07:00"));
    table.merge({LeaseForm::dhcpd, {lease("a", "08:00", "08:15")}, 0}, {});
    EXPECT_EQ(who(table, "08:14"), "a");
    EXPECT_EQ(who(table, "08:20"), "");
}

TEST(LeaseTable, AnotherDeviceEndsTheStayBeforeIt) {
    LeaseTable table;
    table.merge({LeaseForm::dhcpd, {lease("a", "07:00", "19:00"), lease("b", "08:00", "09:00")}, 0},
                {});
    EXPECT_EQ(who(table, "07:30"), "a");
    EXPECT_EQ(who(table, "08:30"), "b");
    EXPECT_EQ(who(table, "10:00"), "");
    EXPECT_EQ(table.between(address, at("07:30"), at("08:30")).size(), 2u);
}

TEST(LeaseTable, ADnsmasqRowThatIsGoneEndedWhenTheFileWasWritten) {
    LeaseTable table;
    table.merge({LeaseForm::dnsmasq, {lease("a", "07:00", "19:00")}, 0}, at("07:00"));
    table.merge({LeaseForm::dnsmasq, {}, 0}, at("09:00"));
    EXPECT_EQ(who(table, "08:59"), "a");
    EXPECT_EQ(who(table, "09:00"), "");
}

TEST(LeaseTable, ArrivalsAreDevicesThatWereAway) {
    LeaseTable table;
    Lease stayed = lease("a", "00:00", "07:30");
    Lease moved = lease("a", "07:40", "12:00");
    moved.address = *core::Address::parse("10.1.2.9");
    Lease came = lease("b", "08:00", "12:00");
    Lease back = lease("c", "08:10", "12:00");
    back.address = *core::Address::parse("10.1.2.10");
    Lease friday = back;
    friday.from = *core::parse_time("2009-01-23T08:00:00Z");
    friday.until = *core::parse_time("2009-01-23T16:00:00Z");
    table.merge({LeaseForm::dhcpd, {stayed, moved, came, friday, back}, 0}, {});
    const auto arrived = table.arrivals(at("07:35"), at("10:00"));
    ASSERT_EQ(arrived.size(), 2u);
    EXPECT_EQ(arrived[0].mac, "b");
    EXPECT_EQ(arrived[1].mac, "c");
    EXPECT_EQ(arrived[1].from, at("08:10"));
}

}  // namespace
}  // namespace hitme::console::cases
