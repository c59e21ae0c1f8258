// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/samr.h"

#include <gtest/gtest.h>

#include "support/rpc_client.h"
#include "support/rpc_samples.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;
using tests::Stub;

// A client that has connected and opened the machine's own domain.
class RpcSamr : public testing::Test {
 protected:
    void SetUp() override {
        server_ = client_.call(57, Stub{}.u32(0).u32(0x02000000).bytes()).handle();
        domain_ = open_domain({21, 1111, 2222, 3333});
    }
    core::ByteVector open_domain(std::vector<std::uint32_t> parts) {
        Stub stub;
        stub.raw(server_).u32(0x200).u32(static_cast<std::uint32_t>(parts.size())).u8(1);
        stub.u8(static_cast<unsigned>(parts.size())).raw(core::ByteVector{0, 0, 0, 0, 0, 5});
        for (const auto part : parts) stub.u32(part);
        const auto answer = client_.call(7, stub.bytes());
        EXPECT_EQ(answer.status(), 0u);
        return answer.handle();
    }
    Stub with(const core::ByteVector& handle) { return Stub{}.raw(handle); }

    RpcClient client_{"samr", "samr"};
    core::ByteVector server_;
    core::ByteVector domain_;
};

TEST_F(RpcSamr, AnswersEveryWayToConnect) {
    EXPECT_EQ(client_.call(0, Stub{}.u32(0).u32(1).bytes()).status(), 0u);
    EXPECT_EQ(client_.call(62, Stub{}.u32(0).u32(1).u32(1).bytes()).status(), 0u);
    const auto answer =
        client_.call(64, Stub{}.unique_string(u"h").u32(1).u32(1).u32(1).u32(3).u32(0).bytes());
    auto in = answer.read();  // [MS-SAMR] 3.1.5.1.1
    EXPECT_EQ(in.u32("OutVersion"), 1u);
    EXPECT_EQ(in.u32("tag"), 1u);
    EXPECT_EQ(in.u32("Revision"), 3u);
    in.u32("SupportedFeatures");
    EXPECT_EQ(in.take(20, "handle").size(), 20u);
    EXPECT_EQ(in.u32("return"), 0u);
}

TEST_F(RpcSamr, ListsTwoDomains) {
    const auto answer = client_.call(6, with(server_).u32(0).u32(0xFFFF).bytes());
    auto in = answer.read();  // 2.2.3.4
    in.u32("EnumerationContext");
    in.pointer("Buffer");
    EXPECT_EQ(in.u32("EntriesRead"), 2u);
    in.pointer("array");
    EXPECT_EQ(in.conformance("array"), 2u);
    in.u32("rid");
    const auto first = in.unicode_header("name");
    in.u32("rid");
    const auto second = in.unicode_header("name");
    EXPECT_EQ(in.unicode_body(first, "name").text(), "FILES01");
    EXPECT_EQ(in.unicode_body(second, "name").text(), "Builtin");
    EXPECT_EQ(in.u32("CountReturned"), 2u);
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(in.left(), 0u);
}

TEST_F(RpcSamr, FindsADomainsSid) {
    const auto answer = client_.call(5, with(server_).unicode(u"files01").bytes());
    auto in = answer.read();
    in.pointer("DomainId");
    EXPECT_EQ(in.sid("DomainId"), "S-1-5-21-1111-2222-3333");
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_EQ(client_.call(5, with(server_).unicode(u"ELSEWHERE").bytes()).status(), 0xC00000DFu);
    open_domain({32});
}

TEST_F(RpcSamr, ListsUsersWithTheirRids) {
    const auto answer = client_.call(13, with(domain_).u32(0).u32(0x10).u32(0xFFFF).bytes());
    auto in = answer.read();
    in.u32("EnumerationContext");
    in.pointer("Buffer");
    EXPECT_EQ(in.u32("EntriesRead"), 4u);
    in.pointer("array");
    in.conformance("array");
    std::vector<std::uint32_t> rids;
    std::vector<wire::NdrUnicodeHeader> headers;
    for (int i = 0; i < 4; ++i) {
        rids.push_back(in.u32("rid"));
        headers.push_back(in.unicode_header("name"));
    }
    EXPECT_EQ(rids, (std::vector<std::uint32_t>{500, 501, 1000, 1001}));
    EXPECT_EQ(in.unicode_body(headers[0], "name").text(), "Administrator");
    EXPECT_EQ(in.unicode_body(headers[1], "name").text(), "Guest");
    EXPECT_EQ(in.unicode_body(headers[2], "name").text(), "ann");
    // From the end on, nothing; and Builtin has aliases, no users.
    EXPECT_EQ(client_.call(13, with(domain_).u32(4).u32(0).u32(9).bytes()).status(), 0u);
    const auto builtin = open_domain({32});
    auto aliases = client_.call(15, with(builtin).u32(0).u32(9).bytes());
    auto list = aliases.read();
    list.u32("EnumerationContext");
    list.pointer("Buffer");
    EXPECT_EQ(list.u32("EntriesRead"), 14u);  // of Windows 7
}

