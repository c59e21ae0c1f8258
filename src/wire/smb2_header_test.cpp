// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_header.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smb311_exchange.h"

namespace hitme::wire {
namespace {

using tests::smb311::bytes_of;

// One header in the order of [MS-SMB2] 2.2.1.2, with a body of `body` bytes and NextCommand `next`.
core::ByteVector message(std::uint32_t next, std::size_t body, std::uint8_t command = 0x0D) {
    core::ByteVector bytes = {0xFE, 'S', 'M',     'B', 64, 0, 1, 0, 0, 0,
                              0,    0,   command, 0,   31, 0, 0, 0, 0, 0};
    for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(next >> (8 * i)));
    bytes.resize(smb2_header_bytes + body, 0);
    return bytes;
}

TEST(Smb2Header, ReadsAPublishedSessionSetupAnswer) {
    const auto bytes = bytes_of(tests::smb311::session_setup_2_answer);
    const auto header = decode_smb2_header(bytes);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->structure_size, 64);
    EXPECT_EQ(header->credit_charge, 1);
    EXPECT_EQ(header->status, 0u);
    EXPECT_EQ(header->command, Smb2Command::session_setup);
    EXPECT_EQ(header->credits, 128);
    EXPECT_EQ(header->flags, smb2_flag_response | smb2_flag_signed);
    EXPECT_TRUE(header->is_response());
    EXPECT_EQ(header->message_id, 3u);
    EXPECT_EQ(header->process_id, 0xFEFFu);
    EXPECT_EQ(header->session_id, 0x1000'0000'0019u);
    EXPECT_EQ(core::to_hex(header->signature), "ebe146da120ba25fc3376a49dfe31bc1");
}

TEST(Smb2Header, WritesWhatItRead) {
    for (const auto hex : {tests::smb311::negotiate_request, tests::smb311::session_setup_1_answer,
                           tests::smb311::session_setup_2_answer}) {
        const auto bytes = bytes_of(hex);
        core::ByteVector out;
        encode_smb2_header(out, *decode_smb2_header(bytes));
        EXPECT_EQ(core::to_hex(out), hex.substr(0, 128));
    }
}

TEST(Smb2Header, TakesEightBytesOfAsyncIdWhereTheFlagSaysSo) {
    auto bytes = message(0, 0);
    bytes[16] = 0x03;  // response, async
    bytes[32] = 0x11;
    bytes[39] = 0x22;
    const auto header = decode_smb2_header(bytes);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->async_id, 0x2200'0000'0000'0011u);
    EXPECT_EQ(header->tree_id, 0u);
    core::ByteVector out;
    encode_smb2_header(out, *header);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2Header, KeepsAStructureSizeOfZeroButEndsTheChainThere) {
    // smb.md 1.13: pool preparation sends FE 'SMB' and zeros.
    core::ByteVector bytes = {0xFE, 'S', 'M', 'B'};
    bytes.resize(200, 0);
    const auto chain = decode_smb2_chain(bytes);
    ASSERT_EQ(chain.messages.size(), 1u);
    EXPECT_EQ(chain.messages[0].header.structure_size, 0);
    ASSERT_TRUE(chain.fault);
    EXPECT_STREQ(chain.fault->field, "StructureSize");
    EXPECT_EQ(chain.fault->offset, 4u);
}

TEST(Smb2Header, RefusesAnotherProtocol) {
    auto bytes = message(0, 4);
    bytes[0] = 0xFF;
    EXPECT_FALSE(begins_smb2(bytes));
    EXPECT_STREQ(decode_smb2_header(bytes).error().field, "ProtocolId");
}

TEST(Smb2Chain, FollowsNextCommandToTheLastMessage) {
    auto bytes = message(72, 8, 0x05);
    const auto second = message(0, 4, 0x06);
    bytes.insert(bytes.end(), second.begin(), second.end());
    const auto chain = decode_smb2_chain(bytes);
    EXPECT_FALSE(chain.fault);
    ASSERT_EQ(chain.messages.size(), 2u);
    EXPECT_EQ(chain.messages[0].header.command, Smb2Command::create);
    EXPECT_EQ(chain.messages[0].bytes.size(), 72u);
    EXPECT_EQ(chain.messages[1].header.command, Smb2Command::close);
    EXPECT_EQ(chain.messages[1].offset, 72u);
    EXPECT_EQ(chain.messages[1].bytes.size(), 68u);
}

TEST(Smb2Chain, RefusesStepsThatAreShortOddOrBeyondTheEnd) {
    for (const std::uint32_t next : {8u, 56u, 68u, 71u, 144u, 0xFFFF'FFF8u}) {
        const auto chain = decode_smb2_chain(message(next, 12));
        EXPECT_EQ(chain.messages.size(), 1u) << next;
        ASSERT_TRUE(chain.fault) << next;
        EXPECT_STREQ(chain.fault->field, "NextCommand");
        EXPECT_EQ(chain.fault->offset, 20u);
    }
}

TEST(Smb2Chain, EndsAtItsLimit) {
    core::ByteVector bytes;
    for (std::size_t i = 0; i < max_smb2_compound + 5; ++i) {
        const auto one = message(64, 0);
        bytes.insert(bytes.end(), one.begin(), one.end());
    }
    const auto chain = decode_smb2_chain(bytes);
    EXPECT_EQ(chain.messages.size(), max_smb2_compound);
    ASSERT_TRUE(chain.fault);
    EXPECT_EQ(chain.fault->fault, core::Fault::over_limit);
}

TEST(Smb2Chain, SurvivesEveryCutAndFlip) {
    auto bytes = message(72, 8);
    const auto second = bytes_of(tests::smb311::session_setup_1);
    bytes.insert(bytes.end(), second.begin(), second.end());
    tests::for_each_cut_and_flip(bytes, [](core::Bytes changed) {
        const auto chain = decode_smb2_chain(changed);
        for (const auto& one : chain.messages)
            EXPECT_LE(one.offset + one.bytes.size(), changed.size());
    });
}

TEST(Smb2Command, HasANameForEveryNumber) {
    EXPECT_STREQ(name_of(Smb2Command::tree_connect), "TREE_CONNECT");
    EXPECT_STREQ(name_of(static_cast<Smb2Command>(0x13)), "UNKNOWN");
}

TEST(Smb2Bodies, ErrorAndEmptyHaveTheirFixedForm) {
    core::ByteVector error;
    encode_smb2_error(error);
    EXPECT_EQ(core::to_hex(error), "090000000000000000");  // [MS-SMB2] 2.2.2
    core::ByteVector empty;
    encode_smb2_empty(empty);
    EXPECT_EQ(core::to_hex(empty), "04000000");
}

}  // namespace
}  // namespace hitme::wire
