// SPDX-License-Identifier: Apache-2.0
// Shapes by C706 appendix O; towers as impacket 0.10.0 writes them.
#include "dialogue/rpc/epmapper.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/text.h"
#include "support/rpc_client.h"
#include "support/rpc_samples.h"
#include "wire/rpc_tower.h"

namespace hitme::dialogue::rpc {
namespace {

using tests::RpcClient;
using tests::Stub;

constexpr std::uint32_t not_registered = 0x16C9A0D6;
// SAMR 1.0, NDR, over \pipe\lsass of \\FILES01.
constexpr std::string_view samr_over_a_pipe =
    "050013000d785734123412cdabef000123456789ac01000200000013000d045d888aeb1cc9119fe808002b1048"
    "6002000200000001000b0200000001000f0c005c706970655c6c73617373000100110a005c5c46494c45533031"
    "00";

core::ByteVector lookup(std::uint32_t most,
                        const core::ByteVector& handle = core::ByteVector(20, 0)) {
    return Stub{}.u32(0).u32(0).u32(0).u32(1).raw(handle).u32(most).bytes();
}

core::ByteVector map(core::ByteVector tower, std::uint32_t most) {
    const auto length = static_cast<std::uint32_t>(tower.size());
    Stub stub;
    stub.u32(0).u32(2).u32(length).u32(length);
    tower.resize((tower.size() + 3) / 4 * 4, 0);
    return stub.raw(tower).raw(core::ByteVector(20, 0)).u32(most).bytes();
}

struct Listed {
    std::string annotation;
    wire::RpcTower tower;
};

std::vector<Listed> entries_of(const RpcClient::Answer& answer) {
    auto in = answer.read();
    in.context_handle("entry_handle");
    const auto count = in.u32("num_ents");
    in.u32("max_count");
    in.u32("offset");
    EXPECT_EQ(in.u32("actual_count"), count);
    std::vector<Listed> listed(count);
    for (auto& each : listed) {
        in.align(4, "entry");
        in.take(16, "object");
        EXPECT_NE(in.pointer("tower"), 0u);
        in.u32("offset");
        const auto text = in.take(in.u32("actual_count"), "annotation");
        each.annotation = std::string(core::as_text(text.first(text.size() - 1)));
    }
    for (auto& each : listed) {
        in.align(4, "tower");
        const auto maximum = in.u32("max_count");
        EXPECT_EQ(in.u32("tower_length"), maximum);
        const auto tower = wire::decode_rpc_tower(in.take(maximum, "octets"));
        EXPECT_TRUE(tower);
        if (tower) each.tower = *tower;
    }
    EXPECT_TRUE(in.ok());
    return listed;
}

TEST(RpcEndpointMapper, ListsWhatIsRegisteredAndIsDone) {
    const auto answer = RpcClient("epmapper", "epmapper").call(2, lookup(500));
    EXPECT_EQ(answer.status(), 0u);
    EXPECT_EQ(answer.handle(), core::ByteVector(20, 0));
    const auto all = entries_of(answer);
    const auto log = std::ranges::find_if(
        all, [](const Listed& each) { return each.annotation == "Event log TCPIP"; });
    ASSERT_NE(log, all.end());
    EXPECT_EQ(wire::to_text(log->tower.interface.uuid), "f6beaff7-1e19-4fbb-9f8f-b89e2018337c");
    EXPECT_EQ(log->tower.endpoint, "\\pipe\\eventlog");
    EXPECT_EQ(log->tower.host, "\\\\FILES01");
}

TEST(RpcEndpointMapper, GoesOnByItsHandleUntilNothingIsLeft) {
    RpcClient client("epmapper", "epmapper");
    const auto all = entries_of(client.call(2, lookup(500)));
    for (const std::uint32_t most : {1u, 4u}) {
        std::vector<Listed> joined;
        core::ByteVector handle(20, 0);
        while (joined.size() <= all.size()) {
            const auto answer = client.call(2, lookup(most, handle));
            handle = answer.handle();
            if (answer.status() == not_registered) break;
            ASSERT_EQ(answer.status(), 0u);
            for (auto& each : entries_of(answer)) joined.push_back(std::move(each));
            if (handle == core::ByteVector(20, 0)) break;
        }
        EXPECT_EQ(handle, core::ByteVector(20, 0));
        ASSERT_EQ(joined.size(), all.size());
        for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(joined[i].tower, all[i].tower);
    }
    EXPECT_EQ(client.call(4, core::ByteVector(20, 0)).status(), 0u);
}

TEST(RpcEndpointMapper, ListsOneInterfaceInTheVersionAskedFor) {
    RpcClient client("epmapper", "epmapper");
    const auto samr = *core::from_hex("785734123412cdabef000123456789ac");
    const auto by_interface = [&](std::uint16_t major, std::uint32_t option) {
        return Stub{}
            .u32(1)
            .u32(0)
            .u32(2)
            .raw(samr)
            .u16(major)
            .u16(0)
            .u32(option)
            .raw(core::ByteVector(20, 0))
            .u32(500)
            .bytes();
    };
    const auto found = entries_of(client.call(2, by_interface(1, 3)));
    EXPECT_FALSE(found.empty());
    for (const auto& each : found)
        EXPECT_EQ(wire::to_text(each.tower.interface.uuid), "12345778-1234-abcd-ef00-0123456789ac");
    EXPECT_EQ(client.call(2, by_interface(2, 2)).status(), not_registered);
    EXPECT_EQ(client.call(2, by_interface(2, 1)).status(), 0u);  // whatever the version
}

TEST(RpcEndpointMapper, MapsATowerToItsEndpoints) {
    RpcClient client("epmapper", "epmapper");
    const auto answer = client.call(3, map(*core::from_hex(samr_over_a_pipe), 4));
    EXPECT_EQ(answer.status(), 0u);
    EXPECT_NE(core::to_hex(answer.stub).find(samr_over_a_pipe), std::string::npos);
    auto in = answer.read();
    in.context_handle("entry_handle");
    EXPECT_EQ(in.u32("num_towers"), 2u);  // \PIPE\protected_storage, too
    // [size_is(max_towers)]: rpcclient, which asks for 500, wants to read just that.
    for (const auto& tower : {*core::from_hex(samr_over_a_pipe), core::ByteVector{9, 0}}) {
        const auto many = client.call(3, map(tower, 500));
        auto counts = many.read();
        counts.context_handle("entry_handle");
        counts.u32("num_towers");
        EXPECT_EQ(counts.u32("max_count"), 500u);
    }
    auto unknown = *core::from_hex(samr_over_a_pipe);
    unknown[5] ^= 1;
    EXPECT_EQ(client.call(3, map(unknown, 4)).status(), not_registered);
    EXPECT_EQ(client.call(3, map({9, 0}, 4)).status(), not_registered);
    EXPECT_EQ(client.call(3, {}).fault, 0x6F7u);
}

TEST(RpcEndpointMapper, HasNothingRegisteredOnSamba) {
    RpcClient client("epmapper", "epmapper", Caller::anonymous, tests::made_up_samba());
    const auto answer = client.call(2, lookup(500));
    EXPECT_EQ(answer.status(), not_registered);
    EXPECT_EQ(answer.stub.size(), 20u + 4 + 12 + 4);
    EXPECT_EQ(client.call(3, map(*core::from_hex(samr_over_a_pipe), 4)).status(), not_registered);
}

}  // namespace
}  // namespace hitme::dialogue::rpc