TEST_F(RpcSamr, ShowsUsersOnDisplayFromAnIndexOn) {
    const auto ask = [&](std::uint32_t index) {
        return client_.call(40, with(domain_).u16(1).u32(index).u32(2).u32(0xFFFF).bytes());
    };
    const auto answer = ask(2);
    auto in = answer.read();  // 3.1.5.3.1, 2.2.8.3
    in.u32("TotalAvailable");
    in.u32("TotalReturned");
    EXPECT_EQ(in.u16("tag"), 1);
    EXPECT_EQ(in.u32("EntriesRead"), 2u);
    in.pointer("Buffer");
    EXPECT_EQ(in.conformance("Buffer"), 2u);
    EXPECT_EQ(in.u32("Index"), 3u);
    EXPECT_EQ(in.u32("Rid"), 1000u);
    EXPECT_EQ(in.u32("AccountControl"), 0x10u);
    EXPECT_EQ(ask(4).status(), 0x8000001Au);
}

TEST_F(RpcSamr, LooksUpNamesAndRids) {
    const auto names =
        client_.call(17, with(domain_).u32(1).u32(1000).u32(0).u32(1).unicode(u"BOB").bytes());
    auto in = names.read();
    EXPECT_EQ(in.u32("Count"), 1u);
    in.pointer("Element");
    in.conformance("Element");
    EXPECT_EQ(in.u32("rid"), 1001u);
    EXPECT_EQ(in.u32("Count"), 1u);
    in.pointer("Element");
    in.conformance("Element");
    EXPECT_EQ(in.u32("use"), 1u);
    EXPECT_EQ(in.u32("return"), 0u);
    const auto rids = [&](std::uint32_t first, std::uint32_t second) {
        return client_
            .call(18, with(domain_).u32(2).u32(1000).u32(0).u32(2).u32(first).u32(second).bytes())
            .status();
    };
    EXPECT_EQ(rids(500, 501), 0u);
    EXPECT_EQ(rids(500, 999), 0x107u);
    EXPECT_EQ(rids(998, 999), 0xC0000073u);
}

TEST_F(RpcSamr, TellsAUserInFull) {
    const auto user = client_.call(34, with(domain_).u32(0x11B).u32(1000).bytes());
    ASSERT_EQ(user.status(), 0u);
    const auto answer = client_.call(47, with(user.handle()).u16(21).bytes());
    auto in = answer.read();  // 2.2.6.6
    in.pointer("Buffer");
    EXPECT_EQ(in.u16("tag"), 21);
    for (int i = 0; i < 12; ++i) in.u32("times");
    const auto name = in.unicode_header("UserName");
    for (int i = 0; i < 12; ++i) in.unicode_header("texts");
    in.u32("SecurityDescriptor.Length");
    in.pointer("SecurityDescriptor");
    EXPECT_EQ(in.u32("UserId"), 1000u);
    EXPECT_EQ(in.u32("PrimaryGroupId"), 513u);
    EXPECT_EQ(in.u32("UserAccountControl"), 0x10u);
    in.u32("WhichFields");
    EXPECT_EQ(in.u16("UnitsPerWeek"), 168);
    EXPECT_EQ(in.pointer("LogonHours"), 0u);
    in.take(12, "counts");
    EXPECT_EQ(in.unicode_body(name, "UserName").text(), "ann");
    EXPECT_EQ(in.u32("return"), 0u);
    EXPECT_TRUE(in.ok());
    EXPECT_EQ(in.left(), 0u);
    EXPECT_EQ(client_.call(34, with(domain_).u32(0x11B).u32(4242).bytes()).status(), 0xC0000064u);
    EXPECT_EQ(client_.call(39, with(user.handle()).bytes()).status(), 0u);
}

TEST_F(RpcSamr, TellsADomainsRules) {
    for (const std::uint32_t asked : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 9u, 11u, 12u, 13u}) {
        const auto answer = client_.call(46, with(domain_).u16(asked).bytes());
        EXPECT_EQ(answer.status(), 0u) << asked;
        auto in = answer.read();
        in.pointer("Buffer");
        EXPECT_EQ(in.u16("tag"), asked);
    }
    EXPECT_EQ(client_.call(46, with(domain_).u16(99).bytes()).status(), 0xC0000003u);
}

TEST_F(RpcSamr, FaultsOnHandlesThatItDidNotGive) {
    EXPECT_EQ(client_.call(6, Stub{}.handle().u32(0).u32(9).bytes()).fault, 0x1C00001Au);
    EXPECT_EQ(client_.call(13, with(server_).u32(0).u32(0).u32(9).bytes()).fault, 0x1C00001Au);
    EXPECT_EQ(client_.call(1, with(server_).bytes()).status(), 0u);
    EXPECT_EQ(client_.call(6, with(server_).u32(0).u32(9).bytes()).fault, 0x1C00001Au);
    EXPECT_EQ(client_.call(12, {}).fault, 5u);          // SamrCreateUserInDomain
    EXPECT_EQ(client_.call(4, {}).fault, 0x1C010002u);  // not used on the wire
}

TEST_F(RpcSamr, SurvivesBrokenArgumentsOfEveryOperation) {
    const auto sample = with(domain_).u32(1).u32(1000).u32(0).u32(1).unicode(u"BOB").bytes();
    for (std::uint16_t opnum = 0; opnum < 70; ++opnum)
        tests::cut_and_flip(sample, [&](core::Bytes stub) {
            const auto answer = client_.call(opnum, core::ByteVector(stub.begin(), stub.end()));
            EXPECT_TRUE(answer.is_answered);
        });
}

}  // namespace
}  // namespace hitme::dialogue::rpc
