// SPDX-License-Identifier: Apache-2.0
#include "store/source_snapshot.h"

#include <gtest/gtest.h>

#include "store/sqlite/store.h"
#include "support/many_sources.h"
#include "support/scratch_folder.h"

namespace hitme::store {
namespace {

TEST(SourceSnapshot, PagesAsTheStoreDoes) {
    tests::ManySources many(700);
    auto store = many.reader();
    const auto snapshot = SourceSnapshot::of(*store, tests::many_sources_from);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ((*snapshot)->size(), 700u);
    for (const auto& query : tests::source_questions()) {
        const auto expected = store->sources(query);
        ASSERT_TRUE(expected);
        const auto page = (*snapshot)->page(query);
        EXPECT_EQ(page.total, expected->total);
        ASSERT_EQ(page.addresses.size(), expected->rows.size());
        for (std::size_t i = 0; i < page.addresses.size(); ++i)
            EXPECT_EQ(page.addresses[i], expected->rows[i].source) << i;
        std::uint64_t visited = 0;
        (*snapshot)->visit(query, [&](const core::Address&, core::Time) { ++visited; });
        EXPECT_EQ(visited, expected->total);
    }
}

/// By the last byte of the address, which here is its number: an AS and a country for two of three, a class for each.
NetworkKey network_by_address(const core::Address& source, core::Time) {
    const auto number =
        static_cast<std::uint32_t>(source.is_v4() ? source.v4_value() : source.high() >> 32);
    NetworkKey key;
    if (number % 3 != 0) key.asn = 64500 + number % 5;
    if (number % 3 != 1) key.country = country_key(number % 2 == 0 ? "DE" : "BR");
    key.network_class = static_cast<std::uint8_t>(number % 4);
    key.continent = static_cast<std::uint8_t>(number % 7);
    return key;
}

TEST(SourceSnapshot, FiltersByNetworkAsACountOfAllDoes) {
    tests::ManySources many(700);
    auto store = many.reader();
    const auto snapshot = store->snapshot(tests::many_sources_from, network_by_address);
    ASSERT_TRUE(snapshot);
    ASSERT_TRUE((*snapshot)->has_networks());
    std::vector<NetworkFilter> filters{{64502, {}, {}},
                                       {{}, country_key("DE"), {}},
                                       {{}, std::uint16_t{0}, {}},
                                       {0, {}, std::uint8_t{3}},
                                       {{}, {}, {}, std::uint8_t{6}},
                                       {64501, country_key("BR"), std::uint8_t{1}}};
    for (auto query : tests::source_questions()) {
        for (const auto& filter : filters) {
            query.network.reset();
            auto all = query;
            all.offset = 0;
            all.limit = max_page;
            std::vector<core::Address> expected;
            const auto page = store->sources(all);
            for (const auto& row : page->rows)
                if (filter.takes(network_by_address(row.source, row.first_seen)))
                    expected.push_back(row.source);
            query.network = filter;
            const auto found = (*snapshot)->page(query);
            EXPECT_EQ(found.total, expected.size());
            ASSERT_LE(found.addresses.size(), query.limit);
            for (std::size_t i = 0; i < found.addresses.size(); ++i)
                EXPECT_EQ(found.addresses[i], expected.at(query.offset + i));
        }
    }
}

TEST(SourceSnapshot, LooksUpEachSourceOnce) {
    tests::ManySources few(300);
    tests::ManySources more(320);  // begins with the same sources, with other times
    int asked = 0;
    const NetworkOf counts = [&](const core::Address& source, core::Time at) {
        ++asked;
        return network_by_address(source, at);
    };
    const auto first = *SourceSnapshot::of(*few.reader(), tests::many_sources_from);
    EXPECT_FALSE(first->has_networks());
    const auto known = first->with_networks(counts, 5, nullptr);
    EXPECT_EQ(asked, 300);
    const auto again = first->with_networks(counts, 5, known.get());
    EXPECT_EQ(asked, 300);
    const auto later = (*SourceSnapshot::of(*more.reader(), tests::many_sources_from))
                           ->with_networks(counts, 5, known.get());
    EXPECT_EQ(asked, 320);  // the same first times, by the same seed
    for (const auto& [snapshot, size] :
         {std::pair{again, std::size_t{300}}, std::pair{later, std::size_t{320}}}) {
        ASSERT_EQ(snapshot->columns().asn.size(), size);
        std::size_t checked = 0;
        snapshot->visit_signal(std::nullopt, [&](const SourceSnapshot::Glance& glance) {
            const auto address = snapshot->address_of(glance.number);
            EXPECT_EQ(glance.network, network_by_address(address, {}));
            ++checked;
        });
        EXPECT_EQ(checked, size);
    }
}

TEST(SourceSnapshot, TellsOfASignalWhenEachSourceCameAndHowFarItGot) {
    tests::ScratchFolder folder;
    auto store = *open_sqlite_store({folder.path(), 0, 0}, Access::write);
    const core::Time from = tests::many_sources_from;
    const auto smb = event::Signal{event::Transport::tcp, 445}.key();
    const auto ssh = event::Signal{event::Transport::tcp, 22}.key();
    SourceDelta source;
    source.source = *core::Address::parse("198.51.100.7");
    source.first_seen = from + std::chrono::minutes{30};
    source.last_seen = from + std::chrono::hours{50};
    source.events = 3;
    source.sensors = {"alpha"};
    source.signals = {{ssh, 1, source.first_seen, source.first_seen, event::Stage::brute_force, {}},
                      {smb,
                       2,
                       source.last_seen,
                       from + std::chrono::minutes{26 * 60 + 5},
                       event::Stage::probe,
                       {}}};
    RollUp roll_up;
    roll_up.sources = {source};
    ASSERT_TRUE(store->apply(roll_up));
    const auto snapshot = *SourceSnapshot::of(*store, from);
    std::vector<SourceSnapshot::Glance> seen;
    const auto note = [&](const SourceSnapshot::Glance& glance) { seen.push_back(glance); };
    snapshot->visit_signal(smb, note);
    snapshot->visit_signal(ssh, note);
    snapshot->visit_signal(std::nullopt, note);
    snapshot->visit_signal(event::Signal{event::Transport::tcp, 80}.key(), note);
    ASSERT_EQ(seen.size(), 3u);
    EXPECT_EQ(seen[0].first_seen, from + std::chrono::hours{26});  // the hour of it
    EXPECT_EQ(seen[0].stage, rank_of_stage(event::Stage::probe));
    EXPECT_EQ(seen[1].first_seen, from);
    EXPECT_EQ(seen[1].stage, rank_of_stage(event::Stage::brute_force));
    EXPECT_EQ(seen[2].first_seen, source.first_seen);
    EXPECT_EQ(seen[2].stage, rank_of_stage(event::Stage::brute_force));
}

TEST(SourceSnapshot, FiltersByTheRegistryOfTheAddressWithoutALookUp) {
    tests::ScratchFolder folder;
    auto store = *open_sqlite_store({folder.path(), 0, 0}, Access::write);
    RollUp roll_up;
    // Who administers their /8s stands in IANA's table: APNIC, ARIN, LACNIC, RIPE NCC twice, and one for documents.
    for (const char* text : {"61.218.147.66", "208.23.24.52", "189.20.48.210", "91.142.209.26",
                             "81.57.69.99", "192.0.2.1"}) {
        SourceDelta source;
        source.source = *core::Address::parse(text);
        source.first_seen = source.last_seen = tests::many_sources_from;
        source.events = 1;
        source.sensors = {"alpha"};
        roll_up.sources.push_back(source);
    }
    ASSERT_TRUE(store->apply(roll_up));
    const auto snapshot = *SourceSnapshot::of(*store, tests::many_sources_from);
    EXPECT_FALSE(snapshot->has_networks());
    SourceQuery query;
    query.order = SourceOrder::address;
    query.descending = false;
    const auto found = [&](Registry registry) {
        std::string text;
        const auto page = snapshot->page(query, registry);
        EXPECT_EQ(page.total, page.addresses.size());
        for (const auto& address : page.addresses) text += address.to_string() + " ";
        return text;
    };
    EXPECT_EQ(found(Registry::apnic), "61.218.147.66 ");
    EXPECT_EQ(found(Registry::arin), "208.23.24.52 ");
    EXPECT_EQ(found(Registry::lacnic), "189.20.48.210 ");
    EXPECT_EQ(found(Registry::ripe_ncc), "81.57.69.99 91.142.209.26 ");
    EXPECT_EQ(found(Registry::none), "192.0.2.1 ");
    EXPECT_EQ(found(Registry::afrinic), "");
    query.prefix = core::Prefix::parse("91.0.0.0/8");
    EXPECT_EQ(found(Registry::ripe_ncc), "91.142.209.26 ");
}

TEST(SourceSnapshot, OfNothingIsEmpty) {
    tests::ManySources none(0);
    const auto snapshot = SourceSnapshot::of(*none.reader(), tests::many_sources_from);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ((*snapshot)->page({}).total, 0u);
}

}  // namespace
}  // namespace hitme::store
