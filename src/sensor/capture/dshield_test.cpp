// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/dshield.h"

#include <gtest/gtest.h>

#include "sensor/capture/delivery.h"

namespace hitme::sensor {
namespace {

constexpr std::string_view line =
    "2025-02-12 08:28:02 +01:00\t12345\t3\t192.000.002.001\t40000\t198.051.100.002\t445\tTCP\tS";

TEST(DShield, ReadsZeroPaddedAddressesAndTheZone) {
    event::Contact contact;
    ASSERT_EQ(decode_dshield(line, contact), "");
    EXPECT_EQ(contact.source.to_string(), "192.0.2.1");
    EXPECT_EQ(contact.destination.to_string(), "198.51.100.2");
    EXPECT_EQ(contact.destination_port, 445);
    EXPECT_EQ(contact.handshake, event::Handshake::syn_only);
    EXPECT_EQ(contact.count, 3u);
    EXPECT_EQ(contact.packets, 3u);
    EXPECT_EQ(core::format_rfc3339(contact.seen_at), "2025-02-12T07:28:02Z");
}

TEST(DShield, ReadsTheDateInColumnsOfItsOwn) {
    event::Contact contact;
    ASSERT_EQ(
        decode_dshield("2025-02-12\t08:28:02\t-05:00\t1\t1\t192.0.2.1\t???\t198.51.100.2\t53\t17\t",
                       contact),
        "");
    EXPECT_EQ(core::format_rfc3339(contact.seen_at), "2025-02-12T13:28:02Z");
    EXPECT_EQ(contact.transport, event::Transport::udp);
    EXPECT_EQ(contact.source_port, 0);
    EXPECT_EQ(contact.count, 1u);
}

TEST(DShield, TellsItsLinesFromOthers) {
    EXPECT_TRUE(looks_like_dshield(line));
    EXPECT_FALSE(looks_like_dshield("a\tb\tc\td\te\tf\tg\th\ti"));
    EXPECT_FALSE(looks_like_dshield("datetime,host,src"));
    event::Contact contact;
    EXPECT_EQ(decode_dshield("# comment", contact), not_a_record);
    EXPECT_EQ(decode_dshield("1\t2\t3", contact), "bad_row");
    EXPECT_EQ(decode_dshield("yesterday\t1\t1\t192.0.2.1\t1\t198.51.100.2\t53\t17\tS", contact),
              "bad_time");
    EXPECT_EQ(decode_dshield("2025-02-12 08:28:02\t1\t1\tx\t1\t198.51.100.2\t53\t17\tS", contact),
              "bad_address");
}

}  // namespace
}  // namespace hitme::sensor
