// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/endpoints.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hitme::dialogue::rpc {
namespace {

std::vector<Endpoint> of(std::string_view persona, std::string_view address = "192.0.2.7") {
    return endpoints_of(
        smb::make_machine(*smb::system_named(persona, 1), 5, {}, *core::Address::parse(address)));
}

TEST(RpcEndpoints, AreThoseThatItsSystemRegisters) {
    EXPECT_TRUE(of("samba-4").empty());
    EXPECT_TRUE(of("samba-4-smb2").empty());
    // The task scheduler of Windows since NT ([MS-TSCH] 2.1) and its pipe.
    for (const auto persona : {"windows-xp-sp3", "windows-7", "windows-server-2016"}) {
        const auto all = of(persona);
        EXPECT_TRUE(std::ranges::any_of(all, [](const Endpoint& each) {
            return to_text(each.tower.interface.uuid) == "1ff70682-0a51-30e8-076d-740be8cee98b" &&
                   each.tower.endpoint == "\\PIPE\\atsvc";
        })) << persona;
    }
}

TEST(RpcEndpoints, LieInTheDynamicRangeAndOnTheMachine) {
    const auto machine = smb::make_machine(*smb::system_named("windows-7", 1), 5, {},
                                           *core::Address::parse("192.0.2.7"));
    for (const auto& each : endpoints_of(machine)) {
        if (each.tower.transport == wire::RpcTransport::tcp) {
            EXPECT_GE(each.tower.port, 49152);  // RFC 6335 section 6
            EXPECT_EQ(each.tower.address, (std::array<std::uint8_t, 4>{192, 0, 2, 7}));
        } else if (each.tower.transport == wire::RpcTransport::named_pipe) {
            EXPECT_EQ(each.tower.host, "\\\\" + machine.computer);
        }
    }
}

TEST(RpcEndpoints, NameNoPortWithoutAnAddressOfIpv4) {
    const auto all = of("windows-10", "2001:db8::1");
    EXPECT_FALSE(all.empty());
    EXPECT_TRUE(std::ranges::none_of(
        all, [](const Endpoint& each) { return each.tower.transport == wire::RpcTransport::tcp; }));
    // Windows XP has no dynamic port open in this list either.
    EXPECT_TRUE(std::ranges::none_of(of("windows-xp-sp3"), [](const Endpoint& each) {
        return each.tower.transport == wire::RpcTransport::tcp;
    }));
}

}  // namespace
}  // namespace hitme::dialogue::rpc
