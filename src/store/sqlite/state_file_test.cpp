// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/state_file.h"

#include <gtest/gtest.h>

#include <algorithm>

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

// Three and a half days of four signals with known counts; the sums below are the arithmetic of `count_at`.
constexpr int filled_bins = 288 * 7 / 2;
std::uint64_t count_at(std::uint32_t signal, int bin) {
    return (signal % 7 + static_cast<std::uint32_t>(bin)) % 3;
}
constexpr std::uint32_t filled_signals[] = {22, 445, 1u << 16 | 53, any_signal};

void fill(StateFile& file) {
    // Six hours a roll-up.
    for (int first = 0; first < filled_bins; first += 72) {
        RollUp roll_up;
        for (int bin = first; bin < first + 72; ++bin)
            for (const auto signal : filled_signals)
                roll_up.series.push_back({signal, core::Time{day} + bin * series_bin,
                                          static_cast<std::int64_t>(count_at(signal, bin)), 10, 1,
                                          1});
        ASSERT_TRUE(file.apply(roll_up));
    }
}

std::int64_t packed_rows(const std::string& path, const char* where) {
    auto database = Database::open(path, OpenAs::reader);
    return *database->number(std::string("SELECT count(*) FROM packed_day WHERE ") + where);
}

void expect_filled(StateFile& file, const char* what) {
    SCOPED_TRACE(what);
    // Whole days, parts of days at both ends, one bin, beyond both ends.
    for (const auto& [low, high] : {std::pair{0, filled_bins},
                                    {0, 288},
                                    {5, 700},
                                    {300, 301},
                                    {287, 577},
                                    {-1000, 5000},
                                    {288, 864}}) {
        SCOPED_TRACE(low);
        const auto from = core::Time{day} + low * series_bin;
        const auto to = core::Time{day} + high * series_bin;
        for (const auto signal : filled_signals) {
            std::uint64_t events = 0;
            std::size_t bins = 0;
            for (int bin = std::max(low, 0); bin < std::min(high, filled_bins); ++bin) {
                events += count_at(signal, bin);
                bins += count_at(signal, bin) > 0;
            }
            const auto points = file.series(signal, from, to);
            ASSERT_TRUE(points);
            EXPECT_EQ(points->size(), bins);
            std::uint64_t told = 0;
            for (std::size_t i = 0; i < points->size(); ++i) {
                told += points->at(i).events;
                EXPECT_EQ(points->at(i).bytes_in, 10u);
                if (i > 0) {
                    EXPECT_LT(points->at(i - 1).bin, points->at(i).bin);
                }
            }
            EXPECT_EQ(told, events);
            if (signal == any_signal || events == 0) continue;
            const auto top = file.top_signals(from, to, 10);
            ASSERT_TRUE(top);
            const auto row = std::ranges::find_if(
                *top, [&](const auto& each) { return each.signal.key() == signal; });
            ASSERT_NE(row, top->end());
            EXPECT_EQ(row->events, events);
            EXPECT_EQ(row->new_hosts,
                      static_cast<std::uint64_t>(std::min(high, filled_bins) - std::max(low, 0)));
        }
        const auto top = file.top_signals(from, to, 10);
        EXPECT_TRUE(std::ranges::is_sorted(
            *top, [](const auto& a, const auto& b) { return a.events > b.events; }));
        EXPECT_LE(file.top_signals(from, to, 1)->size(), 1u);
    }
}

