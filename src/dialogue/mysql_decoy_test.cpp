// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mysql_decoy.h"

#include <gtest/gtest.h>

#include "core/writer.h"
#include "support/session_runs.h"
#include "wire/mysql.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

core::ByteVector login(std::string_view user, std::string_view plugin, std::string_view response) {
    core::ByteVector payload;
    core::Writer out{payload};
    out.u32le(wire::mysql_protocol_41 | wire::mysql_secure_connection | wire::mysql_plugin_auth);
    out.u32le(1 << 24);
    out.u8(33);
    out.zeros(23);
    out.text(user);
    out.u8(0);
    out.u8(static_cast<std::uint8_t>(response.size()));
    out.text(response);
    out.text(plugin);
    out.u8(0);
    core::ByteVector bytes;
    wire::encode_mysql_packet(bytes, 1, payload);
    return bytes;
}

/// The packets that a server sent.
std::vector<core::ByteVector> packets(core::Bytes bytes) {
    std::vector<core::ByteVector> all;
    while (const auto packet = wire::take_mysql_packet(bytes)) {
        all.emplace_back(packet->payload.begin(), packet->payload.end());
        bytes = bytes.subspan(packet->consumed);
    }
    return all;
}

TEST(MysqlDecoy, GreetsAsItsReleaseAndRefusesTheLogonByName) {
    const auto ran =
        tests::run_session(make_mysql_session, "mysql-57",
                           login("root", "mysql_native_password", "12345678901234567890"));
    const auto said = packets(ran.bytes);
    ASSERT_EQ(said.size(), 2u);
    EXPECT_EQ(wire::decode_mysql_greeting(said[0])->version, "5.7.42-log");
    const auto error = wire::decode_mysql_error(said[1]);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, 1045);
    EXPECT_EQ(error->message, "Access denied for user 'root'@'127.0.0.2' (using password: YES)");
    EXPECT_TRUE(ran.closed);
    EXPECT_EQ(ran.logons, 1u);
}

TEST(MysqlDecoy, AsksForTheFullExchangeBeforeItRefusesAsMysql80Does) {
    auto bytes = login("root", "caching_sha2_password", std::string(32, 'x'));
    wire::encode_mysql_packet(bytes, 3, core::as_bytes("\2"sv));  // the client asks for the key
    wire::encode_mysql_packet(bytes, 5, core::ByteVector(256, 'x'));
    const auto ran = tests::run_session(make_mysql_session, "mysql-80", bytes);
    const auto said = packets(ran.bytes);
    ASSERT_EQ(said.size(), 4u);
    EXPECT_EQ(said[1], (core::ByteVector{1, 4}));
    EXPECT_TRUE(core::as_text(said[2]).starts_with("\1-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq"));
    EXPECT_EQ(wire::decode_mysql_error(said[3])->code, 1045);
    const auto empty = tests::run_session(make_mysql_session, "mysql-80",
                                          login("root", "caching_sha2_password", ""));
    const auto refused = packets(empty.bytes);
    ASSERT_EQ(refused.size(), 2u);
    EXPECT_TRUE(wire::decode_mysql_error(refused[1])->message.ends_with("(using password: NO)"));
}

TEST(MysqlDecoy, SaysBadHandshakeToWhatIsNoLogin) {
    core::ByteVector bytes;
    wire::encode_mysql_packet(bytes, 1, core::as_bytes("GET / HTTP/1.0"));
    wire::encode_mysql_packet(bytes, 2, core::as_bytes("x"));
    const auto ran =
        tests::run_session(make_mysql_session, "mysql-57", core::as_bytes("\1\0\0\1x"sv));
    EXPECT_EQ(wire::decode_mysql_error(packets(ran.bytes).at(1))->code, 1043);
    EXPECT_TRUE(ran.closed);
}

// The rest as a live MariaDB 10.11.19 answered.
TEST(MysqlDecoy, RefusesAWrongNumberBeforeItReadsOn) {
    const auto ran =
        tests::run_session(make_mysql_session, "mysql-mariadb", core::as_bytes("GET / HTTP/1.1"sv));
    ASSERT_EQ(packets(ran.bytes).size(), 2u);
    // 1 is the number that was awaited.
    EXPECT_TRUE(core::as_text(ran.bytes).ends_with("\1\xff\x84\x04#08S01Got packets out of order"));
    EXPECT_TRUE(ran.closed);
}

TEST(MysqlDecoy, NamesTheAccountsPluginToWhoAnswersForAnother) {
    auto bytes = login("root", "mysql_clear_password", "x");
    wire::encode_mysql_packet(bytes, 3, core::ByteVector(20, 'y'));
    const auto said = packets(tests::run_session(make_mysql_session, "mysql-mariadb", bytes).bytes);
    ASSERT_EQ(said.size(), 3u);
    EXPECT_TRUE(core::as_text(said[1]).starts_with("\xfemysql_native_password\0"sv));
    EXPECT_EQ(wire::decode_mysql_error(said[2])->code, 1045);
}

TEST(MysqlDecoy, RefusesTheProtocolOfBefore41) {
    core::ByteVector bytes;
    wire::encode_mysql_packet(bytes, 1, core::as_bytes("\x05\x24\0\0\0root\0abcde\0"sv));
    const auto said = packets(tests::run_session(make_mysql_session, "mysql-mariadb", bytes).bytes);
    ASSERT_EQ(said.size(), 2u);
    EXPECT_EQ(core::as_text(said[1]),
              "\xff\xe3\x04"
              "Client does not support authentication protocol requested by server; "
              "consider upgrading MariaDB client"sv);
}

TEST(MysqlDecoy, CountsItsThreads) {
    const auto thread = [](std::uint64_t connection, std::uint64_t random_seed) {
        Surroundings surroundings = tests::some_surroundings();
        surroundings.connection = connection;
        surroundings.random_seed = random_seed;
        Output out;
        make_mysql_session("mysql-57", surroundings)->open({}, out);
        return wire::decode_mysql_greeting(packets(out.bytes).at(0))->thread;
    };
    EXPECT_EQ(thread(2, 7), thread(1, 99) + 1);
    EXPECT_EQ(thread(9, 7), thread(1, 99) + 8);
}

TEST(MysqlDecoy, DrawsAnotherScrambleForAnotherConnection) {
    Surroundings one = tests::some_surroundings();
    Surroundings two = one;
    two.random_seed = 99;
    Output first;
    Output second;
    make_mysql_session("mysql-57", one)->open({}, first);
    make_mysql_session("mysql-57", two)->open({}, second);
    EXPECT_NE(first.bytes, second.bytes);
}

TEST(MysqlDecoy, AnswersTheSameWhateverThePiecesAndStaysSmall) {
    for (const std::string_view persona : mysql_personas())
        tests::expect_steady(make_mysql_session, persona,
                             login("root", "mysql_native_password", "12345678901234567890"),
                             8 << 10);
}

}  // namespace
}  // namespace hitme::dialogue
