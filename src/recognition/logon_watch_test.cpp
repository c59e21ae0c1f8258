// SPDX-License-Identifier: Apache-2.0
#include "recognition/logon_watch.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

TEST(LogonWatch, NeverTellsAPasswordButItsHash) {
    StoryBuilder builder{"ftp"};
    auto logon = tell_logon(builder, "PASS", "bob", "hello", 7, {});
    refuse_logon(builder, logon, "530");
    const Story story = builder.story("");
    ASSERT_EQ(story.facts.size(), 2u);
    // printf hello | sha256sum
    EXPECT_EQ(story.facts[1].value,
              "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    ASSERT_EQ(story.operations.size(), 1u);
    EXPECT_EQ(story.operations[0].arguments.find("hello"), std::string::npos);
    EXPECT_EQ(story.operations[0].outcome, "530");
    EXPECT_EQ(story.operations[0].offset, 7u);
    EXPECT_EQ(story.logons_failed, 1u);
    EXPECT_TRUE(story.labels.empty());
}

TEST(LogonWatch, NamesItsFactsByTheProtocol) {
    for (const std::string protocol : {"ftp", "http", "mqtt", "redis", "smtp", "ssh", "telnet"}) {
        StoryBuilder builder{protocol};
        tell_logon(builder, "LOGIN", "root", "vizxv", 3, {});
        const Story story = builder.story("");
        ASSERT_EQ(story.facts.size(), 3u) << protocol;
        EXPECT_EQ(story.facts[0].name, protocol + ".user");
        EXPECT_EQ(story.facts[1].name, protocol + ".password_sha256");
        EXPECT_EQ(story.facts[2].name, protocol + ".credential");
    }
}

TEST(LogonWatch, CountsARefusalOnceAndAnAcceptedLogonNever) {
    StoryBuilder builder{"ftp"};
    auto first = tell_logon(builder, "PASS", "bob", "x", 0, {});
    refuse_logon(builder, first, "530");
    refuse_logon(builder, first, "530");
    auto same = tell_logon(builder, "PASS", "bob", "x", 0, {});
    refuse_logon(builder, same, "530");
    auto other = tell_logon(builder, "PASS", "bo", "bx", 0, {});
    refuse_logon(builder, other, "530");
    auto good = tell_logon(builder, "PASS", "bob", "z", 0, {});
    accept_logon(builder, good, "230");
    refuse_logon(builder, good, "530");
    EXPECT_EQ(builder.so_far().logons_failed, 2u);
}

TEST(LogonWatch, NamesADefaultCredential) {
    StoryBuilder builder{"telnet"};
    tell_logon(builder, "LOGIN", "root", "vizxv", 3, {});
    const Story story = builder.story("");
    ASSERT_EQ(story.labels.size(), 1u);
    EXPECT_EQ(story.labels[0].name, "default credential");
    EXPECT_EQ(story.labels[0].grade, event::Grade::certain);
    EXPECT_EQ(story.labels[0].attack_ids, std::vector<std::string>{"T1078.001"});
    EXPECT_EQ(story.stage, event::Stage::probe);
}

}  // namespace
}  // namespace hitme::recognition
