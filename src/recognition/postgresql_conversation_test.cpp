// SPDX-License-Identifier: Apache-2.0
#include "recognition/postgresql_conversation.h"

#include <gtest/gtest.h>

#include "support/postgresql_logon.h"
#include "support/watched.h"

namespace hitme::recognition {
namespace {

using namespace std::string_view_literals;

tests::Turns refused_logon() {
    core::ByteVector ask;
    wire::encode_postgresql_authentication(ask, 5, core::as_bytes("salt"));
    core::ByteVector refusal;
    wire::encode_postgresql_error(refusal,
                                  {"FATAL", "28P01", "password authentication failed", "", "", ""});
    return {
        {Side::client, tests::postgresql_ssl_request()},
        {Side::server, {'N'}},
        {Side::client, tests::postgresql_startup("postgres", "template1")},
        {Side::server, ask},
        {Side::client, tests::postgresql_message('p', "md50123456789abcdef0123456789abcdef\0"sv)},
        {Side::server, refusal}};
}

TEST(PostgresqlConversation, TellsUserDatabaseAndRefusal) {
    const Story story = tests::watched(watch_postgresql, refused_logon());
    EXPECT_EQ(tests::fact_of(story, "postgresql.user"), "postgres");
    EXPECT_EQ(tests::fact_of(story, "postgresql.database"), "template1");
    EXPECT_EQ(tests::fact_of(story, "postgresql.method"), "md5");
    EXPECT_EQ(tests::fact_of(story, "postgresql.response_sha256").size(), 64u);
    EXPECT_EQ(story.logons_failed, 1u);
    ASSERT_EQ(story.operations.size(), 3u);
    EXPECT_EQ(story.operations[0].outcome, "refused");
    EXPECT_EQ(story.operations[2].outcome, "28P01");
    EXPECT_TRUE(story.malformed.empty());
}

TEST(PostgresqlConversation, SeesProgramsRunByCopy) {
    auto turns = refused_logon();
    turns.push_back({Side::client, tests::postgresql_message('Q', "COPY t FROM PROGRAM 'id'\0"sv)});
    const Story story = tests::watched(watch_postgresql, turns);
    EXPECT_EQ(story.stage, event::Stage::exploit_attempt);
    EXPECT_TRUE(tests::has_label(story, "COPY FROM PROGRAM", event::Grade::certain));
    EXPECT_EQ(story.labels[0].attack_ids.front(), "T1190");
}

TEST(PostgresqlConversation, TellsTheSameWhateverThePieces) {
    auto turns = refused_logon();
    turns.push_back({Side::client, tests::postgresql_message('Q', "COPY t FROM PROGRAM 'id'\0"sv)});
    tests::expect_steady_story(watch_postgresql, turns);
}

}  // namespace
}  // namespace hitme::recognition
