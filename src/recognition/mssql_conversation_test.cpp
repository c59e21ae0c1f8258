// SPDX-License-Identifier: Apache-2.0
#include "recognition/mssql_conversation.h"

#include <gtest/gtest.h>

#include "support/client_hello.h"
#include "support/mssql_login.h"
#include "support/watched.h"

namespace hitme::recognition {
namespace {

tests::Turns refused_logon(std::string_view user = "sa",
                           std::string_view password = "Zx9!unlisted") {
    core::ByteVector refusal;
    wire::TdsError error{18456, 1, 14, "Login failed", "SRV", 1};
    wire::encode_tds_packet(refusal, wire::TdsType::result,
                            wire::encode_tds_refusal(error, 0x72090002));
    core::ByteVector prelogin;
    wire::TdsPrelogin version;
    version.major = 15;
    version.build = 2000;
    wire::encode_tds_packet(prelogin, wire::TdsType::result, wire::encode_tds_prelogin(version));
    return {{Side::client, tests::mssql_prelogin()},
            {Side::server, prelogin},
            {Side::client, tests::mssql_login(user, password)},
            {Side::server, refusal}};
}

TEST(MssqlConversation, TellsWhoLogsInFromWhereAndThePasswordsHashAlone) {
    const Story story = tests::watched(watch_mssql, refused_logon());
    EXPECT_EQ(tests::fact_of(story, "mssql.user"), "sa");
    EXPECT_EQ(tests::fact_of(story, "mssql.host"), "PC");
    EXPECT_EQ(tests::fact_of(story, "mssql.application"), "OSQL-32");
    EXPECT_EQ(tests::fact_of(story, "mssql.library"), "ODBC");
    EXPECT_EQ(tests::fact_of(story, "mssql.server"), "15.0.2000");
    // printf 'Zx9!unlisted' | sha256sum
    EXPECT_EQ(tests::fact_of(story, "mssql.password_sha256"),
              "f26d479fb087b65eb54e96ff18e9115d79908c173c6fd241833139498bd20eb0");
    EXPECT_EQ(story.logons_failed, 1u);
    EXPECT_EQ(story.stage, event::Stage::probe);
    EXPECT_TRUE(story.labels.empty());
    EXPECT_EQ(tests::told(story).find("Zx9!unlisted"), std::string::npos);
}

TEST(MssqlConversation, SeesProgramsRunFromSql) {
    auto turns = refused_logon();
    turns.push_back({Side::client, tests::mssql_batch("EXEC master..xp_cmdshell 'whoami'")});
    const Story story = tests::watched(watch_mssql, turns);
    EXPECT_EQ(story.stage, event::Stage::exploit_attempt);
    EXPECT_TRUE(tests::has_label(story, "xp_cmdshell", event::Grade::certain));
    EXPECT_EQ(story.labels[0].attack_ids, (std::vector<std::string>{"T1505.001", "T1059"}));
    auto benign = refused_logon();
    benign.push_back({Side::client, tests::mssql_batch("SELECT @@version")});
    EXPECT_TRUE(tests::watched(watch_mssql, benign).labels.empty());
}

/// A hello of JA4's own example over two PRELOGIN packets, then records as they are, and behind a login's first packet its rest in clear.
tests::Turns encrypted_logon() {
    const auto hello = tests::in_records(tests::hello_message(tests::ja4_example()), 100);
    const core::Bytes records = hello;
    core::ByteVector client = tests::mssql_prelogin();
    client[8 + 5 * 5 + 1 + 6] = wire::tds_encrypt_off;  // behind five options, the end and VERSION
    for (const core::Bytes part : {records.first(60), records.subspan(60)})
        wire::encode_tds_packet(client, wire::TdsType::prelogin, part);
    const core::ByteVector record{23, 3, 3, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF};
    client.insert(client.end(), record.begin(), record.end());
    wire::encode_tds_packet(client, wire::TdsType::login7, core::ByteVector(20, 0xEE));
    const auto batch = tests::mssql_batch("EXEC xp_cmdshell 'x'");
    client.insert(client.end(), batch.begin(), batch.end());
    return {{Side::client, client}};
}

TEST(MssqlConversation, ReadsTheHelloInsideOfPreloginAndWhatComesInClearBehindIt) {
    const Story story = tests::watched(watch_mssql, encrypted_logon());
    EXPECT_EQ(tests::fact_of(story, "mssql.encryption"), "off");
    EXPECT_EQ(tests::fact_of(story, "tls.ja4"), "t13d1516h2_8daaf6152771_e5627efa2ab1");
    EXPECT_EQ(tests::fact_of(story, "tls.server_name"), "example.org");
    EXPECT_TRUE(tests::has_label(story, "xp_cmdshell", event::Grade::certain));
    EXPECT_TRUE(story.malformed.empty());
    EXPECT_EQ(tests::fact_of(story, "mssql.user"), "");
    tests::expect_steady_story(watch_mssql, encrypted_logon());
}

TEST(MssqlConversation, TellsTheSameWhateverThePieces) {
    auto turns = refused_logon();
    turns.push_back({Side::client, tests::mssql_batch("EXEC xp_cmdshell 'x'")});
    tests::expect_steady_story(watch_mssql, turns);
}

}  // namespace
}  // namespace hitme::recognition
