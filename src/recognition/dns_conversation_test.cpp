// SPDX-License-Identifier: Apache-2.0
#include "recognition/dns_conversation.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::recognition {
namespace {

using namespace std::string_literals;

Story watch(const std::string& query, const std::string& reply = {}) {
    DnsConversation conversation;
    conversation.client(core::as_bytes(query), {});
    if (!reply.empty()) conversation.server(core::as_bytes(reply), {});
    conversation.finish();
    return conversation.story();
}

// RFC 1035 section 4.1; RFC 6891 section 6.1.2 for the record behind.
const std::string any =
    "\0\7\1\0\0\1\0\0\0\0\0\1\7example\3com\0\0\xFF\0\1\0\0\x29\x23\x28\0\0\0\0\0\0"s;
const std::string version =
    "\0\6\1\0\0\1\0\0\0\0\0\0\7version\4bind\0\0\x10\0\3"s;  // nmap's DNSVersionBindReq

TEST(DnsConversation, TellsTheShapeOfAnAmplificationProbe) {
    const Story story = watch(any, any.substr(0, 2) + "\x81\5"s + any.substr(4));
    EXPECT_EQ(story.stage, event::Stage::probe);
    ASSERT_EQ(story.labels.size(), 1u);
    EXPECT_EQ(story.labels[0].name, "DNS amplification probe");
    EXPECT_EQ(story.operations.at(0).arguments, "ANY example.com");
    EXPECT_EQ(story.operations.at(0).outcome, "REFUSED");
}

TEST(DnsConversation, TakesAnyWithoutRoomForConsistentAlone) {
    EXPECT_EQ(watch(any).labels.at(0).grade, event::Grade::likely);
    // The same without its OPT record: 11 bytes less, none counted.
    std::string plain = any.substr(0, any.size() - 11);
    plain[11] = 0;
    const Story story = watch(plain);
    ASSERT_EQ(story.labels.size(), 1u);
    EXPECT_EQ(story.labels[0].grade, event::Grade::consistent);
    EXPECT_EQ(story.labels[0].rule, "dns.amplification@2");
    EXPECT_TRUE(story.malformed.empty());
    std::string between_hosts = plain;
    between_hosts[2] = 0;  // no recursion: as LLMNR asks whether a name is taken
    EXPECT_TRUE(watch(between_hosts).labels.empty());
    plain[plain.size() - 3] = 1;  // type A
    EXPECT_TRUE(watch(plain).labels.empty());
}

// Windows looks for a neighbour so (LLMNR, RFC 4795), and mDNS for a name that is still free (RFC 6762 section 8.1).
TEST(DnsConversation, TakesAnyForANameOfTheLinkForNothing) {
    EXPECT_TRUE(watch("\0\7\1\0\0\1\0\0\0\0\0\0\10INFECTED\0\0\xFF\0\1"s).labels.empty());
    EXPECT_TRUE(watch("\0\7\0\0\0\1\0\0\0\0\0\0\4host\5local\0\0\xFF\0\1"s).labels.empty());
}

TEST(DnsConversation, TakesAskingForTheVersionAsEnumeration) {
    const Story story = watch(version);
    EXPECT_EQ(story.stage, event::Stage::enumeration);
    EXPECT_TRUE(story.labels.empty());
    EXPECT_EQ(watch("\0\x1E"s + version).stage,
              event::Stage::enumeration);  // over a stream: 30 bytes
}

TEST(DnsConversation, SurvivesEveryCutAndFlip) {
    tests::for_each_cut_and_flip(core::as_bytes(any), [](core::Bytes bytes) {
        DnsConversation conversation;
        conversation.client(bytes, {});
        conversation.server(bytes, {});
        conversation.finish();
        if (!bytes.empty() && bytes.size() < any.size()) {
            EXPECT_EQ(conversation.story().malformed.size(), 1u);
        }
    });
}

}  // namespace
}  // namespace hitme::recognition
