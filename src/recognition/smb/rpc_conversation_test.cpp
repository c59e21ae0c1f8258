// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/rpc_conversation.h"

#include <gtest/gtest.h>

#include "support/rpc_samples.h"

namespace hitme::recognition::smb {
namespace {

TEST(RpcConversation, JudgesCallsOverTcpAsOverAPipe) {
    core::ByteVector bytes = tests::bind_bytes();
    const auto request = tests::request_bytes(15, core::ByteVector(20, 0));
    bytes.insert(bytes.end(), request.begin(), request.end());
    for (const std::size_t piece : {1u, 7u, 1000u}) {
        RpcConversation conversation;
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            conversation.client(core::Bytes(bytes).subspan(at, std::min(piece, bytes.size() - at)),
                                {});
        const Story story = conversation.story();
        EXPECT_EQ(story.protocol, "dcerpc");
        EXPECT_EQ(story.stage, event::Stage::enumeration);
        EXPECT_EQ(story.operations.size(), 2u);
        EXPECT_EQ(story.sentence, "asked for SRVSVC, called NetrShareEnum");
        EXPECT_LT(conversation.memory(), 4096u);
    }
}

TEST(RpcConversation, TellsAChainThatNeverEnds) {
    core::ByteVector bytes = tests::bind_bytes();
    const std::size_t at = bytes.size();
    const auto request = tests::request_bytes(15, core::ByteVector(20, 0), 1);
    bytes.insert(bytes.end(), request.begin(), request.end());
    RpcConversation conversation;
    conversation.client(bytes, {});
    conversation.finish();
    ASSERT_EQ(conversation.story().malformed.size(), 1u);
    EXPECT_EQ(conversation.story().malformed[0].offset, at);
}

TEST(RpcConversation, StopsReadingBehindMissingBytes) {
    RpcConversation conversation;
    conversation.client(tests::bind_bytes(), {});
    conversation.gap(Side::client, 100);
    conversation.client(core::ByteVector(100, 0x41), {});
    EXPECT_TRUE(conversation.story().malformed.empty());
}

}  // namespace
}  // namespace hitme::recognition::smb
