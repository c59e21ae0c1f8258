// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_session_setup.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smb1_samples.h"
#include "wire/smb1_writer.h"

namespace hitme::wire {
namespace {

using namespace hitme::tests;

TEST(Smb1SessionSetup, ReadsPlainNtlmWithAlignedStrings) {
    const core::ByteVector bytes = smb1_session_setup_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_FALSE(message->fault);
    const auto request = decode_smb1_session_setup(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->word_count, 13);
    EXPECT_EQ(core::as_text(request->oem_password), "lm!");
    EXPECT_EQ(core::as_text(request->unicode_password), "nt ok");
    EXPECT_EQ(request->account, "bob");
    EXPECT_EQ(request->domain, "WG");
    EXPECT_EQ(request->native_os, "Unix");
    EXPECT_EQ(request->native_lan_manager, "S");
    EXPECT_EQ(request->capabilities, 0xD4u);
}

TEST(Smb1SessionSetup, ReadsExtendedSecurity) {
    const core::ByteVector bytes = smb1_session_setup_extended_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_FALSE(message->fault);
    const auto request = decode_smb1_session_setup(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(core::as_text(request->security_blob), "NTLMSSP!");
    EXPECT_EQ(request->native_os, "Nmap");
    EXPECT_EQ(request->native_lan_manager, "Native Lanman");
    EXPECT_EQ(request->account, "");
    EXPECT_EQ(request->capabilities, 0x800000D4u);
}

TEST(Smb1SessionSetup, ReadsTheFormOfLanManagerInAChain) {
    const core::ByteVector bytes = smb1_chain_sample();
    const auto message = decode_smb1(bytes);
    const auto request = decode_smb1_session_setup(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(core::as_text(request->oem_password), "pwd");
    EXPECT_EQ(request->account, "ann");
    EXPECT_EQ(request->domain, "ibm");
    EXPECT_EQ(request->native_os, "");
}

TEST(Smb1SessionSetup, RefusesOtherWordCountsAndPasswordsPastTheEnd) {
    core::ByteVector bytes = smb1_session_setup_sample();
    bytes[32 + 1 + 14] = 200;  // OEMPasswordLen
    auto message = decode_smb1(bytes);
    EXPECT_STREQ(decode_smb1_session_setup(*message, message->blocks()[0]).error().field,
                 "OEMPassword");
    const core::ByteVector echo = smb1_echo_sample();
    message = decode_smb1(echo);
    EXPECT_STREQ(decode_smb1_session_setup(*message, message->blocks()[0]).error().field,
                 "WordCount");
}

TEST(Smb1SessionSetup, ReadsAReply) {
    core::ByteVector bytes;
    Smb1Header header;
    header.command = 0x73;
    header.flags2 = 0xC801;
    Smb1Writer writer{bytes, header};
    writer.begin(Smb1Command::session_setup_andx);
    writer.words().u16le(1);
    writer.words().u16le(4);
    writer.begin_bytes();
    writer.bytes().text("blob");
    writer.text("Windows 5.1", SmbText::utf16);
    writer.text("LM", SmbText::utf16);
    writer.end();
    const auto message = decode_smb1(bytes);
    const auto reply = decode_smb1_session_setup_reply(*message, message->blocks()[0]);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->action, 1);
    EXPECT_EQ(core::as_text(reply->security_blob), "blob");
    EXPECT_EQ(reply->native_os, "Windows 5.1");
    EXPECT_EQ(reply->native_lan_manager, "LM");
    EXPECT_EQ(reply->domain, "");
}

TEST(Smb1SessionSetup, SurvivesEveryCutAndFlip) {
    for (const auto& sample :
         {smb1_session_setup_sample(), smb1_session_setup_extended_sample(), smb1_chain_sample()})
        for_each_cut_and_flip(sample, [](core::Bytes damaged) {
            const auto message = decode_smb1(damaged);
            if (!message) return;
            for (const Smb1Block& block : message->blocks()) {
                (void)decode_smb1_session_setup(*message, block);
                (void)decode_smb1_session_setup_reply(*message, block);
            }
        });
}

}  // namespace
}  // namespace hitme::wire
