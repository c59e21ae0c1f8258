// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/state_file.h"

#include <gtest/gtest.h>

#include "support/scratch_folder.h"

namespace hitme::store::sqlite {
namespace {

const core::Day day = *core::parse_day("2026-03-01");

SourceDelta delta_of(const char* source) {
    SourceDelta delta;
    delta.source = *core::Address::parse(source);
    delta.first_seen = delta.last_seen = core::Time{day};
    delta.events = 1;
    delta.sensors = {"alpha"};
    return delta;
}

TEST(StateFile, RollUpAndMarksAreOneTransaction) {
    const tests::ScratchFolder folder;
    auto file = StateFile::open(folder.path() + "/state.db", OpenAs::writer);
    ASSERT_TRUE(file) << file.error().context;
    RollUp good;
    good.sources = {delta_of("192.0.2.1")};
    good.marks = {{day, 1}};
    ASSERT_TRUE((*file)->apply(good));
    {
        auto database = Database::open(folder.path() + "/state.db", OpenAs::writer);
        ASSERT_TRUE(database);
        ASSERT_TRUE(database->run("UPDATE source_v4 SET body = x'00'"));
    }
    // The second source cannot be merged, so neither the first nor the mark may stay.
    RollUp bad;
    bad.sources = {delta_of("192.0.2.0"), delta_of("192.0.2.1")};
    bad.sources[0].sensors = {"beta"};
    bad.marks = {{day, 2}};
    EXPECT_FALSE((*file)->apply(bad));
    EXPECT_EQ(*(*file)->applied(), good.marks);
    {
        auto database = Database::open(folder.path() + "/state.db", OpenAs::writer);
        EXPECT_EQ(*database->number("SELECT count(*) FROM source_v4"), 1);
        EXPECT_EQ(*database->number("SELECT count(*) FROM sensor"), 1);
        ASSERT_TRUE(database->run("DELETE FROM source_v4"));
    }
    ASSERT_TRUE((*file)->apply(bad));
    EXPECT_EQ((*file)->sources({})->total, 2u);
}

TEST(StateFile, AddressesOfBothFamiliesKeepTheirOrder) {
    const tests::ScratchFolder folder;
    auto file = StateFile::open(folder.path() + "/state.db", OpenAs::writer);
    ASSERT_TRUE(file);
    RollUp roll_up;
    // 8000:: and above have the highest bit set.
    for (const char* source : {"fe80:1::1", "255.0.0.1", "2001:db8::1", "0.0.0.1", "8000::", "::"})
        roll_up.sources.push_back(delta_of(source));
    ASSERT_TRUE((*file)->apply(roll_up));
    SourceQuery query;
    query.order = SourceOrder::address;
    query.descending = false;
    std::vector<std::string> order;
    const auto page = (*file)->sources(query);
    ASSERT_TRUE(page);
    for (const auto& row : page->rows) order.push_back(row.source.to_string());
    EXPECT_EQ(order, (std::vector<std::string>{"::", "0.0.0.1", "255.0.0.1",
                                               "2001:db8::", "8000::", "fe80:1::"}));
    query.prefix = core::Prefix::parse("8000::/1");
    EXPECT_EQ((*file)->sources(query)->total, 2u);
    query.prefix = core::Prefix::parse("0.0.0.0/0");
    EXPECT_EQ((*file)->sources(query)->total, 2u);
}

TEST(StateFile, RemovalKeepsCountsAndMarksOfRuns) {
    const tests::ScratchFolder folder;
    auto file = StateFile::open(folder.path() + "/state.db", OpenAs::writer);
    ASSERT_TRUE(file);
    sqlite::Run run;
    run.sensor = "alpha";
    run.epoch = 5;
    run.high_water = 9;
    run.complete = 8;
    ASSERT_TRUE((*file)->begin_removal(day, 7, {run}));
    EXPECT_EQ(*(*file)->removals(), std::vector<core::Day>{day});
    ASSERT_TRUE((*file)->end_removal(day));
    EXPECT_TRUE((*file)->removals()->empty());
    EXPECT_EQ((*file)->removed()->events, 7u);
    EXPECT_EQ((*file)->removed()->latest, day);
    EXPECT_EQ((*file)->removed_run("alpha", 5)->high_water, 9u);
    EXPECT_EQ((*file)->removed_run("alpha", 5)->complete, 8u);
    EXPECT_EQ((*file)->removed_run("alpha", 6)->complete, 0u);
}

}  // namespace
}  // namespace hitme::store::sqlite
