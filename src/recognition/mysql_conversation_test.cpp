// SPDX-License-Identifier: Apache-2.0
#include "recognition/mysql_conversation.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "core/writer.h"
#include "support/watched.h"
#include "wire/mysql.h"

namespace hitme::recognition {
namespace {

using namespace std::string_view_literals;

core::ByteVector packet(std::uint8_t sequence, core::Bytes payload) {
    core::ByteVector bytes;
    wire::encode_mysql_packet(bytes, sequence, payload);
    return bytes;
}

tests::Turns refused_logon() {
    wire::MysqlGreeting greeting;
    const core::ByteVector scramble(20, 'x');
    greeting.version = "5.7.42-log";
    greeting.scramble = scramble;
    greeting.capabilities = 0x81FFF7FF;
    greeting.plugin = "mysql_native_password";
    core::ByteVector login;
    core::Writer out{login};
    out.u32le(wire::mysql_protocol_41 | wire::mysql_secure_connection | wire::mysql_plugin_auth |
              wire::mysql_connect_attributes);
    out.u32le(1 << 24);
    out.u8(33);
    out.zeros(23);
    out.text(
        "root\0\x14"
        "abcdefghijklmnopqrstmysql_native_password\0\x10\x0c_client_name\2go"sv);
    return {{Side::server, packet(0, wire::encode_mysql_greeting(greeting))},
            {Side::client, packet(1, login)},
            {Side::server, packet(2, wire::encode_mysql_error(1045, "28000", "Access denied"))}};
}

TEST(MysqlConversation, TellsTheUserTheClientAndTheRefusal) {
    const Story story = tests::watched(watch_mysql, refused_logon());
    EXPECT_EQ(story.stage, event::Stage::probe);
    EXPECT_EQ(tests::fact_of(story, "mysql.user"), "root");
    EXPECT_EQ(tests::fact_of(story, "mysql.plugin"), "mysql_native_password");
    EXPECT_EQ(tests::fact_of(story, "mysql.client_name"), "go");
    EXPECT_EQ(tests::fact_of(story, "mysql.server"), "5.7.42-log");
    // printf abcdefghijklmnopqrst | sha256sum
    EXPECT_EQ(tests::fact_of(story, "mysql.response_sha256"),
              "dd65eea0329dcb94b17187af9dff28c31a1d78026737a16af75979a1fa4618e5");
    EXPECT_EQ(story.logons_failed, 1u);
    ASSERT_EQ(story.operations.size(), 1u);
    EXPECT_EQ(story.operations[0].outcome, "error 1045");
    EXPECT_TRUE(story.labels.empty());
    EXPECT_TRUE(story.malformed.empty());
}

TEST(MysqlConversation, CountsWhoGivesUpWhenTheWholePasswordIsWanted) {
    auto turns = refused_logon();
    turns[2].second = packet(2, *core::from_hex("0104"));
    const Story left = tests::watched(watch_mysql, turns);
    EXPECT_EQ(left.logons_failed, 1u);
    EXPECT_EQ(left.operations.back().outcome, "full authentication asked, none followed");
    EXPECT_NE(left.sentence.find("1 logon refused"), std::string::npos) << left.sentence;
    // Asked for the key, and left with it.
    turns.push_back({Side::client, packet(3, core::as_bytes("\2"sv))});
    turns.push_back({Side::server, packet(4, core::as_bytes("\1-----BEGIN PUBLIC KEY-----"sv))});
    EXPECT_EQ(tests::watched(watch_mysql, turns).logons_failed, 1u);
    // The password followed: what became of it is not known, or is told.
    turns.push_back({Side::client, packet(5, core::ByteVector(256, 'x'))});
    EXPECT_EQ(tests::watched(watch_mysql, turns).logons_failed, 0u);
    turns.push_back({Side::server, packet(6, wire::encode_mysql_error(1045, "28000", "no"))});
    EXPECT_EQ(tests::watched(watch_mysql, turns).logons_failed, 1u);
    turns.back().second = packet(6, core::ByteVector(7));
    EXPECT_EQ(tests::watched(watch_mysql, turns).logons_failed, 0u);
    tests::expect_steady_story(watch_mysql, turns);
}

TEST(MysqlConversation, NamesCommandsAfterTheLogon) {
    auto turns = refused_logon();
    turns[2].second = packet(2, core::ByteVector(7));
    turns.push_back({Side::client, packet(0, core::as_bytes("\3select 1"sv))});
    const Story story = tests::watched(watch_mysql, turns);
    EXPECT_EQ(story.logons_failed, 0u);
    EXPECT_EQ(story.operations.back().name, "COM_QUERY");
    EXPECT_EQ(story.operations.back().arguments, "select 1");
}

TEST(MysqlConversation, TellsTheSameWhateverThePieces) {
    tests::expect_steady_story(watch_mysql, refused_logon());
}

}  // namespace
}  // namespace hitme::recognition