TEST(StateFile, PackedDaysAnswerAsThePointsDo) {
    const tests::ScratchFolder folder;
    const std::string path = folder.path() + "/state.db";
    auto file = StateFile::open(path, OpenAs::writer);
    ASSERT_TRUE(file);
    fill(**file);
    // Three days are over, four signals and the totals each.
    EXPECT_EQ(packed_rows(path, "1"), 15);
    expect_filled(**file, "packed");
    auto reader = StateFile::open(path, OpenAs::reader);
    ASSERT_TRUE(reader);
    expect_filled(**reader, "packed, by a reader");
    auto database = Database::open(path, OpenAs::writer);
    // Where the points are gone the packed days still tell: they are what is read.
    ASSERT_TRUE(
        database->run("BEGIN; DELETE FROM series WHERE bin < (SELECT min(bin) FROM series) + 288"));
    ASSERT_TRUE(database->run("COMMIT"));
    EXPECT_EQ(
        (*file)->top_signals(core::Time{day}, core::Time{day} + std::chrono::hours{24}, 9)->size(),
        3u);
    ASSERT_TRUE(database->run("DELETE FROM packed_day; DELETE FROM packed_hour"));
    EXPECT_EQ(
        (*file)->top_signals(core::Time{day}, core::Time{day} + std::chrono::hours{24}, 9)->size(),
        0u);
}

TEST(StateFile, WithoutPackedDaysThePointsAnswer) {
    const tests::ScratchFolder folder;
    const std::string path = folder.path() + "/state.db";
    auto file = StateFile::open(path, OpenAs::writer);
    ASSERT_TRUE(file);
    fill(**file);
    auto database = Database::open(path, OpenAs::writer);
    ASSERT_TRUE(database->run("DELETE FROM packed_day"));
    expect_filled(**file, "no day packed");
}

TEST(StateFile, ALatePointTakesItsPackedDayAwayUntilTheNextDay) {
    const tests::ScratchFolder folder;
    const std::string path = folder.path() + "/state.db";
    auto file = StateFile::open(path, OpenAs::writer);
    ASSERT_TRUE(file);
    fill(**file);
    RollUp late;
    late.series = {{445, core::Time{day} + 300 * series_bin, 1000, 0, 0, 0}};
    ASSERT_TRUE((*file)->apply(late));
    EXPECT_EQ(packed_rows(path, "1"), 10);
    const auto second = core::Time{day} + std::chrono::hours{24};
    const auto events = [&] {
        return (*file)->top_signals(second, second + std::chrono::hours{24}, 1)->at(0).events;
    };
    // Of each three bins one holds 0, one 1 and one 2: 288 in a day.
    EXPECT_EQ(events(), 1288u);
    RollUp next_day;
    next_day.series = {{445, core::Time{day} + 4 * 288 * series_bin, 1, 0, 0, 0}};
    ASSERT_TRUE((*file)->apply(next_day));
    RollUp more;
    more.series = {{445, core::Time{day} + 4 * 288 * series_bin, 1, 0, 0, 0}};
    ASSERT_TRUE((*file)->apply(more));
    EXPECT_EQ(packed_rows(path, "1"), 20);
    EXPECT_EQ(events(), 1288u);
    // What is counted anew from a day on is packed no longer.
    ASSERT_TRUE((*file)->replace_series(second, {}));
    EXPECT_EQ(packed_rows(path, "1"), 5);
    EXPECT_TRUE((*file)->top_signals(second, second + std::chrono::hours{24}, 1)->empty());
}

TEST(StateFile, ADayThatCannotBePackedSpoilsNoRollUp) {
    const tests::ScratchFolder folder;
    const std::string path = folder.path() + "/state.db";
    auto file = StateFile::open(path, OpenAs::writer);
    ASSERT_TRUE(file);
    {
        auto database = Database::open(path, OpenAs::writer);
        ASSERT_TRUE(database->run(
            "CREATE TRIGGER refusing BEFORE INSERT ON packed_day WHEN NEW.signal = 445"
            " BEGIN SELECT RAISE(FAIL, 'no room'); END"));
    }
    fill(**file);
    EXPECT_EQ(packed_rows(path, "1"), 0);
    expect_filled(**file, "nothing could be packed");
}

