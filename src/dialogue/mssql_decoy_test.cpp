// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mssql_decoy.h"

#include <gtest/gtest.h>

#include <optional>

#include "core/text.h"
#include "support/mssql_login.h"
#include "support/session_runs.h"
#include "support/tls_client.h"
#include "wire/tds.h"

namespace hitme::dialogue {
namespace {

TEST(MssqlDecoy, TellsItsVersionAndRefusesTheLogonWith18456) {
    core::ByteVector bytes = tests::mssql_prelogin();
    const auto login = tests::mssql_login("sa", "secret");
    bytes.insert(bytes.end(), login.begin(), login.end());
    const auto ran = tests::run_session(make_mssql_session, "mssql-2019", bytes);
    const auto prelogin = wire::take_tds_packet(ran.bytes);
    ASSERT_TRUE(prelogin);
    const auto version = wire::decode_tds_prelogin(prelogin->payload);
    ASSERT_TRUE(version);
    EXPECT_EQ(version->major, 15);
    EXPECT_EQ(version->build, 2000);
    const auto refusal = wire::take_tds_packet(core::Bytes(ran.bytes).subspan(prelogin->consumed));
    ASSERT_TRUE(refusal);
    EXPECT_EQ(*wire::decode_tds_error_number(refusal->payload), 18456u);
    EXPECT_NE(wire::utf8_of_utf16(refusal->payload.subspan(11)).find("Login failed for user 'sa'."),
              std::string::npos);
    EXPECT_TRUE(ran.closed);
    EXPECT_EQ(ran.logons, 1u);
}

core::ByteVector prelogin_asking(std::optional<std::uint8_t> encryption) {
    // [MS-TDS] 2.2.6.5: VERSION and, where it is asked for, ENCRYPTION; each option of token, offset, length.
    core::ByteVector payload;
    core::Writer out{payload};
    const std::uint16_t data_at = encryption ? 11 : 6;
    out.u8(0);
    out.u16be(data_at);
    out.u16be(6);
    if (encryption) {
        out.u8(1);
        out.u16be(data_at + 6);
        out.u16be(1);
    }
    out.u8(0xFF);
    out.zeros(6);
    if (encryption) out.u8(*encryption);
    core::ByteVector bytes;
    wire::encode_tds_packet(bytes, wire::TdsType::prelogin, payload);
    return bytes;
}

TEST(MssqlDecoy, AnswersEachEncryptionByTheTableOfMsTds2265) {
    struct Row {
        std::optional<std::uint8_t> asked;
        std::optional<std::uint8_t> answered;
        bool ends;
    };
    // The column of a server that is set to ENCRYPT_OFF. No option at all is a client before encryption.
    constexpr Row rows[] = {
        {0x00, 0x00, false}, {0x01, 0x01, false}, {0x02, 0x02, false}, {0x03, 0x01, false},
        {0x80, 0x00, false}, {0x81, 0x01, false}, {0x82, 0x03, true},  {0x83, 0x01, false},
        {{}, 0x02, false},   {0x04, {}, true},    {0xFF, {}, true},
    };
    for (const std::string_view persona : mssql_personas()) {
        for (const Row& row : rows) {
            const auto ran =
                tests::run_session(make_mssql_session, persona, prelogin_asking(row.asked));
            EXPECT_EQ(ran.closed, row.ends) << int{row.asked.value_or(99)};
            const auto packet = wire::take_tds_packet(ran.bytes);
            ASSERT_EQ(packet.has_value(), row.answered.has_value());
            if (!packet) continue;
            const auto answer = wire::decode_tds_prelogin(packet->payload);
            ASSERT_TRUE(answer);
            EXPECT_EQ(answer->encryption, row.answered) << int{row.asked.value_or(99)};
        }
    }
}

/// The session as something with receive(bytes, clear, send) for the client's handshake, whose records lie in packets of type PRELOGIN.
struct InPackets {
    Session& session;
    std::size_t piece;          ///< of a segment
    std::size_t packet = 4088;  ///< records in a packet
    bool closed = false;
    void receive(core::Bytes records, core::ByteVector&, core::ByteVector& send) {
        core::ByteVector packets;
        for (const core::Bytes part : tests::pieces_of(records, packet))
            wire::encode_tds_packet(packets, wire::TdsType::prelogin, part);
        Output out;
        for (const core::Bytes part : tests::pieces_of(packets, piece))
            session.receive(part, core::Time{}, out);
        closed = closed || out.close;
        core::Bytes left = out.bytes;
        while (!left.empty()) {
            const auto answer = wire::take_tds_packet(left);
            ASSERT_TRUE(answer);
            EXPECT_EQ(answer->type, wire::TdsType::prelogin);
            send.insert(send.end(), answer->payload.begin(), answer->payload.end());
            left = left.subspan(answer->consumed);
        }
    }
};

std::optional<std::uint32_t> error_in(core::Bytes bytes) {
    const auto packet = wire::take_tds_packet(bytes);
    if (!packet) return {};
    const auto number = wire::decode_tds_error_number(packet->payload);
    if (!number) return {};
    return *number;
}

TEST(MssqlDecoy, TakesTheLoginThroughTlsAndAnswersAsWasAgreed) {
    for (const auto asked : std::initializer_list<std::uint8_t>{0x00, 0x01, 0x03, 0x81}) {
        for (const std::size_t piece : {1u, 7u, 1u << 20}) {
            const auto session = make_mssql_session("mssql-2019", tests::some_surroundings());
            Output out;
            session->receive(prelogin_asking(asked), core::Time{}, out);
            EXPECT_EQ(session->inner_protocol(), "");
            tests::TlsClient client{TLS1_2_VERSION};
            InPackets packets{*session, piece, piece == 7 ? 50u : 4088u};
            ASSERT_TRUE(client.shake_hands(packets)) << int{asked};
            EXPECT_EQ(client.common_name(), "SSL_Self_Signed_Fallback");
            const auto login = tests::mssql_login("sa", "secret");
            const core::ByteVector records = client.encrypt(login);
            Output refusal;
            for (const core::Bytes part : tests::pieces_of(records, piece))
                session->receive(part, core::Time{}, refusal);
            EXPECT_TRUE(refusal.close);
            EXPECT_EQ(session->logons(), 1u);
            // ENCRYPT_OFF on both sides: the login packet alone; else everything.
            const std::string opened = asked == 0 ? std::string(core::as_text(refusal.bytes))
                                                  : client.decrypt(refusal.bytes);
            EXPECT_EQ(error_in(core::as_bytes(opened)), 18456u) << int{asked};
            EXPECT_EQ(session->inner_protocol(), "mssql");
            const Inner inner = session->take_inner();
            EXPECT_EQ(inner.client, login);
            EXPECT_EQ(error_in(inner.server), 18456u);
            EXPECT_TRUE(session->take_inner().client.empty());
        }
    }
}

// [MS-TDS] 2.2.6.5: of a login over several packets the first alone is encrypted where encryption is off.
TEST(MssqlDecoy, PutsALoginTogetherWhoseRestIsInClear) {
    const auto session = make_mssql_session("mssql-2017", tests::some_surroundings());
    Output out;
    session->receive(prelogin_asking(0), core::Time{}, out);
    tests::TlsClient client{TLS1_2_VERSION};
    InPackets packets{*session, 1 << 20};
    ASSERT_TRUE(client.shake_hands(packets));
    const auto login = tests::mssql_login("sa", "secret");
    const core::Bytes payload = core::Bytes(login).subspan(8);
    core::ByteVector first;
    wire::encode_tds_packet(first, wire::TdsType::login7, payload.first(100));
    first[1] = 0;  // not the last
    core::ByteVector rest;
    wire::encode_tds_packet(rest, wire::TdsType::login7, payload.subspan(100));
    Output refusal;
    session->receive(client.encrypt(first), core::Time{}, refusal);
    EXPECT_TRUE(refusal.bytes.empty());
    session->receive(rest, core::Time{}, refusal);
    EXPECT_EQ(error_in(refusal.bytes), 18456u);
}

TEST(MssqlDecoy, TakesALoginInClearUnlessEncryptionWasAgreed) {
    for (const auto& [asked, answered] : {std::pair{0x00, true}, {0x02, true}, {0x01, false}}) {
        const auto session = make_mssql_session("mssql-2014", tests::some_surroundings());
        Output out;
        session->receive(prelogin_asking(static_cast<std::uint8_t>(asked)), core::Time{}, out);
        out.bytes.clear();
        session->receive(tests::mssql_login("sa", "secret"), core::Time{}, out);
        EXPECT_TRUE(out.close);
        EXPECT_EQ(!out.bytes.empty(), answered) << asked;
    }
}

TEST(MssqlDecoy, EndsAHandshakeThatIsNoneAndATunnelThatIsLeft) {
    const auto session = make_mssql_session("mssql-2019", tests::some_surroundings());
    Output out;
    session->receive(prelogin_asking(1), core::Time{}, out);
    core::ByteVector nonsense;
    wire::encode_tds_packet(nonsense, wire::TdsType::prelogin,
                            *core::from_hex("160303000401000000"));
    out.bytes.clear();
    session->receive(nonsense, core::Time{}, out);
    EXPECT_TRUE(out.close);
    EXPECT_TRUE(out.bytes.empty());  // SChannel says nothing of what failed

    const auto left = make_mssql_session("mssql-2019", tests::some_surroundings());
    Output agreed;
    left->receive(prelogin_asking(1), core::Time{}, agreed);
    tests::TlsClient client{TLS1_2_VERSION};
    InPackets packets{*left, 1 << 20};
    ASSERT_TRUE(client.shake_hands(packets));
    Output end;
    left->receive(tests::mssql_login("sa", "secret"), core::Time{}, end);
    EXPECT_TRUE(end.close);
    EXPECT_EQ(left->logons(), 0u);
}

TEST(MssqlDecoy, BoundsWhatWaitsInsideOfTheTunnel) {
    const auto session = make_mssql_session("mssql-2019", tests::some_surroundings());
    Output out;
    session->receive(prelogin_asking(1), core::Time{}, out);
    tests::TlsClient client{TLS1_2_VERSION};
    InPackets packets{*session, 1 << 20};
    ASSERT_TRUE(client.shake_hands(packets));
    core::ByteVector packet;
    wire::encode_tds_packet(packet, wire::TdsType::login7, core::ByteVector(8'000));
    packet[1] = 0;  // not the last
    Output end;
    for (int i = 0; i < 20 && !end.close; ++i) {
        session->receive(client.encrypt(packet), core::Time{}, end);
        EXPECT_LE(session->memory(), std::size_t{400} << 10);
    }
    EXPECT_TRUE(end.close);
}

TEST(MssqlDecoy, EndsUpOnWhatIsNoLogon) {
    core::ByteVector batch;
    wire::encode_tds_packet(batch, wire::TdsType::sql_batch, core::as_bytes("x"));
    const auto ran = tests::run_session(make_mssql_session, "mssql-2017", batch);
    EXPECT_TRUE(ran.closed);
    EXPECT_TRUE(ran.bytes.empty());
}

TEST(MssqlDecoy, StopsAMessageThatNeverEnds) {
    core::ByteVector bytes;
    for (int i = 0; i < 5; ++i) {
        const std::size_t at = bytes.size();
        wire::encode_tds_packet(bytes, wire::TdsType::login7, core::ByteVector(32'000));
        bytes[at + 1] = 0;  // not the last
    }
    const auto ran = tests::run_session(make_mssql_session, "mssql-2017", bytes);
    EXPECT_TRUE(ran.closed);
}

TEST(MssqlDecoy, AnswersTheSameWhateverThePiecesAndStaysSmall) {
    core::ByteVector bytes = tests::mssql_prelogin();
    const auto login = tests::mssql_login("sa", "secret");
    bytes.insert(bytes.end(), login.begin(), login.end());
    for (const std::string_view persona : mssql_personas())
        tests::expect_steady(make_mssql_session, persona, bytes, 8 << 10);
}

}  // namespace
}  // namespace hitme::dialogue
