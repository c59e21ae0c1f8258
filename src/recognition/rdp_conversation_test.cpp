// SPDX-License-Identifier: Apache-2.0
#include "recognition/rdp_conversation.h"

#include <gtest/gtest.h>

#include "support/client_hello.h"
#include "support/rdp_client.h"
#include "support/watched.h"

namespace hitme::recognition {
namespace {

tests::Turns plain(std::string_view channel) {
    core::ByteVector confirm;
    wire::encode_rdp_bare_confirm(confirm);
    return {{Side::client, tests::rdp_request("", tests::rdp_without_negotiation)},
            {Side::server, confirm},
            {Side::client, tests::rdp_connect_initial("PC", {"rdpdr", channel})},
            {Side::client, tests::rdp_joins()}};
}

TEST(RdpConversation, TellsCookieProtocolsAndTheFingerprintsOfItsTls) {
    core::ByteVector confirm;
    wire::encode_rdp_confirm(confirm, 0x1F, wire::rdp_nla);
    const tests::Turns turns{
        {Side::client, tests::rdp_request("hello", 3)},
        {Side::server, confirm},
        {Side::client, tests::in_records(tests::hello_message(tests::ja4_example()))}};
    const Story story = tests::watched(watch_rdp, turns);
    EXPECT_EQ(tests::fact_of(story, "rdp.cookie"), "hello");
    EXPECT_EQ(tests::fact_of(story, "rdp.protocols"), "tls,nla");
    EXPECT_EQ(tests::fact_of(story, "rdp.selected"), "nla");
    EXPECT_EQ(tests::fact_of(story, "tls.ja4"), "t13d1516h2_8daaf6152771_e5627efa2ab1");
    EXPECT_EQ(story.stage, event::Stage::probe);
    EXPECT_TRUE(story.labels.empty());
    EXPECT_TRUE(story.malformed.empty());
    tests::expect_steady_story(watch_rdp, turns);
}

TEST(RdpConversation, GradesAStaticChannelNamedMsT120AsLikely) {  // CVE-2019-0708
    for (const std::string_view name : {"MS_T120", "ms_t120"}) {
        const Story story = tests::watched(watch_rdp, plain(name));
        EXPECT_EQ(story.stage, event::Stage::exploit_attempt);
        EXPECT_TRUE(
            tests::has_label(story, "CVE-2019-0708 (MS_T120 channel)", event::Grade::likely));
        EXPECT_EQ(tests::fact_of(story, "rdp.client_name"), "PC");
    }
    const Story benign = tests::watched(watch_rdp, plain("cliprdr"));
    EXPECT_TRUE(benign.labels.empty());
    EXPECT_EQ(benign.stage, event::Stage::probe);
    EXPECT_EQ(benign.operations.back().arguments, "channel 1003");
}

TEST(RdpConversation, TellsTheSameWhateverThePieces) {
    tests::expect_steady_story(watch_rdp, plain("MS_T120"));
}

TEST(RdpConversation, ReadsTheSameInsideTls) {
    tests::Turns turns = plain("MS_T120");
    turns.erase(turns.begin(), turns.begin() + 2);
    EXPECT_EQ(tests::watched(watch_rdp_mcs, turns).stage, event::Stage::exploit_attempt);
    tests::expect_steady_story(watch_rdp_mcs, turns);
}

TEST(RdpConversation, SaysWhereARequestBreaks) {
    const Story story =
        tests::watched(watch_rdp, {{Side::client, {3, 0, 0, 11, 7, 0xE0, 0, 0, 0, 0, 0}}});
    ASSERT_EQ(story.malformed.size(), 1u);
    EXPECT_EQ(story.malformed[0].offset, 4u);
    EXPECT_EQ(story.malformed[0].field, "LengthIndicator");
}

}  // namespace
}  // namespace hitme::recognition
