// SPDX-License-Identifier: Apache-2.0
#include "wire/srvsvc.h"

#include <gtest/gtest.h>

#include "support/rpc_samples.h"

namespace hitme::wire {
namespace {

using tests::Stub;

// [MS-SRVS] 3.1.4.30, with nmap's values (smb.md 1.11): OutbufLen 2, Prefix "\", PathType 1.
core::ByteVector canonicalize(ByteOrder order) {
    return Stub{order}
        .unique_string(u"127.0.0.1")
        .string(u"\\..\\")
        .u32(2)
        .string(u"\\")
        .u32(1)
        .u32(0)
        .bytes();
}

TEST(Srvsvc, ReadsNetprPathCanonicalizeInEitherOrder) {
    for (const auto order : {ByteOrder::little, ByteOrder::big}) {
        const auto stub = canonicalize(order);  // what the call points into
        const auto call = decode_path_call(31, stub, order);
        ASSERT_TRUE(call);
        EXPECT_EQ(call->server.text(), "127.0.0.1");
        EXPECT_EQ(call->path.text(), "\\..\\");
        EXPECT_EQ(call->out_length, 2u);
        ASSERT_TRUE(call->prefix);
        EXPECT_EQ(call->prefix->text(), "\\");
        EXPECT_EQ(call->path_type, 1u);
        EXPECT_EQ(call->flags, 0u);
        EXPECT_FALSE(call->second);
    }
}

TEST(Srvsvc, ReadsNetprPathCompareWithoutAServer) {
    const auto stub = Stub{}.u32(0).string(u"\\AA\\..\\n").string(u"\\n").u32(1).u32(0).bytes();
    const auto call = decode_path_call(32, stub, ByteOrder::little);
    ASSERT_TRUE(call);
    EXPECT_EQ(call->server.text(), "");
    EXPECT_EQ(call->path.text(), "\\AA\\..\\n");
    EXPECT_EQ(call->second->text(), "\\n");
    EXPECT_EQ(call->path_type, 1u);
    EXPECT_STREQ(decode_path_call(33, stub, ByteOrder::little).error().field, "opnum");
}

TEST(Srvsvc, ReadsNetrShareEnum) {
    // 3.1.4.8: level 1, an empty container, everything at once, from the start.
    const auto stub = Stub{}
                          .unique_string(u"\\\\HOST")
                          .u32(1)
                          .u32(1)
                          .u32(0x20004)
                          .u32(0)
                          .u32(0)
                          .u32(0xFFFFFFFF)
                          .u32(0x20008)
                          .u32(0)
                          .bytes();
    const auto call = decode_share_enum(stub, ByteOrder::little);
    ASSERT_TRUE(call);
    EXPECT_EQ(call->server.text(), "\\\\HOST");
    EXPECT_EQ(call->level, 1u);
    EXPECT_EQ(call->preferred_maximum, 0xFFFFFFFFu);
    EXPECT_EQ(call->resume, 0u);
}

TEST(Srvsvc, ReadsTheOtherListings) {
    // The calls point into their bytes.
    const auto share_bytes = Stub{}.u32(0).string(u"IPC$").u32(2).bytes();
    const auto share = decode_share_get_info(share_bytes, ByteOrder::little);
    ASSERT_TRUE(share);
    EXPECT_EQ(share->share.text(), "IPC$");
    EXPECT_EQ(share->level, 2u);
    const auto server_bytes = Stub{}.unique_string(u"x").u32(101).bytes();
    const auto server = decode_server_get_info(server_bytes, ByteOrder::little);
    ASSERT_TRUE(server);
    EXPECT_EQ(server->level, 101u);
    // 3.1.4.5: no client, one user, level 10, no container
    const auto session_bytes =
        Stub{}.u32(0).u32(0).unique_string(u"ann").u32(10).u32(10).u32(0).u32(9).u32(0).bytes();
    const auto sessions = decode_session_enum(session_bytes, ByteOrder::little);
    ASSERT_TRUE(sessions);
    EXPECT_EQ(sessions->user.text(), "ann");
    EXPECT_EQ(sessions->level, 10u);
    EXPECT_FALSE(sessions->resume);
}

TEST(Srvsvc, SurvivesEveryCutAndEveryFlip) {
    tests::cut_and_flip(canonicalize(ByteOrder::little), [](core::Bytes bytes) {
        for (const auto form : {NdrForm::ndr, NdrForm::ndr64}) {
            for (const std::uint16_t opnum : {std::uint16_t{31}, std::uint16_t{32}})
                if (const auto call = decode_path_call(opnum, bytes, ByteOrder::little, form)) {
                    EXPECT_LE(call->path.bytes.size(), bytes.size());
                }
            decode_share_enum(bytes, ByteOrder::little, form);
            decode_session_enum(bytes, ByteOrder::big, form);
        }
    });
}

}  // namespace
}  // namespace hitme::wire
