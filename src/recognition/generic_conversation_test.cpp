// SPDX-License-Identifier: Apache-2.0
#include "recognition/generic_conversation.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

TEST(GenericConversation, IsAScanWithoutBytesAndAProbeWithThem) {
    GenericConversation conversation;
    EXPECT_EQ(conversation.story().stage, event::Stage::scan);
    conversation.server(core::as_bytes("hello\r\n"), {});
    EXPECT_EQ(conversation.story().stage, event::Stage::scan);
    conversation.client(core::as_bytes("\x01\x02"), {});
    const Story story = conversation.story();
    EXPECT_EQ(story.stage, event::Stage::probe);
    EXPECT_EQ(story.protocol, "");
    EXPECT_EQ(story.sentence, "sent 2 bytes of a protocol that is not known");
    EXPECT_TRUE(story.labels.empty());
}

TEST(GenericConversation, GuessesByTheFirstBytesInAnyPieces) {
    GenericConversation conversation;
    for (const char& c : std::string("RFB 003.008\n"))
        conversation.client(core::as_bytes(std::string_view(&c, 1)), {});
    EXPECT_EQ(conversation.story().protocol, "vnc");  // RFC 6143 section 7.1.1
    EXPECT_EQ(conversation.story().facts.at(0).value, "vnc");
}

TEST(GenericConversation, HoldsNoMoreThanTheFirstBytes) {
    GenericConversation conversation;
    const core::ByteVector piece(65536, 7);
    for (int i = 0; i < 100; ++i) conversation.client(piece, {});
    EXPECT_LE(conversation.memory(), 512u);
    EXPECT_EQ(conversation.story().sentence, "sent 6553600 bytes of a protocol that is not known");
}

}  // namespace
}  // namespace hitme::recognition
