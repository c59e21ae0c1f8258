// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_close.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smb1_samples.h"

namespace hitme::wire {
namespace {

using namespace hitme::tests;

TEST(Smb1Close, ReadsTheFid) {
    const core::ByteVector bytes = smb1_close_sample();
    const auto message = decode_smb1(bytes);
    EXPECT_EQ(*decode_smb1_fid(*message, message->blocks()[0]), 0x4000);
}

TEST(Smb1Close, ReadsAnEcho) {
    const core::ByteVector bytes = smb1_echo_sample();
    const auto message = decode_smb1(bytes);
    const auto echo = decode_smb1_echo(*message, message->blocks()[0]);
    ASSERT_TRUE(echo);
    EXPECT_EQ(echo->echo_count, 2);
    EXPECT_EQ(core::as_text(echo->data), "ping");
}

TEST(Smb1Close, ReadsBothPathsOfARename) {
    const core::ByteVector bytes = smb1_rename_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_FALSE(message->fault);
    const auto paths = decode_smb1_paths(*message, message->blocks()[0]);
    ASSERT_TRUE(paths);
    EXPECT_EQ(paths->path, "\\ab");
    EXPECT_EQ(paths->new_path, "\\cd");
    core::ByteVector newer = bytes;
    newer[4] = 0xA5;  // NT_RENAME, [MS-CIFS] 2.2.4.66.1: the same two names behind its words
    const auto other = decode_smb1(newer);
    EXPECT_EQ(decode_smb1_paths(*other, other->blocks()[0])->new_path, "\\cd");
}

TEST(Smb1Close, RefusesAPathOfAnotherFormat) {
    core::ByteVector bytes = smb1_rename_sample();
    bytes[37] = 2;
    const auto message = decode_smb1(bytes);
    EXPECT_STREQ(decode_smb1_paths(*message, message->blocks()[0]).error().field, "BufferFormat");
}

TEST(Smb1Close, SurvivesEveryCutAndFlip) {
    for (const auto& sample : {smb1_close_sample(), smb1_echo_sample(), smb1_rename_sample()})
        for_each_cut_and_flip(sample, [](core::Bytes damaged) {
            const auto message = decode_smb1(damaged);
            if (!message) return;
            for (const Smb1Block& block : message->blocks()) {
                (void)decode_smb1_fid(*message, block);
                (void)decode_smb1_echo(*message, block);
                (void)decode_smb1_paths(*message, block);
            }
        });
}

}  // namespace
}  // namespace hitme::wire
