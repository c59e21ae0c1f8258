// SPDX-License-Identifier: Apache-2.0
#include "console/networks/network_desk.h"

#include <gtest/gtest.h>

#include "console/networks/own_networks_area.h"
#include "support/case_house.h"

namespace hitme::console::networks {
namespace {

using namespace std::chrono_literals;
const auto noon = *core::parse_time("2026-03-01T12:00:00Z");

TEST(NetworkDesk, AnOwnAddressThatIsASourceIsToldOnceADayAndANeighbourNever) {
    tests::CaseHouse house;
    OwnNetworksArea area;
    house.ask(area, "POST", "/api/v1/own-networks", noon, "",
              R"({"network":"203.0.113.0/29","owner":"Office"})");
    ASSERT_EQ(house.status, 200u);
    NetworkDesk desk{*house.book, house.notices};
    house.deliver({house.contact("203.0.113.8", noon), house.contact("203.0.112.255", noon),
                   house.contact("203.0.113.7", noon), house.contact("203.0.113.7", noon + 1h)},
                  {&desk}, noon);
    ASSERT_EQ(house.notices.told.size(), 1u);
    EXPECT_EQ(house.notices.told[0].source, "203.0.113.7");
    EXPECT_NE(house.notices.told[0].body.find("\"bytes\":\"SMB\""), std::string::npos);
    // Also after a restart.
    NetworkDesk again{*house.book, house.notices};
    house.deliver(
        {house.contact("203.0.113.7", noon + 2h), house.contact("203.0.113.7", noon + 25h)},
        {&again}, noon);
    EXPECT_EQ(house.notices.told.size(), 2u);
    const auto listed = house.ask(area, "GET", "/api/v1/own-networks", noon + 26h);
    EXPECT_NE(listed.find("\"sightings\":1"), std::string::npos) << listed;
}

TEST(NetworkDesk, ASightingThatTheCommandLineImportedIsToldOnceAlsoAfterARestart) {
    tests::CaseHouse house;
    OwnNetworksArea area;
    house.ask(area, "POST", "/api/v1/own-networks", noon, "",
              R"({"network":"203.0.113.0/29","owner":"Office"})");
    ASSERT_EQ(house.status, 200u);
    OwnNetworks own;
    ASSERT_TRUE(own.refresh(*house.book));
    const auto import = [&](store::Book& book, const char* address, core::Time at, Teller teller) {
        const auto row = *core::Prefix::parse(address);
        const auto noted = note_sighting(book, own.matches(row).at(0),
                                         {row, "DShield 2026-03-01", at, "{}"}, at, teller);
        ASSERT_TRUE(noted.has_value() && noted->has_value());
    };
    NetworkDesk desk{*house.book, house.notices};
    desk.idle(noon);
    // What another process writes, by a book of its own.
    auto others = std::move(*store::open_sqlite_book(house.folder.path(), store::Access::write));
    import(*others, "203.0.113.7", noon, Teller::running_console);
    import(*others, "203.0.113.6", noon, Teller::caller);  // who imported it there tells it
    for (int second = 1; second <= 5; ++second) desk.idle(noon + second * 1s);
    ASSERT_EQ(house.notices.told.size(), 1u);
    EXPECT_EQ(house.notices.told[0].kind, NoticeKind::own_network);
    EXPECT_EQ(house.notices.told[0].severity, Severity::high);
    EXPECT_EQ(house.notices.told[0].source, "203.0.113.7");
    EXPECT_NE(house.notices.told[0].title.find("203.0.113.7"), std::string::npos);
    EXPECT_NE(house.notices.told[0].body.find(R"("feed":"DShield 2026-03-01")"), std::string::npos);
    NetworkDesk again{*house.book, house.notices};
    again.idle(noon + 10s);
    EXPECT_EQ(house.notices.told.size(), 1u);
    // What came while nothing ran is told at the next start.
    import(*others, "203.0.113.5", noon + 1h, Teller::running_console);
    NetworkDesk later{*house.book, house.notices};
    later.idle(noon + 2h);
    ASSERT_EQ(house.notices.told.size(), 2u);
    EXPECT_EQ(house.notices.told[1].source, "203.0.113.5");
}

}  // namespace
}  // namespace hitme::console::networks
