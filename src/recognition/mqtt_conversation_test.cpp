// SPDX-License-Identifier: Apache-2.0
#include "recognition/mqtt_conversation.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::recognition {
namespace {

using namespace std::string_literals;

Story watch(const std::string& client, const std::string& server = {}, std::size_t piece = 4096) {
    MqttConversation conversation;
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(client), piece))
        conversation.client(bytes, {});
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(server), piece))
        conversation.server(bytes, {});
    conversation.finish();
    return conversation.story();
}

// MQTT 3.1.1 sections 3.1 (27 bytes behind the header), 3.8, 3.3, 3.14.
const std::string session = "\x10\x1B\0\4MQTT\4\xC2\0\x3C\0\1c\0\5admin\0\5admin"s +
                            "\x82\6\0\1\0\1#\0"s + "\x30\5\0\1ahi"s + "\xE0\0"s;

TEST(MqttConversation, TellsWhoConnectsAndWhatIsAsked) {
    const Story story = watch(session, "\x20\2\0\5"s);
    ASSERT_EQ(story.operations.size(), 5u) << story.sentence;
    EXPECT_EQ(story.operations[0].outcome, "code 5");
    EXPECT_EQ(story.operations[1].name, "logon");
    EXPECT_EQ(story.operations[2].arguments, "#");
    EXPECT_EQ(story.operations[2].offset, 29u);
    EXPECT_EQ(story.stage, event::Stage::enumeration);
    EXPECT_EQ(story.logons_failed, 1u);
    EXPECT_EQ(story.labels.at(0).name, "default credential");
    EXPECT_TRUE(story.malformed.empty());
}

TEST(MqttConversation, TellsTheSameInAnyPiecesAndSurvivesEveryCutAndFlip) {
    const Story whole = watch(session, "\x20\2\0\5"s);
    for (const std::size_t piece : {1u, 2u, 5u})
        EXPECT_EQ(watch(session, "\x20\2\0\5"s, piece).sentence, whole.sentence);
    tests::for_each_cut_and_flip(core::as_bytes(session), [](core::Bytes bytes) {
        MqttConversation conversation;
        conversation.client(bytes, {});
        conversation.server(bytes, {});
        conversation.finish();
        EXPECT_LE(conversation.memory(), 32u << 10);
    });
}

}  // namespace
}  // namespace hitme::recognition
