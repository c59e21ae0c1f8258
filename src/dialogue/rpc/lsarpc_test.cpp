// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/lsarpc.h"

#include <gtest/gtest.h>

#include "support/rpc_client.h"
#include "support/rpc_samples.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;
using tests::Stub;

class RpcLsarpc : public testing::Test {
 protected:
    void SetUp() override { policy_ = client_.call(44, Stub{}.u32(0).bytes()).handle(); }
    Stub with_policy() { return Stub{}.raw(policy_); }
    Stub sids(std::initializer_list<std::uint32_t> rids) {
        Stub stub = with_policy();
        const auto count = static_cast<std::uint32_t>(rids.size());
        stub.u32(count).u32(0x20000).u32(count);
        for (std::uint32_t i = 0; i < count; ++i) stub.u32(0x20004 + 4 * i);
        for (const auto rid : rids) {
            stub.u32(5).u8(1).u8(5).raw(core::ByteVector{0, 0, 0, 0, 0, 5});
            stub.u32(21).u32(1111).u32(2222).u32(3333).u32(rid);
        }
        return stub.u32(0).u32(0).u16(1).u32(0);
    }

    RpcClient client_{"lsarpc", "lsarpc"};
    core::ByteVector policy_;
};

TEST_F(RpcLsarpc, TellsTheAccountDomainAndItsSid) {
    const auto answer = client_.call(7, with_policy().u16(5).bytes());
    auto in = answer.read();  // [MS-LSAD] 2.2.4.6
    in.pointer("PolicyInformation");
    EXPECT_EQ(in.u16("tag"), 5);
    const auto header = in.unicode_header("DomainName");
    in.pointer("DomainSid");
    EXPECT_EQ(in.unicode_body(header, "DomainName").text(), "FILES01");
    EXPECT_EQ(in.sid("DomainSid"), "S-1-5-21-1111-2222-3333");
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(client_.call(7, with_policy().u16(3).bytes()).status(), 0u);
    EXPECT_EQ(client_.call(46, with_policy().u16(12).bytes()).status(), 0u);
    EXPECT_EQ(client_.call(7, with_policy().u16(99).bytes()).status(), 0xC0000003u);
}

TEST_F(RpcLsarpc, LacksOnSambaWhatSambaLacks) {
    // impacket's lookupsid against Samba 4.17: nca_s_op_rng_error (smb.md 2.1)
    RpcClient samba("lsarpc", "lsarpc", Caller::anonymous, tests::made_up_samba());
    const auto policy = samba.call(44, Stub{}.u32(0).bytes()).handle();
    EXPECT_EQ(samba.call(46, Stub{}.raw(policy).u16(5).bytes()).fault, 0x1C010002u);
}

TEST_F(RpcLsarpc, FindsNamesOfSids) {
    const auto answer = client_.call(57, sids({500, 4242}).bytes());
    EXPECT_EQ(answer.status(), 0x107u);  // STATUS_SOME_NOT_MAPPED
    auto in = answer.read();             // [MS-LSAT] 2.2.12, 2.2.21
    in.pointer("ReferencedDomains");
    EXPECT_EQ(in.u32("Entries"), 1u);
    in.pointer("Domains");
    in.u32("MaxEntries");
    in.conformance("Domains");
    const auto domain = in.unicode_header("Name");
    in.pointer("Sid");
    EXPECT_EQ(in.unicode_body(domain, "Name").text(), "FILES01");
    EXPECT_EQ(in.sid("Sid"), "S-1-5-21-1111-2222-3333");
    EXPECT_EQ(in.u32("Entries"), 2u);
    in.pointer("Names");
    in.conformance("Names");
    EXPECT_EQ(in.u16("Use"), 1);
    const auto first = in.unicode_header("Name");
    EXPECT_EQ(in.u32("DomainIndex"), 0u);
    in.u32("Flags");
    EXPECT_EQ(in.u16("Use"), 8);
    const auto second = in.unicode_header("Name");
    in.u32("DomainIndex");
    in.u32("Flags");
    EXPECT_EQ(in.unicode_body(first, "Name").text(), "Administrator");
    EXPECT_EQ(in.unicode_body(second, "Name").text(), "00001092");  // 4242
    EXPECT_EQ(in.u32("MappedCount"), 1u);
    EXPECT_EQ(in.u32("return"), 0x107u);
    EXPECT_EQ(in.left(), 0u);
    EXPECT_EQ(client_.call(15, sids({500, 501}).bytes()).status(), 0u);
    EXPECT_EQ(client_.call(15, sids({9}).bytes()).status(), 0xC0000073u);
}

