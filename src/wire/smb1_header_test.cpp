// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_header.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smb1_samples.h"
#include "wire/smb1_writer.h"

namespace hitme::wire {
namespace {

using namespace hitme::tests;

TEST(Smb1Header, ReadsEveryField) {
    const core::ByteVector bytes = smb1_echo_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->header.command, 0x2B);
    EXPECT_EQ(message->header.flags2, 0xC807);
    EXPECT_EQ(message->header.pid_high, 1);
    EXPECT_EQ(message->header.pid(), 0x0001FEFFu);
    EXPECT_EQ(message->header.tid, 0x0801);
    EXPECT_EQ(message->header.uid, 0x0802);
    EXPECT_EQ(message->header.mid, 0x0040);
    EXPECT_EQ(message->header.signature[0], 0x11);
    EXPECT_FALSE(message->header.is_reply());
    EXPECT_TRUE(message->header.is_unicode());
    EXPECT_TRUE(message->header.has_extended_security());
    ASSERT_EQ(message->blocks().size(), 1u);
    EXPECT_FALSE(message->fault);
    EXPECT_EQ(message->blocks()[0].word_count, 1);
    EXPECT_EQ(message->blocks()[0].bytes_offset, 37u);  // 32 + 1 + 2 + 2
    EXPECT_EQ(core::as_text(message->blocks()[0].bytes), "ping");
}

TEST(Smb1Header, WalksAChain) {
    const core::ByteVector bytes = smb1_chain_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_TRUE(message);
    EXPECT_FALSE(message->fault);
    ASSERT_EQ(message->blocks().size(), 3u);
    EXPECT_EQ(message->blocks()[0].kind(), Smb1Command::session_setup_andx);
    EXPECT_EQ(message->blocks()[1].kind(), Smb1Command::tree_connect_andx);
    EXPECT_EQ(message->blocks()[1].offset, 66u);
    EXPECT_EQ(message->blocks()[2].kind(), Smb1Command::open_andx);
}

TEST(Smb1Header, EndsAChainThatDoesNotAdvance) {
    const core::ByteVector bytes = smb1_standing_chain_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->blocks().size(), 2u);
    ASSERT_TRUE(message->fault);
    EXPECT_STREQ(message->fault->field, "AndXOffset");
    EXPECT_EQ(message->fault->fault, core::Fault::bad_value);
    EXPECT_EQ(message->fault->offset, 39u);
}

TEST(Smb1Header, BoundsAChainThatAdvances) {
    core::ByteVector bytes;
    Smb1Header header;
    header.command = 0x74;
    Smb1Writer writer{bytes, header};
    for (std::size_t i = 0; i < max_andx_blocks + 1; ++i) {
        writer.begin(Smb1Command::logoff_andx);
        writer.begin_bytes();
        writer.end();
    }
    const auto message = decode_smb1(bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->blocks().size(), max_andx_blocks);
    ASSERT_TRUE(message->fault);
    EXPECT_EQ(message->fault->fault, core::Fault::over_limit);
}

TEST(Smb1Header, KeepsWhatCameOfAMessageThatEndsEarly) {
    const core::ByteVector bytes = smb1_echo_sample();
    const auto cut = decode_smb1(core::Bytes(bytes).first(bytes.size() - 1));
    ASSERT_TRUE(cut);
    ASSERT_EQ(cut->blocks().size(), 1u);
    EXPECT_EQ(cut->blocks()[0].byte_count, 4);
    EXPECT_EQ(core::as_text(cut->blocks()[0].bytes), "pin");
    ASSERT_TRUE(cut->fault);
    EXPECT_STREQ(cut->fault->field, "Bytes");

    const auto words_cut = decode_smb1(core::Bytes(bytes).first(34));
    ASSERT_TRUE(words_cut);
    EXPECT_TRUE(words_cut->blocks().empty());
    EXPECT_STREQ(words_cut->fault->field, "Words");
}

TEST(Smb1Header, RefusesAnotherProtocolAndAShortHeader) {
    core::ByteVector bytes = smb1_echo_sample();
    EXPECT_EQ(decode_smb1(core::Bytes(bytes).first(31)).error().fault, core::Fault::truncated);
    bytes[0] = 0xFE;
    EXPECT_STREQ(decode_smb1(bytes).error().field, "Protocol");
}

TEST(Smb1Header, GivesOnlyBytesInsideTheMessage) {
    const core::ByteVector bytes = smb1_echo_sample();
    const auto message = decode_smb1(bytes);
    EXPECT_EQ(core::as_text(*bytes_at(*message, 37, 4)), "ping");
    EXPECT_FALSE(bytes_at(*message, 37, 5));
    EXPECT_FALSE(bytes_at(*message, 100, 0));
}

TEST(Smb1Header, NamesCommandsAsTheSpecificationDoes) {
    EXPECT_EQ(smb1_command_name(0xA2), "NT_CREATE_ANDX");
    EXPECT_EQ(smb1_command_name(0x33), "TRANSACTION2_SECONDARY");
    EXPECT_EQ(smb1_command_name(0xE7), "unknown command");
}

TEST(Smb1Header, WritesAHeaderAndAChainThatItReads) {
    const core::ByteVector sample = smb1_chain_sample();
    const auto read = decode_smb1(sample);
    core::ByteVector again;
    encode_smb1_header(again, read->header);
    EXPECT_EQ(again, core::ByteVector(sample.begin(), sample.begin() + 32));

    core::ByteVector bytes;
    Smb1Writer writer{bytes, read->header};
    writer.begin(Smb1Command::session_setup_andx);
    writer.words().u16le(1);
    writer.begin_bytes();
    writer.text("ab", SmbText::utf16);
    writer.end();
    writer.begin(Smb1Command::tree_connect_andx);
    writer.begin_bytes();
    writer.end();
    const auto message = decode_smb1(bytes);
    ASSERT_TRUE(message);
    EXPECT_FALSE(message->fault);
    ASSERT_EQ(message->blocks().size(), 2u);
    EXPECT_EQ(message->blocks()[0].word_count, 3);
    // 32 + 1 + 6 + 2 = 41 is odd: one byte of padding, two letters, the terminator.
    EXPECT_EQ(message->blocks()[0].byte_count, 1 + 4 + 2);
    EXPECT_EQ(message->blocks()[1].kind(), Smb1Command::tree_connect_andx);
}

TEST(Smb1Header, SurvivesEveryCutAndFlipOfEverySample) {
    for (const auto& [name, bytes] : smb1_samples())
        for_each_cut_and_flip(bytes, [](core::Bytes damaged) {
            const auto message = decode_smb1(damaged);
            if (!message) return;
            for (const Smb1Block& block : message->blocks()) {
                ASSERT_LE(block.bytes_offset + block.bytes.size(), damaged.size());
                ASSERT_EQ(block.words.size(), block.word_count * 2u);
            }
        });
}

}  // namespace
}  // namespace hitme::wire
