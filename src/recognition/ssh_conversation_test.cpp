// SPDX-License-Identifier: Apache-2.0
#include "recognition/ssh_conversation.h"

#include <gtest/gtest.h>

#include "support/watched.h"
#include "wire/ssh.h"

namespace hitme::recognition {
namespace {

using tests::fact_of;
using tests::watched;

core::ByteVector side(std::string_view line, std::string_view kex) {
    core::ByteVector bytes;
    core::Writer{bytes}.text(line);
    wire::encode_ssh_packet(
        bytes, wire::encode_ssh_kexinit(core::ByteVector(16),
                                        {kex, "h", "c1", "c2", "m1", "m2", "z1", "z2", "", ""}));
    return bytes;
}

tests::Turns conversation() {
    core::ByteVector more;
    wire::encode_ssh_packet(more, core::as_bytes("\x1e"));
    wire::encode_ssh_packet(more, core::as_bytes("\x15"));
    core::Writer{more}.text("encrypted, and no packet at all");
    return {{Side::server, side("Welcome\r\nSSH-2.0-OpenSSH_8.4p1\r\n", "a,b")},
            {Side::client, side("SSH-2.0-Go\r\n", "x,b")},
            {Side::client, more}};
}

TEST(SshConversation, TellsClientServerAndTheirFingerprints) {
    const Story story = watched(watch_ssh, conversation());
    EXPECT_EQ(story.stage, event::Stage::probe);
    EXPECT_EQ(fact_of(story, "ssh.client"), "SSH-2.0-Go");
    EXPECT_EQ(fact_of(story, "ssh.server"), "SSH-2.0-OpenSSH_8.4p1");
    EXPECT_EQ(fact_of(story, "ssh.hassh_algorithms"), "x,b;c1;m1;z1");
    // printf 'x,b;c1;m1;z1' | md5sum; printf 'a,b;c2;m2;z2' | md5sum
    EXPECT_EQ(fact_of(story, "ssh.hassh"), "77e5ecff0201617984044f41ef6e49f2");
    EXPECT_EQ(fact_of(story, "ssh.hassh_server"), "1bae2cdbcacf83f5a9b07fb71c091c69");
    EXPECT_EQ(fact_of(story, "ssh.kex"), "b");
    EXPECT_TRUE(tests::has_label(story, "go-ssh", event::Grade::consistent));
    EXPECT_TRUE(story.malformed.empty());
    ASSERT_EQ(story.operations.size(), 4u);
    EXPECT_EQ(story.operations.back().name, "SSH_MSG_NEWKEYS");
}

TEST(SshConversation, TellsTheSameWhateverThePieces) {
    tests::expect_steady_story(watch_ssh, conversation());
}

TEST(SshConversation, SaysWhereAPacketBreaksItsProtocol) {
    const Story story = watched(watch_ssh, {{Side::client, side("SSH-2.0-x\r\n", "k")},
                                            {Side::client, core::ByteVector(8, 0xFF)}});
    ASSERT_EQ(story.malformed.size(), 1u);
    EXPECT_EQ(story.malformed[0].fault, core::Fault::over_limit);
    EXPECT_EQ(story.malformed[0].offset, side("SSH-2.0-x\r\n", "k").size());
}

}  // namespace
}  // namespace hitme::recognition