TEST_F(RpcLsarpc, FindsSidsOfNames) {
    const auto ask = [&](std::uint16_t opnum) {
        return client_.call(opnum, with_policy().u32(1).u32(1).unicode(u"FILES01\\ann").bytes());
    };
    const auto answer = ask(68);
    auto in = answer.read();  // LSAPR_TRANSLATED_SIDS_EX2 (2.2.24)
    in.pointer("ReferencedDomains");
    in.u32("Entries");
    in.pointer("Domains");
    in.u32("MaxEntries");
    in.conformance("Domains");
    const auto domain = in.unicode_header("Name");
    in.pointer("Sid");
    in.unicode_body(domain, "Name");
    in.sid("Sid");
    EXPECT_EQ(in.u32("Entries"), 1u);
    in.pointer("Sids");
    in.conformance("Sids");
    EXPECT_EQ(in.u16("Use"), 1);
    EXPECT_NE(in.pointer("Sid"), 0u);
    EXPECT_EQ(in.u32("DomainIndex"), 0u);
    in.u32("Flags");
    EXPECT_EQ(in.sid("Sid"), "S-1-5-21-1111-2222-3333-1000");
    EXPECT_EQ(in.u32("MappedCount"), 1u);
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(ask(14).status(), 0u);
    EXPECT_EQ(ask(58).status(), 0u);
    EXPECT_EQ(client_.call(14, with_policy().u32(1).u32(1).unicode(u"krbtgt").bytes()).status(),
              0xC0000073u);
}

TEST_F(RpcLsarpc, TellsCallersWhoTheyAre) {
    const auto name = [](Caller caller) {
        RpcClient client("lsarpc", "lsarpc", caller);
        const auto answer = client.call(45, Stub{}.u32(0).u32(0).u32(0).bytes());
        auto in = answer.read();
        in.pointer("UserName");
        return in.unicode_body(in.unicode_header("UserName"), "UserName").text();
    };
    EXPECT_EQ(name(Caller::anonymous), "ANONYMOUS LOGON");
    EXPECT_EQ(name(Caller::guest), "Guest");
    EXPECT_EQ(name(Caller::user), "Administrator");
}

TEST_F(RpcLsarpc, TellsItsRoleByDssetup) {
    RpcClient client("lsarpc", "dssetup");
    const auto answer = client.call(0, Stub{}.u16(1).bytes());
    auto in = answer.read();  // [MS-DSSP] 2.2.3
    in.pointer("DomainInfo");
    EXPECT_EQ(in.u16("tag"), 1);
    EXPECT_EQ(in.u32("MachineRole"), 0u);  // standalone workstation
    in.u32("Flags");
    in.pointer("DomainNameFlat");
    in.pointer("DomainNameDns");
    in.pointer("DomainForestName");
    in.take(16, "DomainGuid");
    EXPECT_EQ(in.wide_string("DomainNameFlat").text(), "WORKGROUP");
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(client.call(9, core::ByteVector(3000, 'A')).fault, 0x1C010002u);
}

TEST_F(RpcLsarpc, SurvivesBrokenArgumentsOfEveryOperation) {
    const auto sample = sids({500}).bytes();
    for (std::uint16_t opnum = 0; opnum < 80; ++opnum)
        tests::cut_and_flip(sample, [&](core::Bytes stub) {
            EXPECT_TRUE(
                client_.call(opnum, core::ByteVector(stub.begin(), stub.end())).is_answered);
        });
}

}  // namespace
}  // namespace hitme::dialogue::rpc
