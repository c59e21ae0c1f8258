// SPDX-License-Identifier: Apache-2.0
#include "console/own_networks.h"

#include <gtest/gtest.h>

#include <random>

#include "support/case_house.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;
const auto noon = *core::parse_time("2026-03-01T12:00:00Z");

OwnNetwork own(const char* prefix, const char* owner, OwnKind kind = OwnKind::block) {
    OwnNetwork made;
    made.network = *core::Prefix::parse(prefix);
    made.id = own_network_id(made.network);
    made.owner = owner;
    made.kind = kind;
    return made;
}

TEST(OwnNetworks, TheMostSpecificOwnerIsNamed) {
    OwnNetworks networks;
    networks.set({own("203.0.112.0/22", "Us"), own("203.0.113.0/24", "Customer", OwnKind::customer),
                  own("203.0.113.7/32", "Office", OwnKind::nat_egress),
                  own("2001:db8::/32", "Us six")});
    const auto who = [&](const char* address) {
        const auto* found = networks.owner_of(*core::Address::parse(address));
        return found == nullptr ? std::string() : found->owner;
    };
    EXPECT_EQ(who("203.0.112.9"), "Us");
    EXPECT_EQ(who("203.0.113.9"), "Customer");
    EXPECT_EQ(who("203.0.113.7"), "Office");
    EXPECT_EQ(who("203.0.116.0"), "");
    EXPECT_EQ(who("203.0.111.255"), "");
    EXPECT_EQ(who("2001:db8:1::1"), "Us six");
    EXPECT_EQ(networks.around(*networks.owner_of(*core::Address::parse("203.0.113.7")))->owner,
              "Customer");
}

TEST(OwnNetworks, AFeedsRowMatchesCertainlyOrNot) {
    OwnNetworks networks;
    networks.set({own("203.0.112.0/22", "Us"), own("198.51.100.8/29", "Small")});
    auto found = networks.matches(*core::Prefix::parse("203.0.113.0/24"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_TRUE(found[0].certain);
    found = networks.matches(*core::Prefix::parse("198.51.100.0/24"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_FALSE(found[0].certain);
    EXPECT_TRUE(networks.matches(*core::Prefix::parse("198.51.101.0/24")).empty());
    EXPECT_TRUE(networks.matches(*core::Prefix::parse("198.51.100.7")).empty());
    EXPECT_TRUE(networks.matches(*core::Prefix::parse("198.51.100.16")).empty());
}

// 0 alerts for neighbours: the addresses just outside of random own prefixes, and random ones, by arithmetic on numbers.
TEST(OwnNetworks, NeighboursNeverMatchInTenThousandTrials) {
    std::mt19937 engine{11};
    const auto random = [&] { return static_cast<std::uint32_t>(engine()); };
    for (int trial = 0; trial < 10'000; ++trial) {
        const int length = 8 + static_cast<int>(random() % 25);
        const std::uint32_t size =
            length == 0 ? 0 : static_cast<std::uint32_t>(std::uint64_t{1} << (32 - length));
        const std::uint32_t start = (0x0B000000u + (random() % 0x70000000u)) & ~(size - 1);
        OwnNetworks networks;
        OwnNetwork made;
        made.network = core::Prefix::of(core::Address::v4(start), length);
        made.owner = "us";
        networks.set({made});
        EXPECT_EQ(networks.owner_of(core::Address::v4(start - 1)), nullptr);
        EXPECT_EQ(networks.owner_of(core::Address::v4(start + size)), nullptr);
        EXPECT_NE(networks.owner_of(core::Address::v4(start)), nullptr);
        EXPECT_NE(networks.owner_of(core::Address::v4(start + (size - 1))), nullptr);
        const std::uint32_t other = random();
        EXPECT_EQ(networks.owner_of(core::Address::v4(other)) != nullptr, other - start < size);
        // A row for the /24 beside ours says nothing of us.
        if (length <= 24) {
            EXPECT_TRUE(
                networks.matches(core::Prefix::of(core::Address::v4(start + size), 24)).empty());
        }
    }
}

TEST(OwnNetworks, ASightingTellsBothRecordsOnceADay) {
    tests::CaseHouse house;
    const auto network = own("203.0.113.7/32", "Office Berlin", OwnKind::nat_egress);
    OwnSighting sighting;
    sighting.address = *core::Prefix::parse("203.0.113.7");
    sighting.feed = "DShield AS report, 2026-03-01";
    sighting.at = noon;
    sighting.record = R"({"reports":12,"targets":3})";
    auto told = note_sighting(*house.book, {&network, true}, sighting, noon);
    ASSERT_TRUE(told.has_value()) << told.error().context;
    ASSERT_TRUE(told->has_value());
    EXPECT_EQ((*told)->kind, NoticeKind::own_network);
    EXPECT_NE((*told)->text.find("Office Berlin"), std::string::npos);
    EXPECT_NE((*told)->body.find("\"reports\":12"), std::string::npos);
    sighting.at = noon + 23h;
    EXPECT_FALSE(note_sighting(*house.book, {&network, true}, sighting, noon)->has_value());
    sighting.at = noon + 24h;
    EXPECT_TRUE(note_sighting(*house.book, {&network, true}, sighting, noon)->has_value());
    store::EntryQuery query;
    query.kind = own_sighting_kind;
    query.subject = "203.0.113.7";
    EXPECT_EQ(house.book->list(query)->total, 1u);
}

TEST(OwnNetworks, AnUncertainRowSaysThatItMayBeANeighbour) {
    tests::CaseHouse house;
    const auto network = own("198.51.100.8/29", "Small");
    OwnSighting sighting;
    sighting.address = *core::Prefix::parse("198.51.100.0/24");
    sighting.feed = "block list";
    sighting.at = noon;
    const auto told = note_sighting(*house.book, {&network, false}, sighting, noon);
    ASSERT_TRUE(told.has_value() && told->has_value());
    EXPECT_NE((*told)->text.find("may be a neighbour"), std::string::npos);
}

}  // namespace
}  // namespace hitme::console
