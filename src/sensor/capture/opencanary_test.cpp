// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/opencanary.h"

#include <gtest/gtest.h>

#include "sensor/capture/delivery.h"

namespace hitme::sensor {
namespace {

TEST(OpenCanary, ReadsALoginWithItsNames) {
    event::Contact contact;
    ASSERT_EQ(
        decode_opencanary(
            R"({"dst_host": "198.51.100.2", "dst_port": 21, "local_time": "2025-02-12 08:28:02.472515", )"
            R"("local_time_adjusted": "2025-02-12 09:28:02.472537", "logdata": {"PASSWORD": "x", "USERNAME": "ftp"}, )"
            R"("logtype": 2000, "node_id": "alpha", "src_host": "192.0.2.1", "src_port": 40000, )"
            R"("utc_time": "2025-02-12 08:28:02.472533"})",
            contact),
        "");
    EXPECT_EQ(contact.sensor, "alpha");
    EXPECT_EQ(contact.source.to_string(), "192.0.2.1");
    EXPECT_EQ(contact.transport, event::Transport::tcp);
    EXPECT_EQ(contact.destination_port, 21);
    EXPECT_EQ(core::format_rfc3339(contact.seen_at), "2025-02-12T08:28:02.472533Z");
    ASSERT_EQ(contact.decoded.size(), 3u);
    EXPECT_EQ(contact.decoded[1].value, "ftp");
    EXPECT_EQ(contact.decoded[2].name, "password");
}

TEST(OpenCanary, PassesOverLinesAboutItselfAndSaysWhyOthersAreSkipped) {
    event::Contact contact;
    EXPECT_EQ(decode_opencanary(R"({"logtype": 1001, "src_host": "", "src_port": -1})", contact),
              not_a_record);
    EXPECT_EQ(decode_opencanary(R"({"logtype": 3000, "src_host": ""})", contact), "no_source");
    EXPECT_EQ(decode_opencanary(R"({"logtype": 3000, "src_host": "192.0.2.1"})", contact),
              "no_time");
    EXPECT_EQ(decode_opencanary("nonsense", contact), "bad_json");
}

TEST(OpenCanary, CallsTheStepsOfItsUdpServicesDatagrams) {
    event::Contact contact;
    ASSERT_EQ(
        decode_opencanary(
            R"({"logtype": 13001, "src_host": "192.0.2.1", "dst_port": 161, "utc_time": "2025-02-12 08:28:02"})",
            contact),
        "");
    EXPECT_EQ(contact.transport, event::Transport::udp);
    EXPECT_EQ(contact.handshake, event::Handshake::datagram);
}

}  // namespace
}  // namespace hitme::sensor
