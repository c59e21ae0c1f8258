// SPDX-License-Identifier: Apache-2.0
#include "recognition/smtp_conversation.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::recognition {
namespace {

Story watch(const std::vector<std::pair<char, std::string_view>>& all, std::size_t piece = 4096) {
    SmtpConversation conversation;
    for (const auto& [side, text] : all)
        for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(text), piece)) {
            if (side == 'c')
                conversation.client(bytes, {});
            else
                conversation.server(bytes, {});
        }
    conversation.finish();
    return conversation.story();
}
std::string fact(const Story& story, std::string_view name) {
    for (const auto& each : story.facts)
        if (each.name == name) return each.value;
    return {};
}

// RFC 5321 appendix D.1's order with a refused recipient; RFC 4954 section 4's AUTH.
const std::vector<std::pair<char, std::string_view>> session = {
    {'s', "220 a ESMTP\r\n"},
    {'c', "EHLO scan\r\n"},
    {'s', "250-a\r\n250 AUTH PLAIN LOGIN\r\n"},
    {'c', "AUTH LOGIN\r\n"},
    {'s', "334 VXNlcm5hbWU6\r\n"},
    {'c', "YWRtaW4=\r\n"},  // admin
    {'s', "334 UGFzc3dvcmQ6\r\n"},
    {'c', "MTIzNA==\r\n"},  // 1234
    {'s', "535 5.7.8 no\r\n"},
    {'c', "MAIL FROM:<x@a.example>\r\nRCPT TO:<y@b.example>\r\nDATA\r\n"},
    {'s', "250 ok\r\n250 ok\r\n354 go\r\n"},
    {'c', "Subject: t\r\n\r\nbody\r\n.\r\nQUIT\r\n"},
    {'s', "250 queued\r\n221 bye\r\n"}};

TEST(SmtpConversation, TellsLogonsEnvelopesAndTheSizeOfAMessage) {
    const Story story = watch(session);
    ASSERT_EQ(story.operations.size(), 7u);
    EXPECT_EQ(story.operations[0].name, "EHLO");
    EXPECT_EQ(story.operations[0].outcome, "250");
    EXPECT_EQ(story.operations[1].name, "AUTH LOGIN");
    EXPECT_EQ(story.operations[1].outcome, "535");
    EXPECT_EQ(story.operations[4].outcome, "354");
    EXPECT_EQ(story.operations[5].arguments, "20 bytes");  // 12 + 2 + 6
    EXPECT_EQ(story.operations[5].outcome, "250");
    EXPECT_EQ(story.operations[6].outcome, "221");
    EXPECT_EQ(story.logons_failed, 1u);
    EXPECT_EQ(fact(story, "smtp.user"), "admin");
    EXPECT_EQ(fact(story, "smtp.credential"), "default credential");
    EXPECT_EQ(fact(story, "smtp.to"), "y@b.example");
}

TEST(SmtpConversation, ReadsAuthPlainInOneLineAndInTwo) {
    // base64 of NUL bob NUL pw
    EXPECT_EQ(fact(watch({{'c', "AUTH PLAIN AGJvYgBwdw==\r\n"}}), "smtp.user"), "bob");
    EXPECT_EQ(fact(watch({{'c', "AUTH PLAIN\r\n"}, {'s', "334 \r\n"}, {'c', "AGJvYgBwdw==\r\n"}}),
                   "smtp.user"),
              "bob");
}

TEST(SmtpConversation, TakesAskingForNamesAsEnumeration) {
    EXPECT_EQ(watch({{'c', "VRFY root\r\n"}}).stage, event::Stage::enumeration);
    EXPECT_EQ(watch({{'s', "220 a\r\n"},
                     {'c', "RCPT TO:<a@b>\r\nRCPT TO:<c@b>\r\nRCPT TO:<d@b>\r\n"},
                     {'s', "550 no\r\n550 no\r\n550 no\r\n"}})
                  .stage,
              event::Stage::enumeration);
    // Postfix refuses for ever or for now (postconf(5), defer_unauth_destination, as it is installed).
    for (const std::string code : {"554 5.7.1", "454 4.7.1"})
        EXPECT_EQ(watch({{'s', "220 a\r\n"},
                         {'c', "RCPT TO:<a@b>\r\n"},
                         {'s', code + " <a@b>: Relay access denied\r\n"}})
                      .labels.at(0)
                      .name,
                  "relay test");
    EXPECT_EQ(watch({{'c', "EHLO a\r\nQUIT\r\n"}}).stage, event::Stage::probe);
}

TEST(SmtpConversation, ReadsNothingBehindStarttls) {
    const Story story = watch({{'s', "220 a\r\n"},
                               {'c', "STARTTLS\r\n"},
                               {'s', "220 go\r\n"},
                               {'c', "\x16\x03\x01\r\n\x01\n"}});
    EXPECT_TRUE(story.malformed.empty());
}

TEST(SmtpConversation, TellsTheSameInAnyPiecesAndSurvivesEveryCutAndFlip) {
    const Story whole = watch(session);
    std::string client;
    for (const auto& [side, text] : session)
        if (side == 'c') client += text;
    for (const std::size_t piece : {1u, 2u, 5u}) {
        const Story cut = watch(session, piece);
        EXPECT_EQ(cut.sentence, whole.sentence);
        EXPECT_EQ(cut.facts.size(), whole.facts.size());
        EXPECT_EQ(cut.logons_failed, 1u);
    }
    tests::for_each_cut_and_flip(core::as_bytes(client), [](core::Bytes bytes) {
        SmtpConversation conversation;
        conversation.client(bytes, {});
        conversation.server(bytes, {});
        conversation.finish();
        EXPECT_LE(conversation.memory(), 32u << 10);
    });
}

}  // namespace
}  // namespace hitme::recognition
