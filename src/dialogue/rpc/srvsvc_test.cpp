// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/srvsvc.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/rpc_client.h"
#include "support/rpc_samples.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;
using tests::Stub;

core::ByteVector share_enum(std::uint32_t level) {
    return Stub{}
        .u32(0)
        .u32(level)
        .u32(level)
        .u32(4)
        .u32(0)
        .u32(0)
        .u32(0xFFFFFFFF)
        .u32(8)
        .u32(0)
        .bytes();
}

TEST(RpcSrvsvc, ListsSharesWithTypeAndComment) {
    RpcClient client("srvsvc", "srvsvc");
    const auto answer = client.call(15, share_enum(1));
    ASSERT_EQ(answer.fault, 0u);
    auto in = answer.read();  // [MS-SRVS] 2.2.4.38, 2.2.4.23
    EXPECT_EQ(in.u32("Level"), 1u);
    EXPECT_EQ(in.u32("tag"), 1u);
    EXPECT_NE(in.pointer("container"), 0u);
    EXPECT_EQ(in.u32("EntriesRead"), 3u);
    EXPECT_NE(in.pointer("Buffer"), 0u);
    EXPECT_EQ(in.conformance("Buffer"), 3u);
    std::vector<std::uint32_t> types;
    for (int i = 0; i < 3; ++i) {
        EXPECT_NE(in.pointer("netname"), 0u);
        types.push_back(in.u32("type"));
        EXPECT_NE(in.pointer("remark"), 0u);
    }
    EXPECT_EQ(types, (std::vector<std::uint32_t>{0x80000000, 0x80000003, 0}));
    EXPECT_EQ(in.wide_string("netname").text(), "ADMIN$");
    EXPECT_EQ(in.wide_string("remark").text(), "Remote Admin");
    EXPECT_EQ(in.wide_string("netname").text(), "IPC$");
    EXPECT_EQ(in.wide_string("remark").text(), "Remote IPC");
    EXPECT_EQ(in.wide_string("netname").text(), "Public");
    EXPECT_EQ(in.wide_string("remark").text(), "Files for all");
    EXPECT_EQ(in.u32("TotalEntries"), 3u);
    EXPECT_NE(in.pointer("ResumeHandle"), 0u);
    EXPECT_EQ(in.u32("ResumeHandle"), 0u);
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_TRUE(in.ok());
    EXPECT_EQ(in.left(), 0u);
}

// smbd 4.17.12 gives its print$ type 0 and its IPC$ 0x80000003 (tests/end_to_end/smb_against_samba.py).
TEST(RpcSrvsvc, CallsNoDiskSpecialForItsNameOnSamba) {
    RpcClient client("srvsvc", "srvsvc", Caller::anonymous, tests::made_up_samba());
    const auto answer = client.call(15, share_enum(1));
    auto in = answer.read();
    for (const char* field : {"Level", "tag", "container", "EntriesRead", "Buffer", "count"})
        in.u32(field);
    std::vector<std::uint32_t> types;
    for (int i = 0; i < 3; ++i) {
        in.pointer("netname");
        types.push_back(in.u32("type"));
        in.pointer("remark");
    }
    EXPECT_EQ(types, (std::vector<std::uint32_t>{0, 0x80000003, 0}));
}

TEST(RpcSrvsvc, ShowsPathsToUsersAndOnSamba) {
    EXPECT_EQ(RpcClient("srvsvc", "srvsvc").call(15, share_enum(2)).status(), 5u);
    EXPECT_EQ(RpcClient("srvsvc", "srvsvc", Caller::user).call(15, share_enum(502)).status(), 0u);
    EXPECT_EQ(RpcClient("srvsvc", "srvsvc", Caller::anonymous, tests::made_up_samba())
                  .call(15, share_enum(2))
                  .status(),
              0u);
    EXPECT_EQ(RpcClient("srvsvc", "srvsvc").call(15, share_enum(0)).status(), 0u);
    EXPECT_EQ(RpcClient("srvsvc", "srvsvc").call(36, share_enum(501)).status(), 0u);
    EXPECT_EQ(RpcClient("srvsvc", "srvsvc").call(15, share_enum(77)).status(), 124u);
}

