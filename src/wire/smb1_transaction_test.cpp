// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_transaction.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smb1_samples.h"

namespace hitme::wire {
namespace {

using namespace hitme::tests;

core::Parsed<Smb1Transaction> transaction_of(const core::ByteVector& bytes) {
    const auto message = decode_smb1(bytes);
    if (!message) return message.error();
    return decode_smb1_transaction(*message, message->blocks()[0]);
}

TEST(Smb1Transaction, ReadsACallOfAPipe) {
    const core::ByteVector bytes = smb1_transaction_sample();
    const auto request = transaction_of(bytes);
    ASSERT_TRUE(request);
    EXPECT_FALSE(request->fault);
    EXPECT_TRUE(request->has_function);
    EXPECT_EQ(request->function, trans_transact_named_pipe);
    EXPECT_EQ(request->fid, 0x4000);
    EXPECT_EQ(request->name, "\\PIPE\\");
    EXPECT_EQ(request->timeout, 5000u);
    EXPECT_EQ(request->max_data_count, 4280u);
    EXPECT_EQ(core::as_text(request->data), "rpc call");
    EXPECT_TRUE(request->is_complete());
    EXPECT_EQ(request->setup_word(2), 0);
}

TEST(Smb1Transaction, NamesWhatTheSpecificationLists) {
    // [MS-CIFS] 2.2.6 and 2.2.7, [MS-SMB] 2.2.7.4
    EXPECT_EQ(transaction2_name(trans2_query_fs_information), "QUERY_FS_INFORMATION");
    EXPECT_EQ(transaction2_name(trans2_session_setup), "SESSION_SETUP");
    EXPECT_EQ(transaction2_name(trans2_get_dfs_referral), "GET_DFS_REFERRAL");
    EXPECT_EQ(transaction2_name(0x000F), "");
    EXPECT_EQ(transaction2_name(0x0012), "");
    EXPECT_EQ(nt_transact_name(0), "");
    EXPECT_EQ(nt_transact_name(4), "NOTIFY_CHANGE");
    EXPECT_EQ(nt_transact_name(8), "SET_QUOTA");
    EXPECT_EQ(nt_transact_name(9), "");
}

TEST(Smb1Transaction, ReadsTheSubcommandAndTimeoutOfTransaction2) {
    const core::ByteVector bytes = smb1_transaction2_sample();
    const auto request = transaction_of(bytes);
    ASSERT_TRUE(request);
    EXPECT_FALSE(request->fault);
    EXPECT_EQ(request->function, trans2_session_setup);
    EXPECT_EQ(request->timeout, 0x001A8925u);
    EXPECT_EQ(request->parameters.size(), 12u);
}

TEST(Smb1Transaction, ReadsTheTotalsOfALargeNtTransact) {
    const core::ByteVector bytes = smb1_nt_transact_sample();
    const auto request = transaction_of(bytes);
    ASSERT_TRUE(request);
    EXPECT_FALSE(request->fault);
    EXPECT_EQ(request->total_data_count, 66512u);
    EXPECT_EQ(request->total_parameter_count, 30u);
    EXPECT_EQ(request->function, 0);
    EXPECT_EQ(core::as_text(request->data), "data");
    EXPECT_FALSE(request->is_complete());
}

TEST(Smb1Transaction, ReadsSecondaries) {
    const core::ByteVector second = smb1_transaction2_secondary_sample();
    const auto request = transaction_of(second);
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->is_secondary);
    EXPECT_EQ(request->total_data_count, 4096u);
    EXPECT_EQ(request->data_displacement, 0x03D0u);
    EXPECT_EQ(core::as_text(request->data), "second");

    const core::ByteVector nt = smb1_nt_transact_secondary_sample();
    const auto nt_request = transaction_of(nt);
    ASSERT_TRUE(nt_request);
    EXPECT_EQ(nt_request->total_data_count, 16144u);
    EXPECT_EQ(nt_request->data_displacement, 0x10000u);
    EXPECT_EQ(core::as_text(nt_request->data), "end");
}

TEST(Smb1Transaction, SaysWhichPartLiesOutside) {
    core::ByteVector bytes = smb1_transaction_sample();
    bytes[33 + 24] = 0xFF;  // DataOffset 0x54FF -> past the end, below
    bytes[33 + 25] = 0x54;
    auto request = transaction_of(bytes);
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->data.empty());
    ASSERT_TRUE(request->fault);
    EXPECT_EQ(request->fault->fault, core::Fault::bad_value);
    EXPECT_STREQ(request->fault->field, "Data");

    bytes = smb1_transaction_sample();
    bytes[33 + 26] = 200;  // SetupCount
    request = transaction_of(bytes);
    ASSERT_TRUE(request);
    EXPECT_STREQ(request->fault->field, "Setup");
    EXPECT_EQ(request->name, "\\PIPE\\");
}

TEST(Smb1Transaction, ReadsAReplyAndAnInterimOne) {
    const core::ByteVector bytes = smb1_transaction_reply_sample();
    const auto message = decode_smb1(bytes);
    const auto reply = decode_smb1_transaction_reply(*message, message->blocks()[0]);
    ASSERT_TRUE(reply);
    EXPECT_FALSE(reply->fault);
    EXPECT_EQ(core::as_text(reply->data), "answer");
    EXPECT_EQ(reply->total_data_count, 6u);

    Smb1Sample interim{0xA0, 0xC007, 0x98};
    interim.out.u8(0);
    interim.out.u16le(0);
    const auto empty = decode_smb1(interim.bytes);
    EXPECT_TRUE(decode_smb1_transaction_reply(*empty, empty->blocks()[0]));
}

TEST(Smb1Transaction, SurvivesEveryCutAndFlip) {
    for (const auto& sample :
         {smb1_transaction_sample(), smb1_transaction2_sample(), smb1_nt_transact_sample(),
          smb1_transaction2_secondary_sample(), smb1_nt_transact_secondary_sample(),
          smb1_transaction_reply_sample()})
        for_each_cut_and_flip(sample, [](core::Bytes damaged) {
            const auto message = decode_smb1(damaged);
            if (!message) return;
            for (const Smb1Block& block : message->blocks()) {
                (void)decode_smb1_transaction(*message, block);
                (void)decode_smb1_transaction_reply(*message, block);
            }
        });
}

}  // namespace
}  // namespace hitme::wire
