// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mssql_decoy.h"

#include <gtest/gtest.h>

#include "support/mssql_login.h"
#include "support/session_runs.h"
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
