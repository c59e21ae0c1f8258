// SPDX-License-Identifier: Apache-2.0
#include "recognition/watchers.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

TEST(Watchers, EachNamedProtocolIsWatchedAndStartsWithoutAnyClaim) {
    for (const std::string_view protocol : watched_protocols()) {
        const auto conversation = watch_protocol(protocol);
        ASSERT_NE(conversation, nullptr) << protocol;
        const Story story = conversation->story();
        EXPECT_TRUE(story.labels.empty()) << protocol;
        EXPECT_TRUE(story.malformed.empty()) << protocol;
        EXPECT_LE(story.stage, event::Stage::scan) << protocol;
    }
}

TEST(Watchers, AnUnknownProtocolHasNone) {
    EXPECT_EQ(watch_protocol("gopher"), nullptr);
}

}  // namespace
}  // namespace hitme::recognition
