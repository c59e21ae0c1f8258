// SPDX-License-Identifier: Apache-2.0
#include "recognition/stream_conversation.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

/// Messages of three bytes; one that begins with '!' is a fault at its second byte, '.' ends the reading.
class Threes : public StreamConversation {
 public:
    Threes() : StreamConversation("threes", "Threes", 8) {}
    std::string read;

 private:
    core::Parsed<std::size_t> client_message(core::Bytes bytes, core::Time) override {
        if (bytes[0] == '~') return core::ParseError{core::Fault::need_more, 0, "tilde"};
        if (bytes.size() < 3)
            return core::ParseError{core::Fault::need_more, bytes.size(), "three"};
        if (bytes[0] == '!') return core::ParseError{core::Fault::bad_value, 1, "mark"};
        if (bytes[0] == '.') stop_client();
        read += core::as_text(bytes.first(3));
        return std::size_t{3};
    }
    core::Parsed<std::size_t> server_message(core::Bytes bytes, core::Time) override {
        return bytes.size();
    }
};

TEST(StreamConversation, ReadsTheSameMessagesWhateverThePieces) {
    for (const std::size_t size : {1u, 2u, 3u, 7u}) {
        Threes watcher;
        const std::string_view text = "abcdefghi.jkxyz";
        for (std::size_t at = 0; at < text.size(); at += size)
            watcher.client(core::as_bytes(text.substr(at, size)), {});
        EXPECT_EQ(watcher.read, "abcdefghi.jk") << size;
        watcher.finish();
        EXPECT_TRUE(watcher.story().malformed.empty());
    }
}

TEST(StreamConversation, TellsAFaultWithItsPlaceAndReadsNoFurther) {
    Threes watcher;
    watcher.client(core::as_bytes("abc!xyabc"), {});
    watcher.client(core::as_bytes("abc"), {});
    EXPECT_EQ(watcher.read, "abc");
    const Story story = watcher.story();
    ASSERT_EQ(story.malformed.size(), 1u);
    EXPECT_EQ(story.malformed[0].offset, 4u);
    EXPECT_EQ(story.malformed[0].field, "mark");
}

TEST(StreamConversation, WhoeverSentAnythingProbed) {
    Threes broken;
    EXPECT_EQ(broken.story().stage, event::Stage::none);
    broken.client(core::as_bytes("!xy"), {});
    const Story story = broken.story();
    EXPECT_EQ(story.stage, event::Stage::probe);
    ASSERT_EQ(story.stages.size(), 1u);
    EXPECT_EQ(story.sentence,
              "Threes: said something that asks for nothing; not well formed (mark)");
}

TEST(StreamConversation, GivesUpAMessageLongerThanItsLimit) {
    Threes watcher;
    watcher.client(core::as_bytes("~12345678"), {});
    ASSERT_EQ(watcher.story().malformed.size(), 1u);
    EXPECT_EQ(watcher.story().malformed[0].fault, core::Fault::over_limit);
}

TEST(StreamConversation, SaysThatTheLastMessageWasCutButNotAfterAGap) {
    Threes cut;
    cut.client(core::as_bytes("abcd"), {});
    cut.finish();
    ASSERT_EQ(cut.story().malformed.size(), 1u);
    EXPECT_EQ(cut.story().malformed[0].fault, core::Fault::truncated);
    Threes holed;
    holed.client(core::as_bytes("ab"), {});
    holed.gap(Side::client, 10);
    holed.finish();
    EXPECT_TRUE(holed.story().malformed.empty());
}

}  // namespace
}  // namespace hitme::recognition
