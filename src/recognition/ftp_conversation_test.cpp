// SPDX-License-Identifier: Apache-2.0
#include "recognition/ftp_conversation.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::recognition {
namespace {

Story watch(std::string_view client, std::string_view server = {}, std::size_t piece = 4096) {
    FtpConversation conversation;
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(client), piece))
        conversation.client(bytes, {});
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(server), piece))
        conversation.server(bytes, {});
    conversation.finish();
    return conversation.story();
}

constexpr std::string_view session =
    "USER admin\r\nPASS admin\r\nuser bob\r\nPASS x\r\nSYST\r\nSTOR a.exe\r\nQUIT\r\n";
constexpr std::string_view answers =
    "220-hello\r\n220 there\r\n331 Please\r\n530 no\r\n331 Please\r\n530 no\r\n215 UNIX\r\n"
    "530-not\r\n 530 a line\r\n530 logged in\r\n221 bye\r\n";

TEST(FtpConversation, TellsCommandsWithTheirReplies) {
    const Story story = watch(session, answers);
    ASSERT_EQ(story.operations.size(), 7u);
    EXPECT_EQ(story.operations[0].outcome, "331");
    EXPECT_EQ(story.operations[1].outcome, "530");
    EXPECT_EQ(story.operations[4].name, "SYST");
    EXPECT_EQ(story.operations[4].outcome, "215");
    EXPECT_EQ(story.operations[5].outcome, "530");
    EXPECT_EQ(story.operations[6].outcome, "221");
    EXPECT_EQ(story.operations[6].offset, 60u);  // 12 + 12 + 10 + 8 + 6 + 12
    EXPECT_EQ(story.logons_failed, 2u);
    EXPECT_EQ(story.stage, event::Stage::probe);  // the file was not asked for: 530
    EXPECT_EQ(story.labels.size(), 1u);           // default credential
}

TEST(FtpConversation, AFileIsDeliveredWhereTheServerAsksForIt) {
    const std::string commands = "USER a\r\nPASS b\r\nSTOR x.exe\r\n";
    const Story refused = watch(commands, "220 x\r\n331 x\r\n530 x\r\n530 x\r\n");
    EXPECT_EQ(refused.stage, event::Stage::probe);
    EXPECT_TRUE(refused.labels.empty());
    const Story taken = watch(commands, "220 x\r\n331 x\r\n230 x\r\n150 x\r\n226 x\r\n");
    EXPECT_EQ(taken.stage, event::Stage::payload_delivery);
    ASSERT_EQ(taken.labels.size(), 1u);
    EXPECT_EQ(taken.labels[0].grade, event::Grade::certain);
    // Of a capture of the client's side alone.
    EXPECT_EQ(watch(commands).labels.at(0).grade, event::Grade::consistent);
}

TEST(FtpConversation, TakesAListingForEnumerationAndALogonAloneForAProbe) {
    EXPECT_EQ(watch("USER anonymous\r\nPASS a@b\r\nPASV\r\nLIST\r\n").stage,
              event::Stage::enumeration);
    EXPECT_EQ(watch("USER root\r\nPASS x\r\n").stage, event::Stage::probe);
    EXPECT_EQ(watch("").stage, event::Stage::scan);
}

TEST(FtpConversation, TellsWhereDataShouldGo) {  // RFC 2577 section 3
    EXPECT_EQ(watch("PORT 192,0,2,7,0,25\r\n").labels.at(0).name, "FTP bounce");
    const Story story = watch("PORT 192,0,2,7,31,144\r\n");
    EXPECT_TRUE(story.labels.empty());
    EXPECT_EQ(story.facts.at(0).value, "192.0.2.7 port 8080");
}

TEST(FtpConversation, TellsTheSameInAnyPiecesAndSurvivesEveryCutAndFlip) {
    const Story whole = watch(session, answers);
    for (const std::size_t piece : {1u, 2u, 5u}) {
        const Story cut = watch(session, answers, piece);
        EXPECT_EQ(cut.sentence, whole.sentence);
        EXPECT_EQ(cut.stages, whole.stages);
        EXPECT_EQ(cut.operations[5].outcome, "530");
    }
    tests::for_each_cut_and_flip(core::as_bytes(session), [](core::Bytes bytes) {
        FtpConversation conversation;
        conversation.client(bytes, {});
        conversation.server(bytes, {});
        conversation.gap(Side::client, 3);
        conversation.client(bytes, {});
        conversation.finish();
        EXPECT_LE(conversation.memory(), 32u << 10);
    });
}

TEST(FtpConversation, SaysWhatIsNotWellFormed) {
    const Story story = watch("USER a\r\n\x16\x03\r\nQUI");
    ASSERT_EQ(story.malformed.size(), 2u);
    EXPECT_EQ(story.malformed[0].offset, 8u);
    EXPECT_EQ(story.malformed[1].fault, core::Fault::truncated);
    EXPECT_EQ(story.malformed[1].offset, 12u);
}

}  // namespace
}  // namespace hitme::recognition
