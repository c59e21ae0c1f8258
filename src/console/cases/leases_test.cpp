// SPDX-License-Identifier: Apache-2.0
#include "console/cases/leases.h"

#include <gtest/gtest.h>

namespace hitme::console::cases {
namespace {

core::Time at(const char* text) {
    return *core::parse_time(text);
}

// In the form of dhcpd.leases(5), its examples' statements.
constexpr const char* dhcpd =
    R"(# The format of this file is documented in the dhcpd.leases(5) manual page.
authoring-byte-order little-endian;
server-duid "\000\001\000\001\037\305";

lease 10.1.2.3 {
  starts 1 2009/01/26 07:02:11;
  ends 1 2009/01/26 19:02:11;
  cltt 1 2009/01/26 07:02:11;
  binding state active;
  next binding state free;
  rewind binding state free;
  hardware ethernet 00:1b:77:0A:bc:de;
  uid "\001\000\033w\012\274\336";
  set vendor-class-identifier = "MSFT 5.0";
  client-hostname "MIA}; lease";
  on expiry {
    log ("gone");
  }
}
lease 10.1.2.4 {
  starts epoch 1232953331; # Mon Jan 26 07:02:11 2009
  ends never;
  binding state active;
  hardware ethernet 0:1b:77:a:bc:df;
}
lease 10.1.2.5 {
  starts 1 2009/01/26 07:02:11;
  ends 1 2009/01/26 19:02:11;
  binding state abandoned;
  hardware ethernet 00:1b:77:0a:bc:e0;
}
lease 10.1.2.6 {
  starts 1 2009/01/26 07:02:11;
  ends 1 2009/01/26 19:02:11;
}
)";

TEST(Leases, ReadsDhcpd) {
    const auto read = parse_leases(dhcpd, {});
    EXPECT_EQ(read.form, LeaseForm::dhcpd);
    ASSERT_EQ(read.leases.size(), 2u);
    EXPECT_EQ(read.skipped, 2u);  // abandoned; without hardware
    EXPECT_EQ(read.leases[0].address.to_string(), "10.1.2.3");
    EXPECT_EQ(read.leases[0].mac, "00:1b:77:0a:bc:de");
    EXPECT_EQ(read.leases[0].name, "MIA}; lease");
    EXPECT_EQ(read.leases[0].from, at("2009-01-26T07:02:11Z"));
    EXPECT_EQ(read.leases[0].until, at("2009-01-26T19:02:11Z"));
    EXPECT_EQ(read.leases[1].mac, "00:1b:77:0a:bc:df");
    // date -u -d @1232953331
    EXPECT_EQ(read.leases[1].from, at("2009-01-26T07:02:11Z"));
}

TEST(Leases, ReadsDnsmasqFromWhenItWasWritten) {
    const auto written = at("2026-03-05T12:00:00Z");
    // date -u -d @1772755200: 2026-03-06T00:00:00Z
    const auto read = parse_leases(
        "1772755200 00:11:22:33:44:55 10.0.0.7 laptop 01:00:11:22:33:44:55\n"
        "0 00:11:22:33:44:56 10.0.0.8 * *\n"
        "1772755200 nonsense 10.0.0.9 x *\n"
        "duid 00:01:00:01\n"
        "1772755200 123 2001:db8::7 laptop 00:01\n",
        written);
    EXPECT_EQ(read.form, LeaseForm::dnsmasq);
    ASSERT_EQ(read.leases.size(), 2u);
    EXPECT_EQ(read.leases[0].from, written);
    EXPECT_EQ(read.leases[0].until, at("2026-03-06T00:00:00Z"));
    EXPECT_EQ(read.leases[0].name, "laptop");
    EXPECT_EQ(read.leases[1].name, "");
    EXPECT_GT(read.leases[1].until, at("2200-01-01T00:00:00Z"));
    EXPECT_EQ(read.skipped, 1u);
}

TEST(Leases, ReadsKea) {
    const auto read = parse_leases(
        "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,"
        "user_context,pool_id\n"
        "10.0.0.7,00:11:22:33:44:55,01:00:11:22:33:44:55,3600,1772755200,1,0,0,laptop,0,,0\n"
        "10.0.0.8,00:11:22:33:44:56,,3600,1772755200,1,0,0,,2,,0\n",
        {});
    EXPECT_EQ(read.form, LeaseForm::kea);
    ASSERT_EQ(read.leases.size(), 1u);
    EXPECT_EQ(read.leases[0].from, at("2026-03-05T23:00:00Z"));
    EXPECT_EQ(read.leases[0].until, at("2026-03-06T00:00:00Z"));
    EXPECT_EQ(read.skipped, 1u);
}

TEST(Leases, AHostileNameIsShownAsItsBytes) {
    const auto read = parse_leases("1772755200 00:11:22:33:44:55 10.0.0.7 \x1b[2J\r=1 *\n", {});
    ASSERT_EQ(read.leases.size(), 1u);
    EXPECT_EQ(read.leases[0].name, "\\x1b[2J\\r=1");
}

TEST(Leases, EveryCutIsReadWithoutHarm) {
    const std::string whole = dhcpd;
    for (std::size_t cut = 0; cut <= whole.size(); ++cut)
        EXPECT_LE(parse_leases(whole.substr(0, cut), {}).leases.size(), 2u);
}

}  // namespace
}  // namespace hitme::console::cases
