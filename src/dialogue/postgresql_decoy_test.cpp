// SPDX-License-Identifier: Apache-2.0
#include "dialogue/postgresql_decoy.h"

#include <gtest/gtest.h>

#include "support/postgresql_logon.h"
#include "support/session_runs.h"
#include "wire/postgresql.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

core::ByteVector joined(std::initializer_list<core::ByteVector> parts) {
    core::ByteVector all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

core::ByteVector md5_logon() {
    return joined({tests::postgresql_ssl_request(),
                   tests::postgresql_startup("postgres", "template1"),
                   tests::postgresql_message('p', "md50123456789abcdef0123456789abcdef\0"sv)});
}

core::ByteVector scram_logon() {
    return joined({tests::postgresql_ssl_request(),
                   tests::postgresql_startup("postgres", "template1"),
                   tests::postgresql_scram_first(),
                   tests::postgresql_message('p', "c=biws,r=abcdefgh,p=AAAA"sv)});
}

TEST(PostgresqlDecoy, RefusesTlsAsksForMd5AndRefusesThePassword) {
    const auto ran = tests::run_session(make_postgresql_session, "postgresql-12", md5_logon());
    ASSERT_FALSE(ran.bytes.empty());
    EXPECT_EQ(ran.bytes[0], 'N');
    const auto ask = wire::take_postgresql_message(core::Bytes(ran.bytes).subspan(1));
    ASSERT_TRUE(ask);
    EXPECT_EQ(ask->type, 'R');
    EXPECT_EQ(ask->body.size(), 8u);  // 5 and a salt of four bytes
    const auto error =
        wire::take_postgresql_message(core::Bytes(ran.bytes).subspan(1 + ask->consumed));
    ASSERT_TRUE(error);
    EXPECT_EQ(wire::postgresql_error_field(error->body, 'C'), "28P01");
    EXPECT_EQ(wire::postgresql_error_field(error->body, 'M'),
              "password authentication failed for user \"postgres\"");
    EXPECT_TRUE(ran.closed);
    EXPECT_EQ(ran.logons, 1u);
}

TEST(PostgresqlDecoy, AnswersScramWithItsOwnNonceBehindTheClients) {  // RFC 5802 section 5.1
    const auto ran = tests::run_session(make_postgresql_session, "postgresql-15", scram_logon());
    core::Bytes rest = core::Bytes(ran.bytes).subspan(1);
    const auto mechanisms = wire::take_postgresql_message(rest);
    rest = rest.subspan(mechanisms->consumed);
    const auto first = wire::take_postgresql_message(rest);
    ASSERT_TRUE(first);
    const std::string_view message = core::as_text(first->body.subspan(4));
    EXPECT_TRUE(wire::scram_attribute(message, 'r').starts_with("abcdefgh"));
    EXPECT_GT(wire::scram_attribute(message, 'r').size(), 8u);
    EXPECT_EQ(wire::scram_attribute(message, 'i'), "4096");
    const auto error = wire::take_postgresql_message(rest.subspan(first->consumed));
    EXPECT_EQ(wire::postgresql_error_field(error->body, 'C'), "28P01");
}

TEST(PostgresqlDecoy, RefusesAnUnknownProtocolAsItsReleaseWordsIt) {
    const auto ran = tests::run_session(make_postgresql_session, "postgresql-15",
                                        core::as_bytes("\0\0\0\x08\x60\x06\x27\x10"sv));
    const auto error = wire::take_postgresql_message(ran.bytes);
    ASSERT_TRUE(error);
    EXPECT_EQ(wire::postgresql_error_field(error->body, 'C'), "0A000");
    EXPECT_EQ(wire::postgresql_error_field(error->body, 'M'),
              "unsupported frontend protocol 24582.10000: server supports 3.0 to 3.0");
    EXPECT_TRUE(ran.closed);
}

TEST(PostgresqlDecoy, AnswersTheSameWhateverThePiecesAndStaysSmall) {
    for (const std::string_view persona : postgresql_personas())
        for (const auto& bytes : {md5_logon(), scram_logon()})
            tests::expect_steady(make_postgresql_session, persona, bytes, 8 << 10);
}

}  // namespace
}  // namespace hitme::dialogue
