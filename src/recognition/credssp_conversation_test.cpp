// SPDX-License-Identifier: Apache-2.0
#include "recognition/credssp_conversation.h"

#include <gtest/gtest.h>

#include "core/writer.h"
#include "support/watched.h"
#include "wire/credssp.h"
#include "wire/ntlmssp.h"

namespace hitme::recognition {
namespace {

core::ByteVector utf16(std::string_view text) {
    core::ByteVector bytes;
    core::Writer{bytes}.utf16le(text);
    return bytes;
}

tests::Turns refused_logon() {
    wire::NtlmAuthenticate message;
    const auto user = utf16("admin");
    const auto domain = utf16("CORP");
    const core::ByteVector response(24, 7);
    message.flags = wire::ntlm::flag_unicode;
    message.user = user;
    message.domain = domain;
    message.nt_response = response;
    return {{Side::client, wire::encode_credssp(6, wire::encode_ntlm_negotiate({}), std::nullopt)},
            {Side::client,
             wire::encode_credssp(6, wire::encode_ntlm_authenticate(message), std::nullopt)},
            {Side::server, wire::encode_credssp(6, {}, 0xC000'006D)}};
}

TEST(CredsspConversation, TellsWhoLoggedInAndThatItWasRefused) {
    const Story story = tests::watched(watch_credssp, refused_logon());
    EXPECT_EQ(tests::fact_of(story, "ntlm.user"), "admin");
    EXPECT_EQ(tests::fact_of(story, "ntlm.domain"), "CORP");
    EXPECT_EQ(tests::fact_of(story, "ntlm.response_sha256").size(), 64u);
    EXPECT_EQ(story.logons_failed, 1u);
    EXPECT_EQ(story.operations.back().outcome, "0xc000006d");
    EXPECT_TRUE(story.malformed.empty());
}

TEST(CredsspConversation, TellsTheSameWhateverThePieces) {
    tests::expect_steady_story(watch_credssp, refused_logon());
}

}  // namespace
}  // namespace hitme::recognition
