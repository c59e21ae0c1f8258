// SPDX-License-Identifier: Apache-2.0
#include "dialogue/credssp.h"

#include <gtest/gtest.h>

#include "core/writer.h"
#include "wire/ntlmssp.h"
#include "wire/spnego.h"

namespace hitme::dialogue {
namespace {

const CredsspServer server{"WIN-TEST", {10, 0, 17763}, core::Time{}, 0x0807060504030201};

wire::CredsspRequest request_with(core::Bytes token) {
    wire::CredsspRequest request;
    request.version = 6;
    request.token = token;
    return request;
}

TEST(Credssp, ChallengesWithTheMachinesNamesAndVersion) {
    wire::NtlmNegotiate asked;
    asked.flags = wire::ntlm::flag_unicode | wire::ntlm::flag_ntlm;
    const auto token = wire::encode_ntlm_negotiate(asked);
    const auto answer = answer_credssp(request_with(token), server);
    EXPECT_FALSE(answer.is_last);
    const auto said = wire::take_credssp(answer.bytes);
    ASSERT_TRUE(said);
    const auto challenge = wire::decode_ntlm_challenge(said->token);
    ASSERT_TRUE(challenge);
    EXPECT_EQ(challenge->challenge[0], 1);
    EXPECT_EQ(challenge->challenge[7], 8);
    EXPECT_EQ(challenge->version->build, 17763);
    const auto pairs = wire::decode_av_pairs(challenge->target_info);
    ASSERT_TRUE(pairs);
    core::ByteVector name;
    core::Writer{name}.utf16le("WIN-TEST");
    EXPECT_EQ(core::ByteVector(pairs->front().value.begin(), pairs->front().value.end()), name);
}

TEST(Credssp, AnswersSpnegoInSpnego) {
    const auto token = wire::encode_ntlm_negotiate({});
    wire::SpnegoInit init;
    init.mechanisms = {wire::SpnegoMechanism::ntlmssp};
    init.token = token;
    const auto wrapped = wire::encode_spnego_init(init);
    const auto answer = answer_credssp(request_with(wrapped), server);
    const auto said = wire::take_credssp(answer.bytes);
    ASSERT_TRUE(said);
    const auto spnego = wire::decode_spnego(said->token);
    ASSERT_TRUE(spnego);
    EXPECT_EQ(wire::ntlm_message_type(spnego->token), 2);
}

TEST(Credssp, RefusesEveryLogonAndEndsUponOtherTokens) {
    const auto token = wire::encode_ntlm_authenticate({});
    const auto answer = answer_credssp(request_with(token), server);
    EXPECT_TRUE(answer.is_logon);
    EXPECT_TRUE(answer.is_last);
    EXPECT_EQ(wire::take_credssp(answer.bytes)->error, 0xC000'006Du);  // STATUS_LOGON_FAILURE
    const auto other = answer_credssp(request_with(core::as_bytes("x")), server);
    EXPECT_TRUE(other.is_last);
    EXPECT_TRUE(other.bytes.empty());
}

}  // namespace
}  // namespace hitme::dialogue
