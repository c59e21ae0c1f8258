// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/svcctl.h"

#include <gtest/gtest.h>

#include "support/rpc_client.h"
#include "support/rpc_samples.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;
using tests::Stub;

core::ByteVector open_manager() {
    return Stub{}.unique_string(u"h").u32(0).u32(0xF003F).bytes();
}

TEST(RpcSvcctl, KeepsGuestsOut) {
    for (const auto caller : {Caller::anonymous, Caller::guest}) {
        RpcClient client("svcctl", "svcctl", caller);
        const auto answer = client.call(15, open_manager());
        EXPECT_EQ(answer.status(), 5u);
        EXPECT_EQ(answer.handle(), core::ByteVector(20, 0));
    }
}

// What psexec and its kin do, in their order (smb.md 1.14).
TEST(RpcSvcctl, LetsAUserCreateStartAndDeleteAServiceThatNeverIs) {
    RpcClient client("svcctl", "svcctl", Caller::user);
    const auto manager = client.call(15, open_manager()).handle();
    const auto open = Stub{}.raw(manager).string(u"PSEXESVC").u32(0xF01FF).bytes();
    EXPECT_EQ(client.call(16, open).status(), 1060u);  // not there yet
    const auto create = Stub{}
                            .raw(manager)
                            .string(u"PSEXESVC")
                            .unique_string(u"PSEXESVC")
                            .u32(0xF01FF)
                            .u32(0x10)
                            .u32(3)
                            .u32(0)
                            .string(u"%SystemRoot%\\PSEXESVC.EXE")
                            .u32(0)
                            .bytes();
    const auto created = client.call(12, create);
    ASSERT_EQ(created.status(), 0u);
    auto in = created.read();  // lpdwTagId, lpServiceHandle
    EXPECT_EQ(in.pointer("lpdwTagId"), 0u);
    const auto handle_bytes = in.take(20, "lpServiceHandle");
    const core::ByteVector first(handle_bytes.begin(), handle_bytes.end());
    EXPECT_EQ(client.call(0, first).status(), 0u);
    const auto service = client.call(16, open);
    ASSERT_EQ(service.status(), 0u);
    EXPECT_EQ(client.call(19, Stub{}.raw(service.handle()).u32(0).u32(0).bytes()).status(), 0u);
    const auto status = client.call(6, service.handle());
    auto words = status.read();  // SERVICE_STATUS
    EXPECT_EQ(words.u32("dwServiceType"), 0x10u);
    EXPECT_EQ(words.u32("dwCurrentState"), 4u);  // running
    EXPECT_EQ(client.call(1, Stub{}.raw(service.handle()).u32(1).bytes()).status(), 0u);
    EXPECT_EQ(client.call(2, service.handle()).status(), 0u);
    EXPECT_EQ(client.call(0, service.handle()).status(), 0u);
    EXPECT_EQ(client.call(6, service.handle()).status(), 6u);  // closed: ERROR_INVALID_HANDLE
}

TEST(RpcSvcctl, ListsTheServicesOfAWindows) {
    RpcClient client("svcctl", "svcctl", Caller::user);
    const auto manager = client.call(15, open_manager()).handle();
    const auto list = [&](std::uint32_t size) {
        return client.call(14, Stub{}.raw(manager).u32(0x30).u32(3).u32(size).u32(0).bytes());
    };
    const auto small = list(0);
    EXPECT_EQ(small.status(), 234u);  // ERROR_MORE_DATA, and how much
    auto in = small.read();
    EXPECT_EQ(in.u32("lpBuffer"), 0u);
    const std::uint32_t needed = in.u32("pcbBytesNeeded");
    const auto whole = list(needed);
    EXPECT_EQ(whole.status(), 0u);
    auto all = whole.read();
    const auto buffer = all.conformant_bytes("lpBuffer");
    ASSERT_EQ(buffer.size(), needed);
    EXPECT_EQ(all.u32("pcbBytesNeeded"), 0u);
    EXPECT_EQ(all.u32("lpServicesReturned"), 12u);
    // The first entry's name, by its offset in the buffer.
    const std::size_t at = buffer[0] | static_cast<std::size_t>(buffer[1]) << 8;
    EXPECT_EQ(wire::utf8_of_utf16(buffer.subspan(at), wire::ByteOrder::little, 50), "Browser");
    const auto spooler = client.call(16, Stub{}.raw(manager).string(u"spooler").u32(1).bytes());
    EXPECT_EQ(spooler.status(), 0u);
    EXPECT_EQ(client.call(17, Stub{}.raw(spooler.handle()).u32(4096).bytes()).status(), 0u);
    EXPECT_EQ(client.call(17, Stub{}.raw(spooler.handle()).u32(4).bytes()).status(), 122u);
    EXPECT_EQ(client.call(40, Stub{}.raw(spooler.handle()).u32(0).u32(36).bytes()).status(), 0u);
}

TEST(RpcSvcctl, SurvivesBrokenArgumentsOfEveryOperation) {
    RpcClient client("svcctl", "svcctl", Caller::user);
    const auto manager = client.call(15, open_manager()).handle();
    const auto sample = Stub{}.raw(manager).string(u"X").u32(1).u32(40).bytes();
    for (std::uint16_t opnum = 0; opnum < 66; ++opnum)
        tests::cut_and_flip(sample, [&](core::Bytes stub) {
            EXPECT_TRUE(client.call(opnum, core::ByteVector(stub.begin(), stub.end())).is_answered);
        });
}

}  // namespace
}  // namespace hitme::dialogue::rpc
