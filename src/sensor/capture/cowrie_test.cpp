// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/cowrie.h"

#include <gtest/gtest.h>

#include "support/kept_events.h"

namespace hitme::sensor {
namespace {

class Cowrie : public ::testing::Test {
 protected:
    void connect(const std::string& session) {
        take(
            R"({"eventid":"cowrie.session.connect","src_ip":"192.0.2.1","src_port":40000,"dst_ip":"198.51.100.2",)"
            R"("dst_port":2222,"protocol":"ssh","sensor":"alpha","timestamp":"2025-02-12T08:28:02.472515Z","session":")" +
            session + "\"}");
    }
    void login(const std::string& session, const std::string& password) {
        take(R"({"eventid":"cowrie.login.failed","username":"root","password":")" + password +
             R"(","timestamp":"2025-02-12T08:28:03Z","session":")" + session + "\"}");
    }
    void close(const std::string& session) {
        take(
            R"({"eventid":"cowrie.session.closed","timestamp":"2025-02-12T08:28:04Z","session":")" +
            session + "\"}");
    }
    void take(const std::string& line) { ASSERT_TRUE(sessions.take(line)); }

    ReadReport report;
    tests::KeptEvents kept;
    Delivery delivery{{}, report, kept};
    CowrieSessions sessions{delivery};
};

TEST_F(Cowrie, GivesASessionWhenItCloses) {
    connect("a");
    connect("b");
    login("a", "123456");
    close("a");
    ASSERT_EQ(kept.events.size(), 1u);
    const auto& contact = kept.contact(0);
    EXPECT_EQ(contact.sensor, "alpha");
    EXPECT_EQ(contact.source.to_string(), "192.0.2.1");
    EXPECT_EQ(contact.destination_port, 2222);
    EXPECT_EQ(contact.protocol, "ssh");
    EXPECT_EQ(contact.handshake, event::Handshake::sent_data);
    EXPECT_EQ(core::format_rfc3339(*contact.ended_at), "2025-02-12T08:28:04Z");
    ASSERT_EQ(contact.decoded.size(), 3u);
    EXPECT_EQ(contact.decoded[1].value, "123456");
    EXPECT_EQ(contact.decoded[2].name, "logins");
    ASSERT_TRUE(sessions.finish());
    ASSERT_EQ(kept.events.size(), 2u);
    EXPECT_FALSE(kept.contact(1).ended_at);
    EXPECT_EQ(kept.contact(1).handshake, event::Handshake::completed);
}

TEST_F(Cowrie, BoundsWhatOneSessionHolds) {
    connect("a");
    for (int i = 0; i < 1000; ++i) login("a", std::string(500, 'x'));
    close("a");
    EXPECT_EQ(kept.contact(0).decoded.size(), 2 * max_logins + 1);
    EXPECT_EQ(kept.contact(0).decoded.back().value, "1000");
    EXPECT_LE(kept.contact(0).decoded[1].value.size(), max_text_bytes);
}

TEST_F(Cowrie, CountsLinesOfSessionsThatBeganElsewhere) {
    login("unknown", "x");
    take("{broken");
    take(
        R"({"eventid":"cowrie.session.connect","src_ip":"","session":"c","timestamp":"2025-02-12T08:28:04Z"})");
    EXPECT_EQ(report.counters.at("lines_without_session"), 1u);
    EXPECT_EQ(report.skipped,
              (std::map<std::string, std::uint64_t>{{"bad_json", 1}, {"no_source", 1}}));
    EXPECT_TRUE(kept.events.empty());
}

}  // namespace
}  // namespace hitme::sensor
