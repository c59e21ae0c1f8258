// SPDX-License-Identifier: Apache-2.0
// The octets are those that impacket 0.10.0 (dcerpc.v5.epm) makes of the same floors.
#include "wire/rpc_tower.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

constexpr std::string_view samr_over_a_pipe =
    "050013000d785734123412cdabef000123456789ac01000200000013000d045d888aeb1cc9119fe808002b1048"
    "6002000200000001000b0200000001000f0c005c706970655c6c73617373000100110a005c5c46494c45533031"
    "00";
constexpr std::string_view svcctl_over_tcp =
    "050013000d81bb7a364498f135ad3298f03800100302000200000013000d045d888aeb1cc9119fe808002b1048"
    "6002000200000001000b020000000100070200c0040100090400c0000207";

core::ByteVector bytes_of(std::string_view hex) {
    return core::from_hex(hex).value_or(core::ByteVector{});
}

TEST(RpcTower, ReadsAPipeAndItsHost) {
    const auto tower = decode_rpc_tower(bytes_of(samr_over_a_pipe));
    ASSERT_TRUE(tower);
    EXPECT_EQ(to_text(tower->interface.uuid), "12345778-1234-abcd-ef00-0123456789ac");
    EXPECT_EQ(tower->interface.major, 1);
    EXPECT_EQ(tower->transfer, ndr_syntax());
    EXPECT_EQ(tower->transport, RpcTransport::named_pipe);
    EXPECT_EQ(tower->endpoint, "\\pipe\\lsass");
    EXPECT_EQ(tower->host, "\\\\FILES01");
}

TEST(RpcTower, ReadsAPortAndItsAddress) {
    const auto tower = decode_rpc_tower(bytes_of(svcctl_over_tcp));
    ASSERT_TRUE(tower);
    EXPECT_EQ(tower->interface.major, 2);
    EXPECT_EQ(tower->transport, RpcTransport::tcp);
    EXPECT_EQ(tower->port, 49156);
    EXPECT_EQ(tower->address, (std::array<std::uint8_t, 4>{192, 0, 2, 7}));
}

TEST(RpcTower, WritesWhatItRead) {
    for (const auto hex : {samr_over_a_pipe, svcctl_over_tcp}) {
        core::ByteVector out;
        encode_rpc_tower(out, *decode_rpc_tower(bytes_of(hex)));
        EXPECT_EQ(core::to_hex(out), hex);
    }
}

TEST(RpcTower, RefusesWhatIsNone) {
    EXPECT_STREQ(decode_rpc_tower(bytes_of("0900")).error().field, "floor_count");
    EXPECT_STREQ(decode_rpc_tower(bytes_of("0100010009000000")).error().field, "floor 1");
    EXPECT_EQ(decode_rpc_tower(bytes_of("0500")).error().fault, core::Fault::truncated);
    for (const auto hex : {samr_over_a_pipe, svcctl_over_tcp})
        tests::for_each_cut_and_flip(bytes_of(hex),
                                     [](core::Bytes bytes) { (void)decode_rpc_tower(bytes); });
}

}  // namespace
}  // namespace hitme::wire
