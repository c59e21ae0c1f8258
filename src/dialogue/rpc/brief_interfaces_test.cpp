// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/brief_interfaces.h"

#include <gtest/gtest.h>

#include "support/rpc_client.h"
#include "support/rpc_samples.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;
using tests::Stub;

TEST(RpcBriefInterfaces, ChallengesAndThenRefuses) {
    RpcClient client("netlogon", "netlogon");
    const auto challenge = client.call(
        4, Stub{}.unique_string(u"\\\\DC").string(u"WS").raw(core::ByteVector(8, 0)).bytes());
    EXPECT_EQ(challenge.status(), 0u);
    EXPECT_EQ(challenge.stub.size(), 12u);
    EXPECT_NE(core::ByteVector(challenge.stub.begin(), challenge.stub.begin() + 8),
              core::ByteVector(8, 0));
    const auto authenticate = Stub{}
                                  .unique_string(u"\\\\DC")
                                  .string(u"DC$")
                                  .u16(6)
                                  .string(u"DC")
                                  .raw(core::ByteVector(8, 0))
                                  .u32(0x212FFFFF)
                                  .bytes();
    const auto refused = client.call(26, authenticate);
    EXPECT_EQ(refused.status(), 0xC0000022u);
    EXPECT_EQ(refused.stub.size(), 8u + 4 + 4 + 4);
    EXPECT_EQ(client.call(15, authenticate).stub.size(), 8u + 4 + 4);
    EXPECT_EQ(client.call(34, {}).status(), 1355u);
}

TEST(RpcBriefInterfaces, OpensNoFileForAnybody) {
    const auto name = Stub{}.string(u"\\\\198.51.100.7\\s\\f").u32(0).bytes();
    EXPECT_EQ(RpcClient("lsarpc", "efsrpc").call(0, name).status(), 5u);
    const auto answer = RpcClient("lsarpc", "efsrpc", Caller::user).call(0, name);
    EXPECT_EQ(answer.status(), 53u);
    EXPECT_EQ(answer.handle(), core::ByteVector(20, 0));
    EXPECT_EQ(RpcClient("lsarpc", "efsrpc").call(4, name).status(), 5u);
}

TEST(RpcBriefInterfaces, TellsWhatStandsBehindAPipe) {
    const auto answer = RpcClient("atsvc", "mgmt").call(0, {});
    auto in = answer.read();  // C706 appendix N: a pointer, count, pointers, interface ids
    in.pointer("if_id_vector");
    EXPECT_EQ(in.conformance("if_id"), 3u);
    EXPECT_EQ(in.u32("count"), 3u);
    for (int i = 0; i < 3; ++i) in.pointer("if_id");
    EXPECT_EQ(in.u32("time_low"), 0x1ff70682u);  // atsvc
    EXPECT_EQ(RpcClient("atsvc", "mgmt").call(2, {}).status(), 1u);
    EXPECT_EQ(RpcClient("atsvc", "mgmt").call(77, {}).fault, 0x1C010002u);
}

TEST(RpcBriefInterfaces, RefusesTheOthersInTheirOwnShape) {
    EXPECT_EQ(RpcClient("ntsvcs", "pnp").call(2, {}).status(), 0u);
    EXPECT_EQ(RpcClient("ntsvcs", "pnp").call(54, core::ByteVector(2000, 0)).fault, 5u);
    EXPECT_EQ(RpcClient("eventlog", "eventlog").call(7, {}).status(), 0xC0000022u);
    EXPECT_EQ(RpcClient("initshutdown", "initshutdown").call(0, {}).status(), 5u);
    EXPECT_EQ(RpcClient("netdfs", "netdfs", Caller::anonymous, tests::made_up_samba())
                  .call(0, {})
                  .status(),
              4u);
}

}  // namespace
}  // namespace hitme::dialogue::rpc
