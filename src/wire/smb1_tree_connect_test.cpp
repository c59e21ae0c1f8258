// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_tree_connect.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smb1_samples.h"
#include "wire/smb1_writer.h"

namespace hitme::wire {
namespace {

using namespace hitme::tests;

TEST(Smb1TreeConnect, ReadsAUnicodePathAndAnAsciiService) {
    const core::ByteVector bytes = smb1_tree_connect_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_FALSE(message->fault);
    const auto request = decode_smb1_tree_connect(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->path, "\\\\10.0.0.5\\");
    EXPECT_EQ(request->service, "?????");
    EXPECT_EQ(request->password.size(), 1u);
    EXPECT_EQ(request->flags, 8);
}

TEST(Smb1TreeConnect, ReadsOemTextInAChain) {
    const core::ByteVector bytes = smb1_chain_sample();
    const auto message = decode_smb1(bytes);
    const auto request = decode_smb1_tree_connect(*message, message->blocks()[1]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->path, "\\\\HST\\IPC");
    EXPECT_EQ(request->service, "IPC");
}

TEST(Smb1TreeConnect, ReadsTheObsoleteForm) {
    Smb1Sample s{0x70, 0};
    s.out.u8(0);
    s.out.u16le(10 + 2 + 4);
    s.out.text(std::string_view("\x04\\\\H\\TMP\0", 9));
    s.out.text(std::string_view("\x04\0", 2));
    s.out.text(
        std::string_view("\x04"
                         "A:\0",
                         4));
    s.out.u8(0);
    const auto message = decode_smb1(s.bytes);
    const auto request = decode_smb1_tree_connect(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->path, "\\\\H\\TMP");
    EXPECT_EQ(request->service, "A:");
}

TEST(Smb1TreeConnect, SplitsPaths) {
    EXPECT_EQ(split_unc("\\\\HOST\\IPC$").host, "HOST");
    EXPECT_EQ(split_unc("\\\\HOST\\IPC$").share, "IPC$");
    EXPECT_EQ(split_unc("IPC$").share, "IPC$");
    EXPECT_EQ(split_unc("IPC$").host, "");
    EXPECT_EQ(split_unc("\\IPC$").share, "IPC$");
    EXPECT_EQ(split_unc("\\\\HOST\\").share, "");
    EXPECT_EQ(split_unc("").share, "");
    EXPECT_EQ(split_unc("\\\\\\").share, "");
}

TEST(Smb1TreeConnect, ReadsAReply) {
    core::ByteVector bytes;
    Smb1Header header;
    header.command = 0x75;
    header.flags2 = 0xC001;
    Smb1Writer writer{bytes, header};
    writer.begin(Smb1Command::tree_connect_andx);
    writer.words().u16le(1);
    writer.words().u32le(0x1FF);
    writer.words().u32le(0);
    writer.begin_bytes();
    writer.text("A:", SmbText::oem);
    writer.text("NTFS", SmbText::utf16);
    writer.end();
    const auto message = decode_smb1(bytes);
    const auto reply = decode_smb1_tree_connect_reply(*message, message->blocks()[0]);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->service, "A:");
    EXPECT_EQ(reply->native_file_system, "NTFS");
    EXPECT_EQ(reply->maximal_access, 0x1FFu);
}

TEST(Smb1TreeConnect, SurvivesEveryCutAndFlip) {
    for (const auto& sample : {smb1_tree_connect_sample(), smb1_chain_sample()})
        for_each_cut_and_flip(sample, [](core::Bytes damaged) {
            const auto message = decode_smb1(damaged);
            if (!message) return;
            for (const Smb1Block& block : message->blocks()) {
                (void)decode_smb1_tree_connect(*message, block);
                (void)decode_smb1_tree_connect_reply(*message, block);
            }
        });
}

}  // namespace
}  // namespace hitme::wire
