// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/dionaea.h"

#include <gtest/gtest.h>

#include "sensor/capture/delivery.h"

namespace hitme::sensor {
namespace {

// The form of a published log line, with addresses of RFC 5737.
constexpr std::string_view line =
    R"([{"connection": {"protocol": "mssqld", "transport": "tcp", "type": "accept"}, "dst_ip": "198.51.100.2", )"
    R"("dst_port": 1433, "src_hostname": "", "src_ip": "192.0.2.1", "src_port": 50602, )"
    R"("timestamp": "2025-02-12T08:46:20.049061", "credentials": {"password": [""], "username": ["sa"]}},)";

TEST(Dionaea, ReadsALineOfAnArray) {
    event::Contact contact;
    ASSERT_EQ(decode_dionaea(line, contact), "");
    EXPECT_EQ(contact.source.to_string(), "192.0.2.1");
    EXPECT_EQ(contact.source_port, 50602);
    EXPECT_EQ(contact.destination_port, 1433);
    EXPECT_EQ(contact.transport, event::Transport::tcp);
    EXPECT_EQ(contact.handshake, event::Handshake::completed);
    EXPECT_EQ(core::format_rfc3339(contact.seen_at), "2025-02-12T08:46:20.049061Z");
    ASSERT_EQ(contact.decoded.size(), 3u);
    EXPECT_EQ(contact.decoded[0].value, "mssqld");
    EXPECT_EQ(contact.decoded[1].name, "username");
    EXPECT_EQ(contact.decoded[1].value, "sa");
    EXPECT_EQ(contact.decoded[2].value, "");
}

TEST(Dionaea, SaysWhyALineIsSkipped) {
    event::Contact contact;
    EXPECT_EQ(decode_dionaea("]", contact), not_a_record);
    EXPECT_EQ(decode_dionaea("{\"src_ip\": ", contact), "bad_json");
    EXPECT_EQ(decode_dionaea("{\"src_ip\": \"\"}", contact), "no_source");
    EXPECT_EQ(decode_dionaea("{\"src_ip\": \"localhost\"}", contact), "bad_address");
    EXPECT_EQ(decode_dionaea("{\"src_ip\": \"192.0.2.1\"}", contact), "no_time");
    EXPECT_EQ(decode_dionaea("{\"src_ip\": \"192.0.2.1\", \"timestamp\": \"x\"}", contact),
              "bad_time");
}

TEST(Dionaea, FaultsAtEveryCutOfARecord) {
    for (std::size_t cut = 2; cut + 2 < line.size(); ++cut) {
        event::Contact contact;
        EXPECT_EQ(decode_dionaea(line.substr(0, cut), contact), "bad_json") << cut;
    }
}

}  // namespace
}  // namespace hitme::sensor
