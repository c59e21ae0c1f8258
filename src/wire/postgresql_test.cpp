// SPDX-License-Identifier: Apache-2.0
#include "wire/postgresql.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

using core::Fault;
using namespace std::string_view_literals;

TEST(Postgresql, ReadsAStartup) {  // "Message Formats", StartupMessage
    // 8 + "user\0postgres\0database\0template1\0\0"
    const auto text = "\0\0\0\x2B\0\3\0\0user\0postgres\0database\0template1\0\0"sv;
    std::string bytes(text);
    bytes[3] = static_cast<char>(bytes.size());
    const auto startup = take_postgresql_startup(core::as_bytes(bytes));
    ASSERT_TRUE(startup);
    EXPECT_EQ(startup->kind, PostgresqlOpening::startup);
    EXPECT_EQ(startup->parameter("user"), "postgres");
    EXPECT_EQ(startup->parameter("database"), "template1");
    EXPECT_EQ(startup->parameter("options"), "");
    EXPECT_EQ(startup->consumed, bytes.size());
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(take_postgresql_startup(core::as_bytes(bytes).first(cut)).error().fault,
                  Fault::need_more);
    tests::for_each_cut_and_flip(
        core::as_bytes(bytes), [](core::Bytes changed) { (void)take_postgresql_startup(changed); });
}

TEST(Postgresql, TellsTheOtherOpeningsApart) {
    const auto kind = [](std::string_view hex) {
        return take_postgresql_startup(*core::from_hex(hex));
    };
    EXPECT_EQ(kind("0000000804d2162f")->kind, PostgresqlOpening::ssl_request);  // 80877103
    EXPECT_EQ(kind("0000000804d21630")->kind, PostgresqlOpening::gss_request);  // 80877104
    EXPECT_EQ(kind("0000001004d2162e0000000100000002")->kind, PostgresqlOpening::cancel);
    EXPECT_EQ(kind("0000000804d21631").error().fault, Fault::bad_value);
    EXPECT_EQ(kind("0000000800020000").error().fault, Fault::unsupported);  // protocol 2.0
    EXPECT_EQ(kind("00000007").error().fault, Fault::bad_value);
    EXPECT_EQ(kind("00010000").error().fault, Fault::over_limit);
    EXPECT_EQ(kind("0000000d0003000075736572"
                   "00")
                  .error()
                  .fault,
              Fault::truncated);  // a key alone
}

TEST(Postgresql, NamesTheOptionsThatItDoesNotServe) {  // NegotiateProtocolVersion, as 15.18 sent it
    core::ByteVector out;
    encode_postgresql_negotiation(out, 0, {"_pq_.x"});
    EXPECT_EQ(core::to_hex(out), "760000001300030000000000015f70715f2e7800");
}

TEST(Postgresql, ReadsMessagesAndTheirLimits) {
    const auto message = take_postgresql_message(core::as_bytes("Q\0\0\0\x0DSELECT 1\0next"sv));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, 'Q');
    EXPECT_EQ(postgresql_text(message->body), "SELECT 1");
    EXPECT_EQ(message->consumed, 14u);
    EXPECT_EQ(take_postgresql_message(core::as_bytes("Q\0\0\0\3"sv)).error().fault,
              Fault::bad_value);
    EXPECT_EQ(take_postgresql_message(core::as_bytes("Q\1\0\0\0"sv)).error().fault,
              Fault::over_limit);
    EXPECT_EQ(take_postgresql_message(core::as_bytes("\1"sv)).error().fault, Fault::bad_value);
}

TEST(Postgresql, ReadsASaslResponse) {  // "SASL Authentication"
    const auto body = "SCRAM-SHA-256\0\0\0\0\x0An,,n=,r=ab"sv;
    const auto sasl = decode_postgresql_sasl(core::as_bytes(body));
    ASSERT_TRUE(sasl);
    EXPECT_EQ(sasl->mechanism, "SCRAM-SHA-256");
    EXPECT_EQ(scram_attribute(sasl->response, 'r'), "ab");
    EXPECT_EQ(scram_attribute(sasl->response, 'x'), "");
    EXPECT_EQ(decode_postgresql_sasl(core::as_bytes("X\0\0\0\0\x7F"sv)).error().fault,
              Fault::truncated);
}

TEST(Postgresql, WritesAnErrorWhoseFieldsReadBack) {  // "Error and Notice Message Fields"
    core::ByteVector out;
    encode_postgresql_error(
        out, {"FATAL", "28P01", "password authentication failed", "auth.c", "326", "auth_failed"});
    const auto message = take_postgresql_message(out);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, 'E');
    EXPECT_EQ(message->consumed, out.size());
    EXPECT_EQ(postgresql_error_field(message->body, 'C'), "28P01");
    EXPECT_EQ(postgresql_error_field(message->body, 'R'), "auth_failed");
    EXPECT_EQ(postgresql_error_field(message->body, 'Z'), "");
    core::ByteVector md5;
    encode_postgresql_authentication(md5, 5, core::as_bytes("salt"));
    EXPECT_EQ(core::to_hex(md5), "520000000c0000000573616c74");  // AuthenticationMD5Password
}

}  // namespace
}  // namespace hitme::wire
