// SPDX-License-Identifier: Apache-2.0
#include "recognition/sip_conversation.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::recognition {
namespace {

std::string request(std::string_view method, std::string_view user) {
    return std::string(method) + " sip:192.0.2.1 SIP/2.0\r\nTo: <sip:" + std::string(user) +
           "@192.0.2.1>\r\nUser-Agent: friendly-scanner\r\n"
           "Authorization: Digest username=\"100\", response=\"abc\"\r\n\r\n";
}

TEST(SipConversation, TellsRequestsToolsAndUsers) {
    SipConversation conversation;
    for (const char* user : {"100", "100", "101"})
        conversation.client(core::as_bytes(request("REGISTER", user)), {});
    EXPECT_EQ(conversation.story().stage, event::Stage::probe);
    conversation.server(core::as_bytes("SIP/2.0 401 Unauthorized\r\n\r\n"), {});
    conversation.client(core::as_bytes(request("INVITE", "00441234")), {});
    const Story story = conversation.story();
    EXPECT_EQ(story.stage, event::Stage::enumeration);
    EXPECT_EQ(story.operations.at(2).outcome, "401");
    ASSERT_EQ(story.labels.size(), 2u);
    EXPECT_EQ(story.labels[0].name, "SIP scanner friendly-scanner");
    EXPECT_EQ(story.labels[0].grade, event::Grade::consistent);
    EXPECT_EQ(story.labels[1].name, "call attempt");
}

TEST(SipConversation, SurvivesEveryCutAndFlip) {
    const std::string text = request("OPTIONS", "100");
    tests::for_each_cut_and_flip(core::as_bytes(text), [](core::Bytes bytes) {
        SipConversation conversation;
        conversation.client(bytes, {});
        conversation.server(bytes, {});
        conversation.finish();
        conversation.story();
    });
}

}  // namespace
}  // namespace hitme::recognition
