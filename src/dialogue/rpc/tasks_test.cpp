// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/tasks.h"

#include <gtest/gtest.h>

#include "support/rpc_client.h"
#include "support/rpc_samples.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;
using tests::Stub;

TEST(RpcTasks, NumbersAJobOfAUser) {
    const auto job =
        Stub{}.unique_string(u"h").u32(1).u32(0).u8(0).u8(0).u32(4).string(u"cmd").bytes();
    const auto answer = RpcClient("atsvc", "atsvc", Caller::user).call(0, job);
    auto in = answer.read();  // pJobId, return
    EXPECT_EQ(in.u32("pJobId"), 1u);
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(RpcClient("atsvc", "atsvc").call(0, job).status(), 5u);
    EXPECT_EQ(RpcClient("atsvc", "atsvc").call(0, {}).fault, 0x6F7u);
    EXPECT_EQ(RpcClient("atsvc", "atsvc", Caller::user).call(2, {}).status(), 0u);
}

TEST(RpcTasks, TakesTasksThatNeverRun) {
    RpcClient client("atsvc", "itaskschedulerservice", Caller::user);
    const auto task = Stub{}
                          .unique_string(u"\\Upd")
                          .string(u"<Task/>")
                          .u32(6)
                          .u32(0)
                          .u32(0)
                          .u32(0)
                          .u32(0)
                          .bytes();
    const auto answer = client.call(1, task);
    auto in = answer.read();  // pActualPath, pErrorInfo, return
    EXPECT_EQ(in.unique_wide_string("pActualPath").text(), "\\Upd");
    EXPECT_EQ(in.pointer("pErrorInfo"), 0u);
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(client.call(12, Stub{}.string(u"\\Upd").bytes()).stub.size(), 20u);  // a GUID, return
    const auto last = client.call(16, Stub{}.string(u"\\Upd").bytes());
    auto time = last.read();
    EXPECT_EQ(time.u16("wYear"), 2026);
    EXPECT_EQ(client.call(13, {}).status(), 0u);
    EXPECT_EQ(client.call(0, {}).status(), 0u);
    EXPECT_EQ(RpcClient("atsvc", "itaskschedulerservice").call(1, task).status(), 0x80070005u);
}

}  // namespace
}  // namespace hitme::dialogue::rpc
