// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/logons.h"

#include <gtest/gtest.h>

#include "support/smb_samples.h"
#include "wire/ntlmssp.h"

namespace hitme::recognition::smb {
namespace {

const core::Time now = core::from_nanoseconds(1'700'000'000'000'000'000);
constexpr std::uint32_t logon_failure = 0xC000006D;

core::ByteVector authenticate(std::string_view user, const core::ByteVector& response,
                              std::uint16_t build = 0) {
    const core::ByteVector name = tests::utf16(user);
    const core::ByteVector domain = tests::utf16("WORK");
    const core::ByteVector station = tests::utf16("PC1");
    wire::NtlmAuthenticate message;
    message.flags = wire::ntlm::flag_unicode | wire::ntlm::flag_version;
    message.user = name;
    message.domain = domain;
    message.workstation = station;
    message.nt_response = response;
    message.version = wire::NtlmVersion{6, 1, build, 15};
    return wire::encode_ntlm_authenticate(message);
}

class LogonTest : public ::testing::Test {
 protected:
    void try_as(std::uint64_t request, const core::ByteVector& blob) {
        notes.begin_message(0, now);
        logons.tried(request, read_security_blob(blob, 60, notes), notes);
    }
    std::string fact(std::string_view name) const {
        for (const auto& fact : notes.so_far().facts)
            if (fact.name == name) return fact.value;
        return {};
    }
    Notes notes{"smb2"};
    Logons logons;
};

TEST_F(LogonTest, KeepsWhoTriedAndADigestOfTheResponseAlone) {
    const core::ByteVector response(200, 0x5A);
    try_as(1, authenticate("Root", response));
    EXPECT_EQ(fact("smb.user"), "Root");
    EXPECT_EQ(fact("smb.domain"), "WORK");
    EXPECT_EQ(fact("smb.workstation"), "PC1");
    EXPECT_EQ(fact("ntlm.response_form"), "NTLMv2");
    EXPECT_EQ(fact("smb.response_sha256").size(), 64u);
    for (const auto& fact : notes.so_far().facts)
        EXPECT_EQ(fact.value.find("ZZZZ"), std::string::npos) << "the response itself";
}

// smbclient -N names the user and sends two responses of no length.
TEST_F(LogonTest, ANameWithoutAResponseHasNoForm) {
    try_as(1, authenticate("root", {}));
    EXPECT_EQ(fact("smb.user"), "root");
    EXPECT_EQ(fact("ntlm.response_form"), "");
}

TEST_F(LogonTest, AnEmptyNameWithAResponseReadsAsOne) {
    try_as(1, authenticate("", core::ByteVector(24, 1)));
    logons.answered(1, logon_failure, now, notes);
    EXPECT_EQ(notes.told().sentence, "failed to log on with an empty name of WORK");
    Logon logon;
    logon.kind = LogonKind::credential;
    logon.domain = ".";
    notes = Notes("smb1");
    notes.begin_message(0, now);
    logons.tried(2, logon, notes);
    EXPECT_EQ(notes.told().sentence, "tried to log on with an empty name");
    logon.user = "root";
    notes = Notes("smb1");
    notes.begin_message(0, now);
    logons.tried(3, logon, notes);
    EXPECT_EQ(notes.told().sentence, "tried to log on as .\\root");
}

TEST_F(LogonTest, CountsARefusalByTheServersStatus) {
    try_as(1, authenticate("root", core::ByteVector(60, 1)));
    logons.answered(1, 0, now, notes);
    EXPECT_EQ(notes.so_far().logons_failed, 0u);
    try_as(2, authenticate("root", core::ByteVector(60, 2)));
    logons.answered(2, logon_failure, now, notes);
    try_as(3, authenticate("ROOT", core::ByteVector(60, 3)));
    logons.answered(3, logon_failure, now, notes);
    EXPECT_EQ(notes.so_far().logons_failed, 2u);
    const auto& failed = notes.so_far().failed_logons;
    ASSERT_EQ(failed.size(), 2u);
    EXPECT_EQ(failed[0].account, failed[1].account);  // names have no case
    EXPECT_NE(failed[0].credential, failed[1].credential);
    EXPECT_EQ(failed[0].persistence, Persistence::tries_once);
    EXPECT_EQ(notes.so_far().operations[1].outcome, "STATUS_LOGON_FAILURE");
}

TEST_F(LogonTest, SaysHowEachTryEnded) {
    const auto sentence = [&] { return notes.told().sentence; };
    try_as(1, authenticate("root", core::ByteVector(60, 1)));
    EXPECT_EQ(sentence(), "tried to log on as WORK\\root");
    logons.answered(1, logon_failure, now, notes);
    EXPECT_EQ(sentence(), "failed to log on as WORK\\root");
    try_as(2, authenticate("root", core::ByteVector(60, 2)));
    logons.answered(2, logon_failure, now, notes);
    EXPECT_EQ(sentence(), "failed to log on as WORK\\root (2 times)");
    try_as(3, authenticate("root", core::ByteVector(60, 3)));
    logons.answered(3, 0, now, notes);
    EXPECT_EQ(sentence(), "failed to log on as WORK\\root (2 times), logged on as WORK\\root");
    try_as(4, authenticate("", {}));
    logons.answered(4, 0xC0000022, now, notes);  // STATUS_ACCESS_DENIED
    EXPECT_EQ(sentence(),
              "failed to log on as WORK\\root (2 times), logged on as WORK\\root, failed to log on "
              "anonymously");
}

TEST_F(LogonTest, MarksAWindowsClientByItsBuild) {
    try_as(1, authenticate("root", core::ByteVector(60, 2), 7601));
    logons.answered(1, logon_failure, now, notes);
    EXPECT_EQ(notes.so_far().failed_logons[0].persistence, Persistence::repeats_by_itself);
    EXPECT_EQ(fact("ntlm.client_version"), "6.1 build 7601");
}

TEST_F(LogonTest, AnAnonymousLogonThatIsRefusedIsNoGuess) {
    wire::NtlmAuthenticate message;
    message.flags = wire::ntlm::flag_unicode;
    try_as(1, wire::encode_ntlm_authenticate(message));
    logons.answered(1, logon_failure, now, notes);
    EXPECT_EQ(notes.so_far().logons_failed, 0u);
    EXPECT_EQ(fact("smb.user"), "(anonymous)");
}

TEST_F(LogonTest, TellsOfABlobThatCannotBeRead) {
    try_as(1, core::ByteVector{0x60, 0x82, 0xFF});
    EXPECT_EQ(notes.so_far().malformed.size(), 1u);
    EXPECT_GE(notes.so_far().malformed[0].offset, 60u);
}

TEST_F(LogonTest, WaitsForOnlySoManyAnswers) {
    for (std::uint64_t i = 0; i < 1000; ++i) try_as(i, authenticate("a", core::ByteVector(60, 2)));
    EXPECT_LT(logons.memory(), 2048u);
}

// smb.md 1.15: MS04-011 and the workstation HOD.
TEST_F(LogonTest, BotsOfTheLsassEraAreNamedByTheirWorkstationAndTheirExploit) {
    const core::ByteVector station = tests::utf16("HOD");
    const core::ByteVector user = tests::utf16("x");
    const core::ByteVector response(24, 1);
    wire::NtlmAuthenticate message;
    message.flags = wire::ntlm::flag_unicode;
    message.user = user;
    message.workstation = station;
    message.nt_response = response;
    try_as(1, wire::encode_ntlm_authenticate(message));
    EXPECT_TRUE(notes.so_far().labels.empty());
    EXPECT_EQ(fact("smb.family_sign"), "bot of the Sasser and Korgo era: workstation HOD");
    notes.found(rules::ms04_011, event::Grade::certain, {{0, 2, "3208 bytes of stub"}});
    EXPECT_EQ(notes.grade_of(rules::lsass_bots), event::Grade::likely);
}

}  // namespace
}  // namespace hitme::recognition::smb