TEST(RpcSrvsvc, TellsOneShare) {
    RpcClient client("srvsvc", "srvsvc", Caller::user);
    const auto answer = client.call(16, Stub{}.u32(0).string(u"public").u32(2).bytes());
    auto in = answer.read();  // [MS-SRVS] 2.2.4.24
    EXPECT_EQ(in.u32("tag"), 2u);
    in.pointer("info");
    in.pointer("netname");
    EXPECT_EQ(in.u32("type"), 0u);
    in.pointer("remark");
    in.u32("permissions");
    EXPECT_EQ(in.u32("max_uses"), 0xFFFFFFFFu);
    in.u32("current_uses");
    EXPECT_NE(in.pointer("path"), 0u);
    EXPECT_EQ(in.pointer("passwd"), 0u);
    EXPECT_EQ(in.wide_string("netname").text(), "Public");
    EXPECT_EQ(in.wide_string("remark").text(), "Files for all");
    EXPECT_EQ(in.wide_string("path").text(), "C:\\Public");
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_TRUE(in.ok());
    EXPECT_EQ(client.call(16, Stub{}.u32(0).string(u"nmap-share-test").u32(1).bytes()).status(),
              2310u);
}

TEST(RpcSrvsvc, TellsTheServersNameAndVersion) {
    RpcClient client("srvsvc", "srvsvc");
    const auto answer = client.call(21, Stub{}.u32(0).u32(101).bytes());
    auto in = answer.read();  // [MS-SRVS] 2.2.4.41
    EXPECT_EQ(in.u32("tag"), 101u);
    in.pointer("info");
    EXPECT_EQ(in.u32("platform_id"), 500u);
    in.pointer("name");
    EXPECT_EQ(in.u32("version_major"), 6u);
    EXPECT_EQ(in.u32("version_minor"), 1u);
    EXPECT_EQ(in.u32("type"), 0x1003u);
    in.pointer("comment");
    EXPECT_EQ(in.wide_string("name").text(), "FILES01");
    in.wide_string("comment");
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(in.left(), 0u);
    EXPECT_EQ(client.call(21, Stub{}.u32(0).u32(102).bytes()).status(), 5u);
}