TEST(StateFile, AFileOfVersionOneGetsItsPackedDays) {
    const tests::ScratchFolder folder;
    const std::string path = folder.path() + "/state.db";
    fill(**StateFile::open(path, OpenAs::writer));
    {
        auto database = Database::open(path, OpenAs::writer);
        ASSERT_TRUE(database->run("DROP TABLE packed_day; PRAGMA user_version = 1"));
    }
    {
        auto reader = StateFile::open(path, OpenAs::reader);
        ASSERT_TRUE(reader) << reader.error().context;
        expect_filled(**reader, "version 1, by a reader");
    }
    auto file = StateFile::open(path, OpenAs::writer);
    ASSERT_TRUE(file) << file.error().context;
    EXPECT_EQ(peek_header(path)->version, state_version);
    for (int bin = 0; bin < 4; ++bin) {
        RollUp roll_up;
        roll_up.series = {{22, core::Time{day} + (filled_bins + bin) * series_bin, 0, 0, 0, 0}};
        ASSERT_TRUE((*file)->apply(roll_up));
    }
    EXPECT_EQ(packed_rows(path, "1"), 15);
    expect_filled(**file, "raised to version 2");
}

TEST(StateFile, AFileOfVersionTwoIsReadAndGetsWhatItLacks) {
    const tests::ScratchFolder folder;
    const std::string path = folder.path() + "/state.db";
    RollUp roll_up;
    roll_up.series = {{445, core::Time{day}, 1, 0, 1, 1, 1}};
    roll_up.payloads = {{445, 1, 1, core::Time{day}, core::Time{day}, {1}}};
    ASSERT_TRUE((*StateFile::open(path, OpenAs::writer))->apply(roll_up));
    {
        auto database = Database::open(path, OpenAs::writer);
        ASSERT_TRUE(
            database->run("DROP TABLE day_hosts; DROP TABLE payload; PRAGMA user_version = 2"));
    }
    const auto next_day = day + std::chrono::days{1};
    {
        auto reader = StateFile::open(path, OpenAs::reader);
        ASSERT_TRUE(reader) << reader.error().context;
        EXPECT_TRUE((*reader)->day_hosts(445, day, next_day)->empty());
        EXPECT_TRUE((*reader)->payloads(445, 5)->empty());
    }
    auto file = StateFile::open(path, OpenAs::writer);
    ASSERT_TRUE(file) << file.error().context;
    EXPECT_EQ(peek_header(path)->version, state_version);
    ASSERT_TRUE((*file)->apply(roll_up));
    EXPECT_EQ((*file)->day_hosts(445, day, next_day)->at(0).hosts, 1u);
    EXPECT_EQ((*file)->payloads(445, 5)->size(), 1u);
}

TEST(StateFile, PointsYearsApartAreReadAsThoseOfNeighbouringDays) {
    const tests::ScratchFolder folder;
    auto file = StateFile::open(folder.path() + "/state.db", OpenAs::writer);
    ASSERT_TRUE(file);
    const std::vector<core::Time> bins{core::Time{day} - std::chrono::hours{24 * 3300},
                                       core::Time{day} + 287 * series_bin,
                                       core::Time{day} + 288 * series_bin};
    RollUp roll_up;
    for (const auto bin : bins) roll_up.series.push_back({445, bin, 1, 1, 1, 1});
    roll_up.series.push_back({22, bins[0] + std::chrono::hours{24 * 900}, 1, 1, 1, 1});
    ASSERT_TRUE((*file)->apply(roll_up));
    const auto points = (*file)->series(445, bins[0], bins[2] + series_bin);
    ASSERT_TRUE(points);
    std::vector<core::Time> found;
    for (const auto& point : *points) found.push_back(point.bin);
    EXPECT_EQ(found, bins);
    EXPECT_EQ((*file)->series(445, bins[0] + series_bin, bins[2])->size(), 1u);
    EXPECT_TRUE((*file)->series(445, bins[2] + series_bin, bins[2] + 9 * series_bin)->empty());
}

}  // namespace
}  // namespace hitme::store::sqlite
