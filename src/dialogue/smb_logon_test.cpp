// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb_logon.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "dialogue/ntlm_seal.h"
#include "support/piecewise.h"
#include "support/smb311_exchange.h"
#include "wire/smb2_session_setup.h"
#include "wire/smb_text.h"

namespace hitme::dialogue::smb {
namespace {

using tests::smb311::bytes_of;
constexpr core::Time noon = core::Time{std::chrono::seconds{1'800'000'000}};

System system_of(std::uint8_t major, std::uint8_t minor, std::uint16_t build) {
    System system;
    system.major = major;
    system.minor = minor;
    system.build = build;
    return system;
}

Machine machine_of(const System& system) {
    Machine machine;
    machine.system = &system;
    machine.computer = "FILES01";
    machine.domain = "WORKGROUP";
    machine.dns_computer = "FILES01";
    machine.dns_domain = "FILES01";
    machine.users = {"Administrator", "Guest", "alice"};
    return machine;
}

core::ByteVector utf16(std::string_view text) {
    core::ByteVector out;
    wire::append_utf16(out, text);
    return out;
}

// A client that answers a challenge with NTLMv2 for `user` and `password`, in SPNEGO with a mechListMIC.
struct Client {
    std::string user;
    std::string password;
    std::array<std::uint8_t, 16> chosen_key{1, 2, 3, 4};

    static core::ByteVector first() {
        const auto bytes = bytes_of(tests::smb311::session_setup_1);
        const auto blob = wire::decode_smb2_session_setup_request(bytes)->security_blob;
        return {blob.begin(), blob.end()};
    }

    core::ByteVector answer(core::Bytes token) const {
        const auto spnego = wire::decode_spnego(token).value();
        const auto challenge = wire::decode_ntlm_challenge(spnego.token).value();
        const auto user16 = utf16(user);
        const auto domain16 = utf16("HOME");
        core::ByteVector temp = {1, 1};
        temp.resize(16 + 8 + 4, 0);
        temp.insert(temp.end(), challenge.target_info.begin(), challenge.target_info.end());
        temp.resize(temp.size() + 4, 0);
        const Key key = nt_hash_v2(nt_hash(password), user16, domain16);
        const Key proof = hmac_md5(key, {challenge.challenge, temp});
        core::ByteVector response(proof.begin(), proof.end());
        response.insert(response.end(), temp.begin(), temp.end());
        const Key base = hmac_md5(key, {proof});
        auto encrypted = chosen_key;
        Rc4{base}.apply(encrypted);
        wire::NtlmAuthenticate message;
        message.flags = challenge.flags;
        message.nt_response = response;
        message.user = user16;
        message.domain = domain16;
        message.session_key = encrypted;
        const auto ntlm = wire::encode_ntlm_authenticate(message);
        const auto list = *core::from_hex("300c060a2b06010401823702020a");
        const Key mic =
            NtlmSeal{chosen_key, challenge.flags, NtlmDirection::client_to_server}.signature(list);
        return wire::encode_spnego_response(
            {wire::SpnegoState::accept_incomplete, std::nullopt, ntlm, mic});
    }
};

LogonVerdict log_on(const Machine& machine, const Policy& policy, const Client& client,
                    std::uint32_t earlier = 0) {
    Logon logon{machine, policy, 7, earlier};
    const auto first = logon.take(Client::first(), noon);
    EXPECT_EQ(first.status, status_more_processing);
    return logon.take(client.answer(first.token), noon);
}

TEST(Logon, ChallengesLikeTheWindowsOfThePublishedExchange) {
    const System system = system_of(10, 0, 10130);
    const Machine machine = machine_of(system);
    const Policy policy;
    Logon logon{machine, policy, 1, 0};
    const auto verdict = logon.take(Client::first(), noon);
    ASSERT_EQ(verdict.status, status_more_processing);
    const auto spnego = wire::decode_spnego(verdict.token);
    ASSERT_TRUE(spnego);
    EXPECT_EQ(spnego->state, wire::SpnegoState::accept_incomplete);
    EXPECT_EQ(spnego->chosen, wire::SpnegoMechanism::ntlmssp);
    const auto challenge = wire::decode_ntlm_challenge(spnego->token);
    ASSERT_TRUE(challenge);
    EXPECT_EQ(challenge->flags,
              0xE28A8215u);  // what the published server gave for the same request
    EXPECT_EQ(challenge->version, (wire::NtlmVersion{10, 0, 10130, 15}));
    EXPECT_EQ(wire::smb_text_from_utf16(challenge->target_name), "FILES01");
    const auto pairs = wire::decode_av_pairs(challenge->target_info);
    ASSERT_TRUE(pairs);
    std::string ids;
    for (const auto& pair : *pairs) ids += std::to_string(static_cast<int>(pair.id)) + " ";
    EXPECT_EQ(ids, "2 1 4 3 7 ");
}

TEST(Logon, GivesEachConnectionItsOwnChallenge) {
    const System system = system_of(6, 1, 7601);
    const Machine machine = machine_of(system);
    const Policy policy;
    Logon one{machine, policy, 1, 0};
    Logon two{machine, policy, 2, 0};
    EXPECT_NE(one.take(Client::first(), noon).token, two.take(Client::first(), noon).token);
}

TEST(Logon, KnowsAListedWeakPasswordAndItsKey) {
    const System system = system_of(6, 1, 7601);
    const Machine machine = machine_of(system);
    Policy policy;
    policy.logon = LogonPolicy::refuse;
    policy.weak_passwords = {"123456", "Winter2020"};
    const Client client{"ALICE", "Winter2020"};
    const auto verdict = log_on(machine, policy, client);
    EXPECT_EQ(verdict.status, 0u);
    EXPECT_EQ(verdict.outcome, LogonOutcome::user);
    EXPECT_EQ(verdict.user, "ALICE");
    EXPECT_EQ(verdict.domain, "HOME");
    ASSERT_TRUE(verdict.has_session_key);
    EXPECT_EQ(verdict.session_key, client.chosen_key);
    const auto token = wire::decode_spnego(verdict.token);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->state, wire::SpnegoState::accept_completed);
    EXPECT_EQ(token->mechanism_list_mic.size(), 16u);
}

TEST(Logon, RefusesAWrongPasswordAndAnUnlistedUser) {
    const System system = system_of(6, 1, 7601);
    const Machine machine = machine_of(system);
    Policy policy;
    policy.logon = LogonPolicy::refuse;
    policy.weak_passwords = {"123456"};
    for (const Client& client : {Client{"alice", "wrong"}, Client{"mallory", "123456"}}) {
        const auto verdict = log_on(machine, policy, client);
        EXPECT_EQ(verdict.status, status_logon_failure);
        EXPECT_EQ(verdict.outcome, LogonOutcome::refused);
        EXPECT_TRUE(verdict.token.empty());
    }
}

TEST(Logon, MakesUnknownNamesGuestsByPolicyButNotListedOnes) {
    const System system = system_of(6, 1, 7601);
    const Machine machine = machine_of(system);
    const Policy policy;  // guest
    EXPECT_EQ(log_on(machine, policy, {"mallory", "x"}).outcome, LogonOutcome::guest);
    EXPECT_EQ(log_on(machine, policy, {"guest", ""}).outcome, LogonOutcome::guest);
    EXPECT_EQ(log_on(machine, policy, {"administrator", "x"}).outcome, LogonOutcome::refused);
    EXPECT_FALSE(log_on(machine, policy, {"mallory", "x"}).has_session_key);
}

TEST(Logon, LetsASourceInAfterItsTries) {
    const System system = system_of(6, 1, 7601);
    const Machine machine = machine_of(system);
    Policy policy;
    policy.logon = LogonPolicy::accept_after;
    policy.accept_after = 3;
    EXPECT_EQ(log_on(machine, policy, {"administrator", "x"}, 2).outcome, LogonOutcome::refused);
    const LogonVerdict let_in = log_on(machine, policy, {"administrator", "x"}, 3);
    EXPECT_EQ(let_in.outcome, LogonOutcome::user);
    EXPECT_FALSE(let_in.has_session_key) << "nobody knows this password";
    // A name that the machine does not have gives in no sooner.
    EXPECT_EQ(log_on(machine, policy, {"mallory", "x"}, 2).outcome, LogonOutcome::refused);
}

TEST(Logon, LetsNullSessionsIn) {
    const System system = system_of(6, 1, 7601);
    const Machine machine = machine_of(system);
    Policy policy;
    policy.logon = LogonPolicy::refuse;
    Logon logon{machine, policy, 7, 0};
    (void)logon.take(Client::first(), noon);
    wire::NtlmAuthenticate nobody;
    nobody.flags = 0x62008A15;
    const auto blob = wire::encode_spnego_response({wire::SpnegoState::accept_incomplete,
                                                    std::nullopt,
                                                    wire::encode_ntlm_authenticate(nobody),
                                                    {}});
    const auto verdict = logon.take(blob, noon);
    EXPECT_EQ(verdict.status, 0u);
    EXPECT_EQ(verdict.outcome, LogonOutcome::anonymous);
    // As Samba 4.17 answered smbclient: negTokenResp with accept-completed alone.
    EXPECT_EQ(core::to_hex(verdict.token), "a1073005a0030a0100");
    EXPECT_EQ(logon.take_responses("", "", core::Bytes{}, core::Bytes{}, {}).outcome,
              LogonOutcome::anonymous);
}

TEST(Logon, TakesAnAnswerOnlyToItsOwnChallengeAndOnce) {
    const System system = system_of(6, 1, 7601);
    const Machine machine = machine_of(system);
    Policy policy;
    policy.weak_passwords = {"pw"};
    const Client client{"alice", "pw"};
    Logon asked{machine, policy, 1, 0};
    const auto answer = client.answer(asked.take(Client::first(), noon).token);
    Logon other{machine, policy, 2, 0};
    EXPECT_EQ(other.take(answer, noon).status, 0xC000000Du);  // no challenge was given
    (void)other.take(Client::first(), noon);
    EXPECT_EQ(other.take(answer, noon).outcome, LogonOutcome::refused);
    EXPECT_EQ(asked.take(answer, noon).outcome, LogonOutcome::user);
    EXPECT_EQ(asked.take(answer, noon).status, 0xC000000Du);
}

TEST(Logon, AsksForNtlmWhereKerberosComesFirst) {
    const System system = system_of(6, 1, 7601);
    const Machine machine = machine_of(system);
    const Policy policy;
    const core::ByteVector ticket(40, 0x60);
    Logon logon{machine, policy, 1, 0};
    const auto both = logon.take(
        wire::encode_spnego_init(
            {{wire::SpnegoMechanism::kerberos, wire::SpnegoMechanism::ntlmssp}, ticket, {}}),
        noon);
    EXPECT_EQ(both.status, status_more_processing);
    EXPECT_EQ(wire::decode_spnego(both.token)->chosen, wire::SpnegoMechanism::ntlmssp);
    Logon alone{machine, policy, 1, 0};
    const auto refused =
        alone.take(wire::encode_spnego_init({{wire::SpnegoMechanism::kerberos}, ticket, {}}), noon);
    EXPECT_EQ(refused.status, status_logon_failure);
    EXPECT_EQ(wire::decode_spnego(refused.token)->state, wire::SpnegoState::reject);
}

TEST(Logon, ChecksTheResponsesOfOldClients) {
    const System system = system_of(5, 1, 2600);
    const Machine machine = machine_of(system);
    Policy policy;
    policy.weak_passwords = {"Password"};
    // [MS-NLMP] 4.2.2: challenge 0123456789abcdef, password "Password".
    const Challenge challenge = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};
    const auto nt = *core::from_hex("67c43011f30298a2ad35ece64f16331c44bdbed927841f94");
    Logon logon{machine, policy, 1, 0};
    const auto verdict = logon.take_responses("alice", "", {}, nt, challenge);
    EXPECT_EQ(verdict.outcome, LogonOutcome::user);
    EXPECT_EQ(core::to_hex(verdict.session_key), "d87262b0cde4b1cb7499becccdf10784");
}

TEST(Logon, OffersMechanismsAsItsSystemDoes) {
    // Read from captures of Windows 7 in a workgroup and of Samba 4.17 (smb.md, part 2).
    const System windows = system_of(6, 1, 7601);
    EXPECT_EQ(
        core::to_hex(negotiate_token(machine_of(windows))),
        "602806062b0601050502a01e301ca01a3018060a2b06010401823702021e060a2b06010401823702020a");
    System samba = system_of(6, 1, 0);
    samba.is_samba = true;
    EXPECT_EQ(negotiate_token(machine_of(samba)).size(), 74u);
}

TEST(Logon, SurvivesEveryCutAndFlipOfBothBlobs) {
    const System system = system_of(6, 1, 7601);
    const Machine machine = machine_of(system);
    Policy policy;
    policy.weak_passwords = {"pw"};
    Logon asked{machine, policy, 1, 0};
    const auto token = asked.take(Client::first(), noon).token;
    const auto answer = Client{"alice", "other"}.answer(token);
    tests::for_each_cut_and_flip(Client::first(), [&](core::Bytes bytes) {
        Logon logon{machine, policy, 1, 0};
        (void)logon.take(bytes, noon);
    });
    tests::for_each_cut_and_flip(answer, [&](core::Bytes bytes) {
        Logon logon{machine, policy, 1, 0};
        (void)logon.take(Client::first(), noon);
        EXPECT_NE(logon.take(bytes, noon).outcome, LogonOutcome::user);
    });
}

}  // namespace
}  // namespace hitme::dialogue::smb
