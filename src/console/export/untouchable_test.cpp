// SPDX-License-Identifier: Apache-2.0
#include "console/export/untouchable.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

std::string_view against(const Untouchable& untouchable, const char* source,
                         const PrefixSet& decoys = {}) {
    return reason_against(named_network(*core::Address::parse(source)), untouchable, decoys);
}
BenignEntry entry(const char* network, std::uint32_t as_number = 0) {
    BenignEntry made;
    if (network != nullptr) made.network = core::Prefix::parse(network);
    made.as_number = as_number;
    made.scanner_class = "research";
    return made;
}

TEST(Untouchable, EachKindHasItsReason) {
    Untouchable untouchable;
    untouchable.own.add(*core::Prefix::parse("61.218.148.0/24"));
    untouchable.allowed.add(*core::Prefix::parse("61.218.149.1"));
    untouchable.resolvers.add(*core::Prefix::parse("61.218.150.1"));
    add_benign(untouchable, {entry("61.218.151.0/24")}, {});
    PrefixSet decoys;
    decoys.add(*core::Prefix::parse("61.218.152.1"));
    EXPECT_EQ(against(untouchable, "61.218.148.9"), "own");
    EXPECT_EQ(against(untouchable, "61.218.149.1"), "allowed");
    EXPECT_EQ(against(untouchable, "61.218.150.1"), "resolver");
    EXPECT_EQ(against(untouchable, "8.8.8.8"), "resolver");
    EXPECT_EQ(against(untouchable, "10.0.0.9"), "reserved");
    EXPECT_EQ(against(untouchable, "61.218.151.200"), "benign");
    EXPECT_EQ(against(untouchable, "61.218.152.1", decoys), "own");
    EXPECT_EQ(against(untouchable, "61.218.147.66", decoys), "");
}

TEST(Untouchable, OneAddressKeepsItsWholeNetworkOut) {
    Untouchable untouchable;
    add_benign(untouchable, {entry("2a00:1:2:3::53")}, {});
    EXPECT_EQ(against(untouchable, "2a00:1:2:3::9"), "benign");
    EXPECT_EQ(against(untouchable, "2a00:1:2:4::9"), "");
}

TEST(Untouchable, ALineOfTheListMayNameAnAs) {
    const auto as_of = [](const core::Address& address) {
        return address.to_string() == "61.218.147.66" ? 64500u : 0u;
    };
    Untouchable untouchable;
    add_benign(untouchable, {entry(nullptr, 64500)}, as_of);
    EXPECT_EQ(against(untouchable, "61.218.147.66"), "benign");
    EXPECT_EQ(against(untouchable, "61.218.147.67"), "") << "an unknown AS is nobody's";
    Untouchable without;
    add_benign(without, {entry(nullptr, 64500)}, {});
    EXPECT_EQ(against(without, "61.218.147.66"), "");
}

}  // namespace
}  // namespace hitme::console
