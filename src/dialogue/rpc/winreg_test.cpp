// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/winreg.h"

#include <gtest/gtest.h>

#include "support/rpc_client.h"
#include "support/rpc_samples.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;
using tests::Stub;

core::ByteVector open_root() {
    return Stub{}.u32(0).u32(0x02000000).bytes();
}
core::ByteVector sub_key(const core::ByteVector& key, std::u16string_view name) {
    return Stub{}.raw(key).unicode(name).u32(0).u32(0x20019).bytes();
}

TEST(RpcWinreg, OpensRootsForUsersAndOnSamba) {
    EXPECT_EQ(RpcClient("winreg", "winreg").call(2, open_root()).status(), 5u);
    EXPECT_EQ(RpcClient("winreg", "winreg", Caller::user).call(2, open_root()).status(), 0u);
    // nmap's smb-enum-sessions against Samba 4.17 opened HKU and found it empty
    RpcClient samba("winreg", "winreg", Caller::anonymous, tests::made_up_samba());
    const auto users = samba.call(4, open_root());
    EXPECT_EQ(users.status(), 0u);
    const auto next = [&](std::uint32_t class_pointer) {
        return Stub{}
            .raw(users.handle())
            .u32(0)
            .u16(0)
            .u16(512)
            .u32(0)
            .u32(class_pointer)
            .u32(0)
            .bytes();
    };
    EXPECT_EQ(samba.call(9, next(1)).status(), 259u);
    // tests/end_to_end/smb_against_samba.py: rpcclient gives no class, and smbd says ERROR_INVALID_PARAMETER.
    EXPECT_EQ(samba.call(9, next(0)).status(), 87u);
}

TEST(RpcWinreg, ListsWhatEveryWindowsHas) {
    RpcClient client("winreg", "winreg", Caller::user);
    const auto root = client.call(2, open_root()).handle();
    const auto software = client.call(15, sub_key(root, u"Software"));
    ASSERT_EQ(software.status(), 0u);
    const auto at = [&](std::uint32_t index) {
        return client.call(
            9,
            Stub{}.raw(software.handle()).u32(index).u16(0).u16(512).u32(0).u32(0).u32(0).bytes());
    };
    const auto first = at(0);
    auto in = first.read();  // lpNameOut, lplpClassOut, lpftLastWriteTime
    const auto header = in.unicode_header("lpNameOut");
    EXPECT_EQ(in.unicode_body(header, "lpNameOut").text(), "Classes");
    EXPECT_EQ(in.pointer("lplpClassOut"), 0u);
    EXPECT_NE(in.pointer("lpftLastWriteTime"), 0u);
    in.take(8, "lpftLastWriteTime");
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(at(5).status(), 259u);  // ERROR_NO_MORE_ITEMS
    EXPECT_EQ(client.call(15, sub_key(root, u"NoSuchKey")).status(), 2u);
    EXPECT_EQ(client.call(16, Stub{}.raw(root).u16(0).u16(0).u32(0).bytes()).status(), 0u);
    EXPECT_EQ(client.call(17, Stub{}.raw(root).unicode(u"x").u32(0).u32(0).u32(0).u32(0).bytes())
                  .status(),
              2u);
    EXPECT_EQ(client.call(26, root).status(), 0u);
    EXPECT_EQ(client.call(5, root).status(), 0u);
    EXPECT_EQ(client.call(5, root).status(), 6u);
}

TEST(RpcWinreg, SaysThatAValueWasWritten) {
    RpcClient client("winreg", "winreg", Caller::user);
    const auto root = client.call(2, open_root()).handle();
    const auto run =
        client.call(6, sub_key(root, u"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run"));
    ASSERT_EQ(run.stub.size(), 20u + 8 + 4);  // handle, disposition, return
    EXPECT_EQ(run.status(), 0u);
    const auto value = Stub{}.raw(run.handle()).unicode(u"x").u32(1).u32(2).u16(0).u32(2).bytes();
    EXPECT_EQ(client.call(22, value).status(), 0u);
    EXPECT_EQ(client.call(20, {}).fault, 5u);  // BaseRegSaveKey
    EXPECT_EQ(client.call(28, {}).fault, 0x1C010002u);
}

TEST(RpcWinreg, SurvivesBrokenArgumentsOfEveryOperation) {
    RpcClient client("winreg", "winreg", Caller::user);
    const auto sample = sub_key(client.call(2, open_root()).handle(), u"SOFTWARE");
    for (std::uint16_t opnum = 0; opnum < 40; ++opnum)
        tests::cut_and_flip(sample, [&](core::Bytes stub) {
            EXPECT_TRUE(client.call(opnum, core::ByteVector(stub.begin(), stub.end())).is_answered);
        });
}

}  // namespace
}  // namespace hitme::dialogue::rpc
