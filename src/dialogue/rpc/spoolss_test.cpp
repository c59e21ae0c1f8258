// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/spoolss.h"

#include <gtest/gtest.h>

#include "support/rpc_client.h"
#include "support/rpc_samples.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;
using tests::Stub;

TEST(RpcSpoolss, HasNoPrinters) {
    RpcClient client("spoolss", "spoolss");
    const auto answer = client.call(
        0, Stub{}.u32(2).u32(0).u32(1).u32(4).u32(8).raw(core::ByteVector(8, 1)).u32(8).bytes());
    auto in = answer.read();  // [MS-RPRN] 3.1.4.2.1
    EXPECT_NE(in.pointer("pPrinterEnum"), 0u);
    EXPECT_EQ(in.conformant_bytes("pPrinterEnum").size(), 8u);
    EXPECT_EQ(in.u32("pcbNeeded"), 0u);
    EXPECT_EQ(in.u32("pcReturned"), 0u);
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(client.call(0, Stub{}.u32(2).u32(0).u32(1).u32(0).u32(0xFFFFFFFF).bytes()).fault,
              0x6F7u);
}

TEST(RpcSpoolss, OpensTheServerAndNoPrinter) {
    RpcClient client("spoolss", "spoolss");
    const auto server = client.call(1, Stub{}.unique_string(u"\\\\files01").bytes());
    EXPECT_EQ(server.status(), 0u);
    EXPECT_EQ(client.call(69, Stub{}.unique_string(u"\\\\files01\\hp").bytes()).status(), 1801u);
    EXPECT_EQ(client.call(17, Stub{}.raw(server.handle()).u32(1).bytes()).status(), 6u);
    // A printer notification: what Windows says once it could not call back.
    const auto notify = Stub{}
                            .raw(server.handle())
                            .u32(0x100)
                            .u32(0)
                            .unique_string(u"\\\\198.51.100.7")
                            .u32(0)
                            .u32(0)
                            .bytes();
    EXPECT_EQ(client.call(65, notify).status(), 1722u);
    EXPECT_EQ(client.call(89, {}).status(), 5u);
    EXPECT_EQ(client.call(29, server.handle()).status(), 0u);
    EXPECT_EQ(client.call(65, notify).status(), 6u);
}

}  // namespace
}  // namespace hitme::dialogue::rpc
