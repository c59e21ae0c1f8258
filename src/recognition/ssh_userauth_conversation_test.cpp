// SPDX-License-Identifier: Apache-2.0
#include "recognition/ssh_userauth_conversation.h"

#include <gtest/gtest.h>

#include "core/writer.h"
#include "support/watched.h"
#include "wire/ssh.h"

namespace hitme::recognition {
namespace {

core::ByteVector framed(const core::ByteVector& payload) {
    core::ByteVector bytes;
    core::Writer out{bytes};
    wire::write_ssh_string(out, payload);
    return bytes;
}

core::ByteVector password(std::string_view user, std::string_view secret) {
    core::ByteVector payload;
    core::Writer out{payload};
    out.u8(50);
    wire::write_ssh_string(out, user);
    wire::write_ssh_string(out, "ssh-connection");
    wire::write_ssh_string(out, "password");
    out.u8(0);
    wire::write_ssh_string(out, secret);
    return framed(payload);
}

const core::ByteVector failure =
    framed({51, 0, 0, 0, 8, 'p', 'a', 's', 's', 'w', 'o', 'r', 'd', 0});

tests::Turns guesses() {
    return {{Side::client, password("nobody", "Zx9!unlisted")},   {Side::server, failure},
            {Side::client, password("nobody", "Zx9!unlisted")},   {Side::server, failure},
            {Side::client, password("nobody", "other!unlisted")}, {Side::server, failure}};
}

TEST(SshUserauthConversation, CountsDifferentRefusedPasswordsAndTellsOnlyTheirHashes) {
    const Story story = tests::watched(watch_ssh_userauth, guesses());
    EXPECT_EQ(story.protocol, "ssh");
    EXPECT_EQ(tests::fact_of(story, "ssh.user"), "nobody");
    EXPECT_EQ(story.logons_failed, 2u);
    EXPECT_EQ(story.operations.size(), 3u);
    EXPECT_EQ(story.operations[0].outcome, "SSH_MSG_USERAUTH_FAILURE");
    EXPECT_EQ(tests::told(story).find("unlisted"), std::string::npos);
    EXPECT_TRUE(story.labels.empty());
}

TEST(SshUserauthConversation, TellsTheSameWhateverThePieces) {
    tests::expect_steady_story(watch_ssh_userauth, guesses());
}

}  // namespace
}  // namespace hitme::recognition
