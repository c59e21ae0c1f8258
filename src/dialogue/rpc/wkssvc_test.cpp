// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/wkssvc.h"

#include <gtest/gtest.h>

#include "support/rpc_client.h"
#include "support/rpc_samples.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;
using tests::Stub;

TEST(RpcWkssvc, TellsNameDomainAndVersion) {
    RpcClient client("wkssvc", "wkssvc");
    const auto answer = client.call(0, Stub{}.unique_string(u"h").u32(100).bytes());
    auto in = answer.read();  // [MS-WKST] 2.2.5.1
    EXPECT_EQ(in.u32("tag"), 100u);
    in.pointer("info");
    EXPECT_EQ(in.u32("platform_id"), 500u);
    in.pointer("computername");
    in.pointer("langroup");
    EXPECT_EQ(in.u32("ver_major"), 6u);
    EXPECT_EQ(in.u32("ver_minor"), 1u);
    EXPECT_EQ(in.wide_string("computername").text(), "FILES01");
    EXPECT_EQ(in.wide_string("langroup").text(), "WORKGROUP");
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(in.left(), 0u);
}

TEST(RpcWkssvc, KeepsTheRestForUsers) {
    const auto level = [](std::uint32_t number) { return Stub{}.u32(0).u32(number).bytes(); };
    EXPECT_EQ(RpcClient("wkssvc", "wkssvc").call(0, level(102)).status(), 5u);
    EXPECT_EQ(RpcClient("wkssvc", "wkssvc", Caller::user).call(0, level(102)).status(), 0u);
    EXPECT_EQ(RpcClient("wkssvc", "wkssvc").call(0, level(7)).status(), 124u);
    const auto users = Stub{}.u32(0).u32(1).u32(1).bytes();
    EXPECT_EQ(RpcClient("wkssvc", "wkssvc").call(2, users).status(), 5u);
    EXPECT_EQ(RpcClient("wkssvc", "wkssvc", Caller::user).call(2, users).status(), 0u);
    EXPECT_EQ(RpcClient("wkssvc", "wkssvc").call(22, {}).fault, 5u);
    EXPECT_EQ(RpcClient("wkssvc", "wkssvc").call(0, {}).fault, 0x6F7u);
}

}  // namespace
}  // namespace hitme::dialogue::rpc
