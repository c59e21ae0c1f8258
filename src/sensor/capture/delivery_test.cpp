// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/delivery.h"

#include <gtest/gtest.h>

#include "support/kept_events.h"

namespace hitme::sensor {
namespace {

TEST(ForeignText, KeepsUtf8AndReplacesTheRest) {
    EXPECT_EQ(foreign_text("z\xC3\xBCrich \xE2\x82\xAC \xF0\x9F\x98\x80"),
              "z\xC3\xBCrich \xE2\x82\xAC \xF0\x9F\x98\x80");
    EXPECT_EQ(foreign_text("a\xFF"
                           "b"),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(foreign_text("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong slash
    EXPECT_EQ(foreign_text("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // surrogate
    EXPECT_EQ(foreign_text("cut \xE2\x82"), "cut \xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(foreign_text("line\nbreak\x1B[2J"), "line break [2J");
}

TEST(ForeignText, CutsAtACharacterAndNotWithinOne) {
    EXPECT_EQ(foreign_text("\xE2\x82\xAC\xE2\x82\xAC", 5), "\xE2\x82\xAC");
    EXPECT_EQ(foreign_text(std::string(1000, 'x')).size(), max_text_bytes);
}

TEST(Delivery, NumbersContactsAndCountsSkips) {
    ReadReport report;
    report.format = "dionaea";
    ReadOptions options;
    options.sensor = "alpha";
    tests::KeptEvents kept;
    Delivery delivery(options, report, kept);
    delivery.fresh().source_port = 5;
    ASSERT_TRUE(delivery.give());
    EXPECT_EQ(delivery.fresh().source_port, 0);
    ASSERT_TRUE(delivery.give());
    delivery.skip("bad_json");
    EXPECT_EQ(kept.contact(1).sequence, 2u);
    EXPECT_EQ(kept.contact(0).sensor, "alpha");
    EXPECT_EQ(kept.contact(0).origin, "dionaea");
    EXPECT_EQ(report.events, 2u);
    EXPECT_EQ(report.skipped.at("bad_json"), 1u);
}

TEST(Delivery, ReadsTransportsByNameAndNumber) {
    EXPECT_EQ(transport_of("TCP"), event::Transport::tcp);
    EXPECT_EQ(transport_of("17"), event::Transport::udp);
    EXPECT_EQ(transport_of("icmp6"), event::Transport::icmp);
    EXPECT_EQ(transport_of("gre"), event::Transport::other);
    EXPECT_FALSE(port_of("-1"));
    EXPECT_FALSE(port_of("65536"));
    EXPECT_EQ(port_of("445"), 445);
}

}  // namespace
}  // namespace hitme::sensor
