// SPDX-License-Identifier: Apache-2.0
#include "dialogue/postgresql_decoy.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/text.h"
#include "core/writer.h"
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

core::ByteVector hex(std::string_view digits) {
    return *core::from_hex(digits);
}

/// The messages of a server of 15 that was sent these, without letters before them.
std::vector<core::ByteVector> said_to(std::initializer_list<core::ByteVector> parts,
                                      std::string_view persona = "postgresql-15") {
    const auto ran = tests::run_session(make_postgresql_session, persona, joined(parts));
    core::Bytes rest = ran.bytes;
    std::vector<core::ByteVector> all;
    while (const auto message = wire::take_postgresql_message(rest)) {
        all.emplace_back(rest.begin(),
                         rest.begin() + static_cast<std::ptrdiff_t>(message->consumed));
        rest = rest.subspan(message->consumed);
    }
    return all;
}

std::string field(const core::ByteVector& error, char name) {
    return std::string(wire::postgresql_error_field(core::Bytes(error).subspan(5), name));
}

core::ByteVector sasl(std::string_view mechanism, std::string_view response) {
    core::ByteVector body;
    core::Writer out{body};
    out.text(mechanism);
    out.u8(0);
    out.u32be(static_cast<std::uint32_t>(response.size()));
    out.text(response);
    return tests::postgresql_message('p', core::as_text(body));
}

core::ByteVector startup() {
    return tests::postgresql_startup("postgres", "template1");
}

std::string salt_of(std::string_view user, std::uint64_t random_seed,
                    std::uint64_t identity_seed = 1) {
    Surroundings surroundings = tests::some_surroundings();
    surroundings.random_seed = random_seed;
    surroundings.identity_seed = identity_seed;
    const auto session = make_postgresql_session("postgresql-15", surroundings);
    Output out;
    session->receive(
        joined({tests::postgresql_startup(user, "x"), tests::postgresql_scram_first()}), {}, out);
    return std::string(wire::scram_attribute(core::as_text(out.bytes), 's'));
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
    EXPECT_EQ(wire::postgresql_error_field(error->body, 'C'), "08P01");  // as 15.18: the proof
    EXPECT_EQ(wire::postgresql_error_field(error->body, 'L'), "1353");
}

TEST(PostgresqlDecoy, RefusesTheRightAnswerToItsNonceAsAWrongPassword) {
    const auto session = make_postgresql_session("postgresql-15", tests::some_surroundings());
    Output out;
    session->receive(joined({startup(), tests::postgresql_scram_first()}), {}, out);
    const std::string_view asked = core::as_text(out.bytes);
    const std::string nonce(wire::scram_attribute(asked.substr(asked.find("r=")), 'r'));
    // 32 times 'x' in base64.
    const std::string final =
        "c=biws,r=" + nonce + ",p=eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=";
    Output refused;
    session->receive(tests::postgresql_message('p', final), {}, refused);
    EXPECT_EQ(field(refused.bytes, 'C'), "28P01");
    EXPECT_EQ(field(refused.bytes, 'L'), "334");
    EXPECT_EQ(session->logons(), 1u);
}

TEST(PostgresqlDecoy, HasOneSaltForEachUserWhateverTheConnection) {
    const std::string salt = salt_of("postgres", 1);
    EXPECT_EQ(salt.size(), 24u);  // 16 bytes
    EXPECT_EQ(salt_of("postgres", 2), salt);
    EXPECT_NE(salt_of("nobody", 1), salt);
    EXPECT_EQ(salt_of("nobody", 2), salt_of("nobody", 1));
    EXPECT_NE(salt_of("postgres", 1, 2), salt);
}

