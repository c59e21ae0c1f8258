// SPDX-License-Identifier: Apache-2.0
#include "recognition/vnc_conversation.h"

#include <gtest/gtest.h>

#include "support/watched.h"

namespace hitme::recognition {
namespace {

using namespace std::string_view_literals;

core::ByteVector bytes(std::string_view text) {
    const auto view = core::as_bytes(text);
    return {view.begin(), view.end()};
}

tests::Turns refused_logon() {
    return {{Side::server, bytes("RFB 003.008\n")},
            {Side::client, bytes("RFB 003.008\n")},
            {Side::server, bytes("\1\2")},
            {Side::client, bytes("\2")},
            {Side::server, bytes("0123456789abcdef")},
            {Side::client, bytes("fedcba9876543210")},
            {Side::server, bytes("\0\0\0\1\0\0\0\2no"sv)}};
}

TEST(VncConversation, TellsVersionTypeAndRefusal) {
    const Story story = tests::watched(watch_vnc, refused_logon());
    EXPECT_EQ(tests::fact_of(story, "vnc.version"), "3.8");
    EXPECT_EQ(tests::fact_of(story, "vnc.security"), "vnc-authentication");
    EXPECT_EQ(tests::fact_of(story, "vnc.offered"), "vnc-authentication");
    EXPECT_EQ(story.logons_failed, 1u);
    EXPECT_EQ(story.operations.back().outcome, "failed");
    EXPECT_TRUE(story.labels.empty());
}

TEST(VncConversation, SeesATypeChosenThatWasNotOffered) {  // CVE-2006-2369
    tests::Turns turns = refused_logon();
    turns.resize(3);
    turns.push_back({Side::client, bytes("\1")});
    const Story story = tests::watched(watch_vnc, turns);
    EXPECT_EQ(story.stage, event::Stage::exploit_attempt);
    EXPECT_TRUE(
        tests::has_label(story, "CVE-2006-2369 (authentication bypass)", event::Grade::likely));
    // Where the server offers it, it is an open door and no bypass.
    turns[2].second = bytes("\2\2\1");
    EXPECT_TRUE(tests::watched(watch_vnc, turns).labels.empty());
    // Where the list was not seen, nothing can be said.
    turns.erase(turns.begin() + 2);
    EXPECT_TRUE(tests::watched(watch_vnc, turns).labels.empty());
}

TEST(VncConversation, ReadsThe33FormWithoutAChoice) {
    const Story story = tests::watched(watch_vnc, {{Side::server, bytes("RFB 003.003\n")},
                                                   {Side::client, bytes("RFB 003.003\n")},
                                                   {Side::server, bytes("\0\0\0\2"
                                                                        "0123456789abcdef"sv)},
                                                   {Side::client, bytes("fedcba9876543210")},
                                                   {Side::server, bytes("\0\0\0\1"sv)}});
    EXPECT_EQ(story.logons_failed, 1u);
}

TEST(VncConversation, TellsTheSameWhateverThePieces) {
    tests::expect_steady_story(watch_vnc, refused_logon());
}

}  // namespace
}  // namespace hitme::recognition
