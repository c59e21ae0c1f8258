// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_create.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smb1_samples.h"

namespace hitme::wire {
namespace {

using namespace hitme::tests;

TEST(Smb1Create, ReadsNtCreate) {
    const core::ByteVector bytes = smb1_nt_create_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_FALSE(message->fault);
    const auto request = decode_smb1_create(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->name, "\\BROWSER");
    EXPECT_EQ(request->desired_access, 0x2019Fu);
    EXPECT_EQ(request->disposition, disposition_open);
    EXPECT_EQ(request->options, 0x40u);
    EXPECT_EQ(request->impersonation_level, 2u);
}

TEST(Smb1Create, ReadsOpenInTheTermsOfNtCreate) {
    const core::ByteVector bytes = smb1_chain_sample();
    const auto message = decode_smb1(bytes);
    const auto request = decode_smb1_create(*message, message->blocks()[2]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->name, "\\a.exe");
    EXPECT_EQ(request->disposition, disposition_overwrite_if);
    EXPECT_EQ(request->desired_access, 0xC0000000u);
}

TEST(Smb1Create, RefusesANamePastTheEnd) {
    core::ByteVector bytes = smb1_nt_create_sample();
    bytes[32 + 1 + 4 + 1] = 18;  // NameLength
    const auto message = decode_smb1(bytes);
    EXPECT_STREQ(decode_smb1_create(*message, message->blocks()[0]).error().field, "FileName");
}

TEST(Smb1Create, ReadsAReply) {
    const core::ByteVector bytes = smb1_nt_create_reply_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_FALSE(message->fault);
    const auto reply = decode_smb1_create_reply(*message, message->blocks()[0]);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->fid, 0x4000);
    EXPECT_EQ(reply->end_of_file, 12u);
    EXPECT_EQ(reply->allocation_size, 4096u);
    EXPECT_EQ(reply->resource_type, 2);
    EXPECT_EQ(reply->nm_pipe_status, 0x05FF);
    EXPECT_EQ(reply->write_time, 0x01C9401A4D1F2E00u);
}

TEST(Smb1Create, SurvivesEveryCutAndFlip) {
    for (const auto& sample :
         {smb1_nt_create_sample(), smb1_chain_sample(), smb1_nt_create_reply_sample()})
        for_each_cut_and_flip(sample, [](core::Bytes damaged) {
            const auto message = decode_smb1(damaged);
            if (!message) return;
            for (const Smb1Block& block : message->blocks()) {
                (void)decode_smb1_create(*message, block);
                (void)decode_smb1_create_reply(*message, block);
            }
        });
}

}  // namespace
}  // namespace hitme::wire
