// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/dispatch.h"

#include <gtest/gtest.h>

#include "support/rpc_client.h"
#include "support/rpc_samples.h"

namespace hitme::dialogue::rpc {
namespace {

const wire::RpcInterface& named(std::string_view name) {
    return *wire::find_rpc_interface(name);
}

TEST(RpcDispatch, PutsInterfacesBehindTheirPipes) {
    const auto& windows = tests::made_up_windows();
    EXPECT_TRUE(offers(windows, "browser", named("srvsvc")));
    EXPECT_TRUE(offers(windows, "ntsvcs", named("pnp")));
    EXPECT_TRUE(offers(windows, "lsarpc", named("efsrpc")));
    EXPECT_TRUE(offers(windows, "anything", named("mgmt")));
    EXPECT_FALSE(offers(windows, "spoolss", named("srvsvc")));
    EXPECT_FALSE(offers(windows, "nddeapi", named("nddeapi")));
    EXPECT_TRUE(offers(windows, "atsvc", named("itaskschedulerservice")));
    const auto& xp = *smb::system_named("windows-xp-sp3", 0);
    EXPECT_TRUE(offers(xp, "atsvc", named("atsvc")));
    EXPECT_FALSE(offers(xp, "atsvc", named("itaskschedulerservice")));
    const auto& samba = tests::made_up_samba();
    EXPECT_TRUE(offers(samba, "srvsvc", named("srvsvc")));
    EXPECT_FALSE(offers(samba, "wkssvc", named("srvsvc")));
    EXPECT_FALSE(offers(samba, "lsarpc", named("efsrpc")));
    EXPECT_FALSE(offers(samba, "srvsvc", named("mgmt")));
}

TEST(RpcDispatch, SaysTheAddressesThatCapturesShow) {
    EXPECT_EQ(secondary_address(tests::made_up_samba(), "lsarpc"), "\\pipe\\lsass");
    EXPECT_EQ(secondary_address(tests::made_up_samba(), "samr"), "\\pipe\\samr");
    EXPECT_EQ(secondary_address(tests::made_up_windows(), "samr"), "\\pipe\\lsass");
    EXPECT_EQ(secondary_address(tests::made_up_windows(), "browser"), "\\PIPE\\browser");
    EXPECT_EQ(secondary_address(tests::made_up_windows(), "spoolss"), "\\pipe\\spoolss");
}

TEST(RpcDispatch, AnswersEveryOperationOfEveryInterfaceWhateverItsStub) {
    const core::ByteVector stubs[] = {{},
                                      core::ByteVector(64, 0),
                                      core::ByteVector(64, 0xFF),
                                      tests::Stub{}.unique_string(u"h").u32(1).handle().bytes()};
    const auto machine = tests::made_up_machine();
    core::Random random{1};
    for (const auto& interface : wire::rpc_interfaces())
        for (std::uint16_t opnum = 0; opnum < 100; ++opnum)
            for (const auto& stub : stubs) {
                Handles handles;
                Visit visit{machine, Caller::user, "srvsvc", tests::RpcClient::now(),
                            random,  handles};
                const auto answer =
                    answer_call(interface, {opnum, stub, wire::ByteOrder::little}, visit);
                EXPECT_TRUE(answer.fault != 0 || answer.stub.size() >= 4)
                    << interface.name << ' ' << opnum;
                if (!wire::find_rpc_operation(interface, opnum)) {
                    EXPECT_EQ(answer.fault, wire::rpc_fault_operation_range)
                        << interface.name << ' ' << opnum;
                }
            }
}

}  // namespace
}  // namespace hitme::dialogue::rpc
