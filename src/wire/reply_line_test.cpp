// SPDX-License-Identifier: Apache-2.0
#include "wire/reply_line.h"

#include <gtest/gtest.h>

namespace hitme::wire {
namespace {

TEST(ReplyLine, ReadsCodeAndText) {  // RFC 959 section 4.2
    const auto reply = decode_reply_line("220 Service ready");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->code, 220);
    EXPECT_FALSE(reply->more);
    EXPECT_EQ(reply->text, "Service ready");
}

TEST(ReplyLine, KnowsALineThatIsNotTheLast) {  // RFC 5321 section 4.2.1: "250-First line"
    EXPECT_TRUE(decode_reply_line("250-First line")->more);
    EXPECT_FALSE(decode_reply_line("250")->more);
}

TEST(ReplyLine, RefusesWhatIsNoReply) {
    for (const std::string_view line : {"", "22", "2x0 no", "099 no", "600 no", "220_no", " 220"}) {
        ASSERT_FALSE(decode_reply_line(line)) << line;
        EXPECT_STREQ(decode_reply_line(line).error().field, "Reply-code");
    }
}

TEST(CommandLine, ReadsVerbsWithoutCaseAndTheArgumentAsItStands) {  // RFC 959 section 5.3
    const auto command = decode_command_line("uSeR  anonymous ");
    ASSERT_TRUE(command);
    EXPECT_EQ(command->verb, "USER");
    EXPECT_EQ(command->argument, "anonymous ");
    EXPECT_EQ(decode_command_line("QUIT")->argument, "");
}

TEST(CommandLine, RefusesWhatIsNoVerb) {
    for (const std::string_view line : {"", " USER", "\x16\x03\x01", "GET/ x", "ABCDEFGHIJKLMNOPQ"})
        EXPECT_FALSE(decode_command_line(line)) << line;
    EXPECT_TRUE(decode_command_line("ABCDEFGHIJKLMNOP"));  // 16 letters: the limit
}

}  // namespace
}  // namespace hitme::wire
