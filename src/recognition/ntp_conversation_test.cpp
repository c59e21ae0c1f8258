// SPDX-License-Identifier: Apache-2.0
#include "recognition/ntp_conversation.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::recognition {
namespace {

using namespace std::string_literals;

Story watch(const std::string& datagram) {
    NtpConversation conversation;
    conversation.client(core::as_bytes(datagram), {});
    conversation.finish();
    return conversation.story();
}

TEST(NtpConversation, TellsMonlistFromAskingForTheTime) {  // CVE-2013-5211; RFC 5905 section 7.3
    const Story list = watch("\x17\0\3\x2A\0\0\0\0"s);
    EXPECT_EQ(list.stage, event::Stage::enumeration);
    ASSERT_EQ(list.labels.size(), 1u);
    EXPECT_EQ(list.labels[0].grade, event::Grade::likely);
    EXPECT_EQ(list.sentence,
              "NTP: private REQ_MON_GETLIST_1; NTP amplification probe, likely: enumeration");
    const Story time = watch("\x23" + std::string(47, '\0'));
    EXPECT_EQ(time.stage, event::Stage::probe);
    EXPECT_TRUE(time.labels.empty());
}

TEST(NtpConversation, TakesReadingVariablesAsEnumeration) {  // RFC 9327 section 2
    const Story story = watch("\x16\2\0\1\0\0\0\0\0\0\0\0"s);
    EXPECT_EQ(story.stage, event::Stage::enumeration);
    EXPECT_EQ(story.labels.at(0).grade, event::Grade::consistent);
}

TEST(NtpConversation, SurvivesEveryCutAndFlip) {
    tests::for_each_cut_and_flip(core::as_bytes("\x23" + std::string(47, '\0')),
                                 [](core::Bytes bytes) {
                                     NtpConversation conversation;
                                     conversation.client(bytes, {});
                                     conversation.server(bytes, {});
                                     conversation.finish();
                                     conversation.story();
                                 });
}

}  // namespace
}  // namespace hitme::recognition
