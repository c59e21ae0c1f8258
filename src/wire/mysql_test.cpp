// SPDX-License-Identifier: Apache-2.0
#include "wire/mysql.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "core/writer.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

using core::Fault;

// Protocol::HandshakeResponse41 by hand: flags 0x000FA68D, packets of 16 MiB, character set 8, user "pam", 20 bytes of
// response, database "test", plugin.
const char* const login_packet =
    "54000001"
    "8da60f0000000001080000000000000000000000000000000000000000000000"
    "70616d0014ab09eef6bcb1323e6114384865c0991d957d754474657374006d79"
    "73716c5f6e61746976655f70617373776f726400";

TEST(Mysql, ReadsALogin) {
    const auto bytes = *core::from_hex(login_packet);
    const auto packet = take_mysql_packet(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->sequence, 1);
    const auto login = decode_mysql_login(packet->payload);
    ASSERT_TRUE(login) << login.error().field;
    EXPECT_EQ(login->user, "pam");
    EXPECT_EQ(login->response.size(), 20u);
    EXPECT_EQ(login->database, "test");
    EXPECT_EQ(login->plugin, "mysql_native_password");
    EXPECT_FALSE(login->is_ssl_request);
    for (std::size_t cut = 0; cut < packet->consumed; ++cut)
        EXPECT_EQ(take_mysql_packet(core::Bytes(bytes).first(cut)).error().fault, Fault::need_more);
    tests::for_each_cut_and_flip(packet->payload,
                                 [](core::Bytes changed) { (void)decode_mysql_login(changed); });
}

core::ByteVector login_with(std::uint32_t capabilities, std::string_view rest) {
    core::ByteVector payload;
    core::Writer out{payload};
    out.u32le(capabilities);
    out.u32le(1 << 24);
    out.u8(33);
    out.zeros(23);
    out.text(rest);
    return payload;
}

TEST(Mysql, ReadsDatabasePluginAndAttributes) {
    using namespace std::string_view_literals;
    const auto payload =
        login_with(mysql_protocol_41 | mysql_secure_connection | mysql_plugin_auth |
                       mysql_connect_with_db | mysql_connect_attributes,
                   "root\0\3abcmysql\0caching_sha2_password\0\x14\x0c_client_name\6libfoo"sv);
    const auto login = decode_mysql_login(payload);
    ASSERT_TRUE(login);
    EXPECT_EQ(login->user, "root");
    EXPECT_EQ(core::as_text(login->response), "abc");
    EXPECT_EQ(login->database, "mysql");
    EXPECT_EQ(login->plugin, "caching_sha2_password");
    ASSERT_EQ(login->attributes.size(), 1u);
    EXPECT_EQ(login->attributes[0].first, "_client_name");
    EXPECT_EQ(login->attributes[0].second, "libfoo");
}

TEST(Mysql, TellsARequestForTlsFromALogin) {  // Protocol::SSLRequest
    const auto request = decode_mysql_login(login_with(mysql_protocol_41 | mysql_ssl, ""));
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->is_ssl_request);
}

TEST(
    Mysql,
    ReadsTheOldForm) {  // Protocol::HandshakeResponse320, its example: user "old", without database
    const auto bytes = *core::from_hex("85240000006f6c640047445343515a445100");
    const auto read = decode_mysql_login(bytes);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->is_old_form);
    EXPECT_EQ(read->user, "old");
}

TEST(Mysql, RefusesLengthsThatLie) {
    EXPECT_EQ(take_mysql_packet(*core::from_hex("ffffff00")).error().fault, Fault::over_limit);
    EXPECT_EQ(decode_mysql_login({}).error().fault, Fault::truncated);
    using namespace std::string_view_literals;
    EXPECT_EQ(
        decode_mysql_login(login_with(mysql_protocol_41 | mysql_secure_connection, "a\0\x20"sv))
            .error()
            .fault,
        Fault::truncated);
    EXPECT_EQ(decode_mysql_login(login_with(mysql_protocol_41 | mysql_lenenc_auth, "a\0\xFB"sv))
                  .error()
                  .fault,
              Fault::bad_value);
}

TEST(Mysql, ReadsBackItsGreetingAndError) {  // HandshakeV10, ERR_Packet
    const core::ByteVector scramble(20, 'x');
    MysqlGreeting greeting;
    greeting.version = "5.7.42-log";
    greeting.thread = 77;
    greeting.scramble = scramble;
    greeting.capabilities = 0x81FFF7FF;
    greeting.plugin = "mysql_native_password";
    const auto payload = encode_mysql_greeting(greeting);
    // 1 + 11 + 4 + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10 + 13 + 22
    EXPECT_EQ(payload.size(), 78u);
    const auto read = decode_mysql_greeting(payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->version, "5.7.42-log");
    EXPECT_EQ(read->thread, 77u);
    EXPECT_EQ(read->capabilities, 0x81FFF7FFu);
    EXPECT_EQ(read->plugin, "mysql_native_password");
    EXPECT_EQ(read->extended_capabilities, 0u);
    greeting.extended_capabilities = 0x1d;  // of MariaDB 10.11.19
    const auto maria = encode_mysql_greeting(greeting);
    // Bytes 33 to 42: length of the scramble before, the second part of it behind.
    EXPECT_EQ(core::to_hex(core::Bytes(maria).subspan(32, 12)),
              "15"
              "000000000000"
              "1d000000"
              "78");
    EXPECT_EQ(decode_mysql_greeting(maria)->extended_capabilities, 0x1du);
    EXPECT_EQ(core::to_hex(encode_mysql_auth_more(*core::from_hex("04"))), "0104");
    const auto error = encode_mysql_error(1045, "28000", "no");
    EXPECT_EQ(core::to_hex(error), "ff15042332383030306e6f");
    EXPECT_EQ(decode_mysql_error(error)->code, 1045);
    EXPECT_EQ(decode_mysql_error(error)->message, "no");
}

TEST(Mysql, NamesCommands) {
    EXPECT_EQ(name_of_mysql_command(3), "COM_QUERY");
    EXPECT_EQ(name_of_mysql_command(14), "COM_PING");
    EXPECT_EQ(name_of_mysql_command(200), "");
}

}  // namespace
}  // namespace hitme::wire
