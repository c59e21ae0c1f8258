// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/block_filter.h"

#include <gtest/gtest.h>

namespace hitme::store::sqlite {
namespace {

const event::Signal smb{event::Transport::tcp, 445};

TEST(BlockFilter, NeverDeniesWhatWasAdded) {
    FilterBuilder builder;
    for (std::uint32_t i = 0; i < 1000; ++i)
        builder.add(core::Address::v4(0x0A000000 + i * 977), smb);
    const std::string filter = builder.finish();
    for (std::uint32_t i = 0; i < 1000; ++i) {
        const auto source = core::Address::v4(0x0A000000 + i * 977);
        EXPECT_TRUE(may_contain(core::as_bytes(filter), source_key(source)));
        EXPECT_TRUE(may_contain(core::as_bytes(filter), network_key(source)));
    }
    EXPECT_TRUE(may_contain(core::as_bytes(filter), signal_key(smb)));
}

// 0.8 % is expected; of 10,000 foreign keys that is 80, with a standard deviation of 9.
TEST(BlockFilter, RarelyAdmitsWhatWasNotAdded) {
    FilterBuilder builder;
    for (std::uint32_t i = 0; i < 1000; ++i)
        builder.add(core::Address::v4(0x0A000000 + i * 977), smb);
    const std::string filter = builder.finish();
    int admitted = 0;
    for (std::uint32_t i = 0; i < 10'000; ++i)
        admitted +=
            may_contain(core::as_bytes(filter), source_key(core::Address::v4(0xC0000000 + i)));
    EXPECT_LT(admitted, 160);
}

TEST(BlockFilter, SpendsTenBitsPerDistinctKey) {
    FilterBuilder builder;
    for (int i = 0; i < 1024; ++i) builder.add(core::Address::v4(0x0A000001), smb);
    EXPECT_EQ(builder.finish().size(), 4u);  // three keys, 30 bits
}

TEST(BlockFilter, KnowsNetworksNoWiderThanItsOwn) {
    const auto source = *core::Address::parse("192.0.2.77");
    EXPECT_EQ(prefix_key(*core::Prefix::parse("192.0.2.0/24")), network_key(source));
    EXPECT_EQ(prefix_key(*core::Prefix::parse("192.0.2.64/26")), network_key(source));
    EXPECT_EQ(prefix_key(*core::Prefix::parse("192.0.2.77")), source_key(source));
    EXPECT_FALSE(prefix_key(*core::Prefix::parse("192.0.0.0/16")));
    const auto six = *core::Address::parse("2001:db8:1:2::3");
    EXPECT_EQ(prefix_key(*core::Prefix::parse("2001:db8:1::/48")), network_key(six));
    EXPECT_EQ(prefix_key(*core::Prefix::parse("2001:db8:1:2::/64")), network_key(six));
    EXPECT_FALSE(prefix_key(*core::Prefix::parse("2001:db8::/32")));
}

TEST(BlockFilter, EmptyFilterHoldsNothingBack) {
    EXPECT_TRUE(may_contain({}, signal_key(smb)));
}

}  // namespace
}  // namespace hitme::store::sqlite