TEST(RpcSrvsvc, TellsTheTimeOfItsClock) {
    // 1790000000 s: `date -u -d @1790000000` says Mon Sep 21 14:13:20 UTC 2026
    const auto answer = RpcClient("srvsvc", "srvsvc").call(28, Stub{}.u32(0).bytes());
    auto in = answer.read();
    in.pointer("BufferPtr");
    EXPECT_EQ(in.u32("tod_elapsedt"), 1'790'000'000u);
    EXPECT_EQ(in.u32("tod_msecs"),
              90'000'000'000u % (1ull << 32));  // ms since it started, in 32 bits
    EXPECT_EQ(in.u32("tod_hours"), 14u);
    EXPECT_EQ(in.u32("tod_mins"), 13u);
    EXPECT_EQ(in.u32("tod_secs"), 20u);
    in.u32("tod_hunds");
    EXPECT_EQ(static_cast<std::int32_t>(in.u32("tod_timezone")), -60);
    in.u32("tod_tinterval");
    EXPECT_EQ(in.u32("tod_day"), 21u);
    EXPECT_EQ(in.u32("tod_month"), 9u);
    EXPECT_EQ(in.u32("tod_year"), 2026u);
    EXPECT_EQ(in.u32("tod_weekday"), 1u);
}

TEST(RpcSrvsvc, AnswersPathChecksAsItsSystemDoes) {
    // nmap's calls (smb.md 1.11) and the table there: 0x7B patched, 0 unpatched.
    const auto compare = Stub{}
                             .u32(0)
                             .string(u"\\AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\\..\\n")
                             .string(u"\\n")
                             .u32(1)
                             .u32(0)
                             .bytes();
    const auto canonicalize =
        Stub{}.u32(0).string(u"\\..\\").u32(2).string(u"\\").u32(1).u32(0).bytes();
    auto unpatched = tests::made_up_windows();
    unpatched.path_check_answer = 0;
    EXPECT_EQ(RpcClient("browser", "srvsvc").call(32, compare).status(), 0x7Bu);
    EXPECT_EQ(RpcClient("browser", "srvsvc").call(31, canonicalize).status(), 0x7Bu);
    EXPECT_EQ(RpcClient("browser", "srvsvc", Caller::guest, unpatched).call(32, compare).status(),
              0u);
    EXPECT_EQ(
        RpcClient("browser", "srvsvc", Caller::guest, unpatched).call(31, canonicalize).status(),
        0u);
}

// [MS-SRVS] 3.1.4.30: the server gives the canonical form; a type of 2.2.2.9 (ITYPE_PATH_ABSD is 8198).
TEST(RpcSrvsvc, CanonicalizesAPathThatStaysBelowItsRoot) {
    RpcClient client("srvsvc", "srvsvc");
    const auto ask = [&](std::u16string_view path, std::u16string_view prefix,
                         std::uint32_t length) {
        return client.call(
            31, Stub{}.u32(0).string(path).u32(length).string(prefix).u32(0).u32(0).bytes());
    };
    for (const auto& [path, prefix] :
         {std::pair{u"C:\\Data\\old\\..\\x.txt", u""}, std::pair{u"old\\..\\x.txt", u"C:\\Data"}}) {
        auto answer = ask(path, prefix, 64);
        EXPECT_EQ(answer.status(), 0u);
        // max_count, then "C:\Data\x.txt" as UTF-16.
        EXPECT_EQ(core::to_hex(core::Bytes(answer.stub).subspan(4, 28)),
                  "43003a005c0044006100740061005c0078002e0074007800740000"
                  "00");
        EXPECT_EQ(core::to_hex(core::Bytes(answer.stub).subspan(4 + 64, 4)), "06200000");
    }
    EXPECT_EQ(ask(u"C:\\a\\..\\..\\x", u"", 64).status(), 0x7Bu);
    // 175 letters of two bytes in UTF-8: 352 bytes of UTF-16 with the terminator.
    const std::u16string cyrillic(175, u'\u0416');
    EXPECT_EQ(ask(cyrillic, u"", 352).status(), 0u);
    EXPECT_EQ(ask(cyrillic, u"", 350).status(), 2123u);
}

TEST(RpcSrvsvc, GivesABufferOfTheLengthAskedForAndNotMore) {
    RpcClient client("browser", "srvsvc");
    const auto ask = [&](std::uint32_t length) {
        return client.call(
            31, Stub{}.u32(0).string(u"\\a").u32(length).string(u"").u32(1).u32(0).bytes());
    };
    EXPECT_EQ(ask(100).stub.size(), 4u + 100 + 4 + 4);  // max_count, bytes, PathType, return
    EXPECT_EQ(ask(100).status(), 0u);
    EXPECT_EQ(ask(2).status(), 2123u);  // NERR_BufTooSmall
    EXPECT_EQ(ask(64'001).fault, 0x6F7u);
}

TEST(RpcSrvsvc, KeepsSessionsAndFilesFromStrangers) {
    const auto sessions =
        Stub{}.u32(0).u32(0).u32(0).u32(10).u32(10).u32(4).u32(0).u32(0).u32(9).u32(0).bytes();
    EXPECT_EQ(RpcClient("srvsvc", "srvsvc").call(12, sessions).status(), 5u);
    EXPECT_EQ(RpcClient("srvsvc", "srvsvc", Caller::user).call(12, sessions).status(), 0u);
    // As Samba 4.17 did on loopback
    EXPECT_EQ(
        RpcClient("srvsvc", "srvsvc", Caller::guest, tests::made_up_samba()).call(24, {}).fault,
        0x1C010002u);
    EXPECT_EQ(RpcClient("srvsvc", "srvsvc").call(18, {}).fault, 5u);
}

}  // namespace
}  // namespace hitme::dialogue::rpc
