// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_negotiate.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smb1_samples.h"

namespace hitme::wire {
namespace {

using namespace hitme::tests;

TEST(Smb1Negotiate, ReadsDialectsInOrderWithAnEmptyOne) {
    const core::ByteVector bytes = smb1_negotiate_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_TRUE(message);
    ASSERT_FALSE(message->fault);
    const auto request = decode_smb1_negotiate(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    ASSERT_EQ(request->count, 4u);
    EXPECT_EQ(request->dialects()[0], "LANMAN1.0");
    EXPECT_EQ(request->index_of("NT LM 0.12"), 1);
    EXPECT_EQ(request->index_of("SMB 2.???"), 2);
    EXPECT_EQ(request->dialects()[3], "");
    EXPECT_EQ(request->index_of("SMB 2.002"), no_dialect);
}

TEST(Smb1Negotiate, CountsWhatItDoesNotKeep) {
    Smb1Sample s{0x72, 0};
    s.out.u8(0);
    s.out.u16le(40 * 3);
    for (int i = 0; i < 40; ++i) s.out.text(std::string_view("\x02x\0", 3));
    const auto message = decode_smb1(s.bytes);
    const auto request = decode_smb1_negotiate(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->count, max_dialects);
    EXPECT_EQ(request->not_kept, 8u);
}

TEST(Smb1Negotiate, RefusesAnotherFormatAndAnOpenString) {
    Smb1Sample format{0x72, 0};
    format.out.u8(0);
    format.out.u16le(3);
    format.out.text(std::string_view("\x03x\0", 3));
    const auto message = decode_smb1(format.bytes);
    EXPECT_STREQ(decode_smb1_negotiate(*message, message->blocks()[0]).error().field,
                 "BufferFormat");
    Smb1Sample open{0x72, 0};
    open.out.u8(0);
    open.out.u16le(2);
    open.out.text("\x02x");
    const auto cut = decode_smb1(open.bytes);
    EXPECT_EQ(decode_smb1_negotiate(*cut, cut->blocks()[0]).error().offset, 36u);
}

TEST(Smb1Negotiate, ReadsAReplyWithNames) {
    const core::ByteVector bytes = smb1_negotiate_reply_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_FALSE(message->fault);
    const auto reply = decode_smb1_negotiate_reply(*message, message->blocks()[0]);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->dialect_index, 1);
    EXPECT_EQ(reply->security_mode, 3);
    EXPECT_EQ(reply->max_buffer_size, 16644u);
    EXPECT_EQ(reply->capabilities, 0xF3FDu);
    EXPECT_EQ(reply->server_time_zone, -60);
    EXPECT_EQ(core::as_text(reply->challenge), "01234567");
    EXPECT_EQ(reply->domain, "WORK");
    EXPECT_EQ(reply->server, "ALF");
}

TEST(Smb1Negotiate, ReadsAReplyWithABlob) {
    const core::ByteVector bytes = smb1_negotiate_extended_reply_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_FALSE(message->fault);
    const auto reply = decode_smb1_negotiate_reply(*message, message->blocks()[0]);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->server_guid[0], 's');
    EXPECT_EQ(core::as_text(reply->security_blob), "blob");
}

TEST(Smb1Negotiate, WritesWhatTheSpecificationShows) {
    for (const auto& sample :
         {smb1_negotiate_reply_sample(), smb1_negotiate_extended_reply_sample()}) {
        const auto message = decode_smb1(sample);
        const auto reply = decode_smb1_negotiate_reply(*message, message->blocks()[0]);
        EXPECT_EQ(encode_smb1_negotiate_reply(message->header, *reply), sample);
    }
    const core::ByteVector sample = smb1_negotiate_sample();
    const auto message = decode_smb1(sample);
    const auto request = decode_smb1_negotiate(*message, message->blocks()[0]);
    EXPECT_EQ(encode_smb1_negotiate(message->header, request->dialects()), sample);
}

TEST(Smb1Negotiate, WritesARefusal) {
    const core::ByteVector sample = smb1_negotiate_sample();
    const auto message = decode_smb1(sample);
    const core::ByteVector refusal = encode_smb1_negotiate_reply(message->header, {});
    ASSERT_EQ(refusal.size(), 32u + 1 + 2 + 2);
    EXPECT_EQ(refusal[32], 1);
    EXPECT_EQ(refusal[33], 0xFF);
    EXPECT_EQ(refusal[34], 0xFF);
}

TEST(Smb1Negotiate, SurvivesEveryCutAndFlip) {
    for (const auto& sample : {smb1_negotiate_sample(), smb1_negotiate_reply_sample(),
                               smb1_negotiate_extended_reply_sample()})
        for_each_cut_and_flip(sample, [](core::Bytes damaged) {
            const auto message = decode_smb1(damaged);
            if (!message) return;
            for (const Smb1Block& block : message->blocks()) {
                (void)decode_smb1_negotiate(*message, block);
                (void)decode_smb1_negotiate_reply(*message, block);
            }
        });
}

}  // namespace
}  // namespace hitme::wire