// Every line as a live 15.18 of Debian answered.
TEST(PostgresqlDecoy, RefusesWhatIsNoScramInTheWordsOf15) {
    const auto last = [](std::initializer_list<core::ByteVector> parts) {
        return said_to(parts).back();
    };
    const auto mechanism = last({startup(), sasl("SCRAM-SHA-256-PLUS", "p=tls,,n=,r=abc")});
    EXPECT_EQ(field(mechanism, 'M'), "client selected an invalid SASL authentication mechanism");
    EXPECT_EQ(field(mechanism, 'F'), "auth-scram.c");
    EXPECT_EQ(field(mechanism, 'L'), "256");
    EXPECT_EQ(field(mechanism, 'R'), "scram_init");
    const auto flag = last({startup(), sasl("SCRAM-SHA-256", "abc")});
    EXPECT_EQ(field(flag, 'M'), "malformed SCRAM message");
    EXPECT_EQ(field(flag, 'D'), "Unexpected channel-binding flag \"'a'\".");
    EXPECT_EQ(field(flag, 'L'), "1025");
    const auto name = last({startup(), sasl("SCRAM-SHA-256", "n,,n=,x")});
    EXPECT_EQ(field(name, 'D'), "Expected attribute \"r\" but found \"'x'\".");
    EXPECT_EQ(field(name, 'R'), "read_attr_value");
    const auto query = last({startup(), tests::postgresql_message('Q', "select 1\0"sv)});
    EXPECT_EQ(field(query, 'M'), "expected SASL response, got message type 81");
    EXPECT_EQ(field(query, 'F'), "auth-sasl.c");
    const auto final =
        last({startup(), tests::postgresql_scram_first(),
              tests::postgresql_message(
                  'p', "c=biws,r=abc,p=eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg="sv)});
    EXPECT_EQ(field(final, 'M'), "invalid SCRAM response");
    EXPECT_EQ(field(final, 'D'), "Nonce does not match.");
    EXPECT_EQ(field(final, 'L'), "404");
    const auto nobody =
        last({hex("0000000900030000"
                  "00")});
    EXPECT_EQ(field(nobody, 'M'), "no PostgreSQL user name specified in startup packet");
    EXPECT_EQ(field(nobody, 'L'), "2351");
}

TEST(PostgresqlDecoy, TellsANewerClientWhatItDoesNotServe) {  // NegotiateProtocolVersion, as 15.18
    const auto packet =
        hex("00000010"
            "00030001"
            "7573657200610000");
    const auto said = said_to({packet});
    ASSERT_EQ(said.size(), 2u);
    EXPECT_EQ(core::to_hex(said[0]), "760000000c0003000000000000");
    EXPECT_EQ(said[1][0], 'R');
    // "_pq_.x" = "1"
    const auto options =
        said_to({hex("00000019"
                     "00030000"
                     "75736572006100"
                     "5f70715f2e7800310000")});
    ASSERT_EQ(options.size(), 2u);
    EXPECT_EQ(core::to_hex(options[0]),
              "7600000013000300000000000"
              "15f70715f2e7800");
}

TEST(PostgresqlDecoy, TakesGssEncryptionUpAndEndsWithoutAKey) {
    const auto ran = tests::run_session(make_postgresql_session, "postgresql-15",
                                        hex("0000000804d21630"
                                            "000000056162636465"));
    EXPECT_EQ(core::as_text(ran.bytes), "G");
    EXPECT_TRUE(ran.closed);
}

TEST(PostgresqlDecoy, AnswersProtocol2InItsForm) {
    core::ByteVector old = hex("0000012800020000");
    old.resize(8 + 64);
    for (const char c : "root"sv) old.push_back(static_cast<std::uint8_t>(c));
    old.resize(0x128);
    const auto refused = tests::run_session(make_postgresql_session, "postgresql-15", old);
    EXPECT_EQ(core::as_text(refused.bytes),
              "EFATAL:  unsupported frontend protocol 2.0: server supports 3.0 to 3.0\n\0"sv);
    const auto asked = tests::run_session(make_postgresql_session, "postgresql-12",
                                          joined({old, hex("000000086d643500")}));
    ASSERT_GT(asked.bytes.size(), 9u);
    EXPECT_EQ(core::to_hex(core::Bytes(asked.bytes).first(5)), "5200000005");
    EXPECT_EQ(core::as_text(core::Bytes(asked.bytes).subspan(9)),
              "EFATAL:  password authentication failed for user \"root\"\n\0"sv);
    EXPECT_EQ(asked.logons, 1u);
    tests::expect_steady(make_postgresql_session, "postgresql-12",
                         joined({old, hex("000000086d643500")}), 8 << 10);
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
