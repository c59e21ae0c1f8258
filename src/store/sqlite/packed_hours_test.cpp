// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/packed_hours.h"

#include <gtest/gtest.h>

#include <map>

#include "store/sqlite/packed_day.h"
#include "support/scratch_folder.h"

namespace hitme::store::sqlite {
namespace {

using namespace std::chrono_literals;

const core::Time midnight = *core::parse_time("2026-03-01T00:00:00Z");
const std::int64_t first_bin_of_day = bin_number(midnight);

/// A file with nothing but points and packed hours in it.
class PackedHoursTest : public testing::Test {
 protected:
    PackedHoursTest() {
        auto opened = Database::open(folder_.path() + "/hours.db", OpenAs::writer);
        EXPECT_TRUE(opened);
        database_ = std::move(*opened);
        EXPECT_TRUE(
            database_.run("CREATE TABLE series(bin INTEGER, signal INTEGER, events INTEGER,"
                          " new_hosts INTEGER, PRIMARY KEY(bin, signal)) WITHOUT ROWID"));
        EXPECT_TRUE(database_.run(PackedHours::schema));
        EXPECT_TRUE(hours_.prepare());
        // Two signals and the row of all of them, in each bin of twenty hours: bin + 1 and 1000 events.
        for (int bin = 0; bin < bins; ++bin)
            for (const int signal : {-1, 22, 445})
                EXPECT_TRUE(database_.run(("INSERT INTO series VALUES(" +
                                           std::to_string(first_bin_of_day + bin) + ", " +
                                           std::to_string(signal) + ", " +
                                           std::to_string(signal == 22 ? bin + 1 : 1000) + ", 1)")
                                              .c_str()));
    }
    static RollUp touching(int bin) {
        RollUp roll_up;
        roll_up.series.push_back({22, midnight + bin * series_bin, 0, 0, 0, 0});
        return roll_up;
    }
    void pack_all() {
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(hours_.pack_some(touching(bins - 1)));
    }
    std::int64_t packed() { return *database_.number("SELECT count(*) FROM packed_hour"); }
    std::map<std::int64_t, std::int64_t> events(int low, int high) {
        std::map<std::int64_t, std::int64_t> sums;
        const auto added = hours_.add_totals(
            first_bin_of_day + low, first_bin_of_day + high,
            [&](std::int64_t signal, std::int64_t count, std::int64_t) { sums[signal] += count; });
        EXPECT_TRUE(added) << added.error().context;
        return sums;
    }
    void expect_whole(const char* what) {
        SCOPED_TRACE(what);
        for (const auto& [low, high] :
             {std::pair{0, bins}, {0, 12}, {11, 25}, {5, 7}, {12, 12}, {30, 239}, {-50, 500}}) {
            SCOPED_TRACE(low);
            std::map<std::int64_t, std::int64_t> expected;
            for (int bin = std::max(low, 0); bin < std::min(high, bins); ++bin) {
                expected[22] += bin + 1;
                expected[445] += 1000;
            }
            EXPECT_EQ(events(low, high), expected);
        }
    }

    static constexpr int bins = 20 * 12;
    tests::ScratchFolder folder_;
    Database database_;
    PackedHours hours_{database_};
};

TEST_F(PackedHoursTest, TellWhatThePointsTell) {
    expect_whole("nothing packed");
    ASSERT_TRUE(hours_.pack_some({}));
    EXPECT_EQ(packed(), std::int64_t{hours_packed_at_once});
    EXPECT_EQ(*database_.number("SELECT max(hour) FROM packed_hour"),
              (first_bin_of_day + bins) / bins_of_an_hour - 2)
        << "the hour of the newest point is not over";
    expect_whole("the youngest packed");
    pack_all();
    EXPECT_EQ(packed(), bins / bins_of_an_hour - 1);
    expect_whole("all packed that are over");
    // They are what is read: the points may go.
    ASSERT_TRUE(database_.run("DELETE FROM series"));
    EXPECT_EQ(events(0, 24)[22], 300);
    EXPECT_EQ(events(0, 23)[22], 78) << "the second hour is not asked for whole";
}

TEST_F(PackedHoursTest, AHourWhosePointChangedIsPackedAgainWithTheNextBin) {
    pack_all();
    ASSERT_EQ(packed(), 19);
    ASSERT_TRUE(hours_.unpack(touching(3)));
    ASSERT_TRUE(database_.run(("UPDATE series SET events = 500 WHERE signal = 22 AND bin = " +
                               std::to_string(first_bin_of_day + 3))
                                  .c_str()));
    EXPECT_EQ(packed(), 18);
    EXPECT_EQ(events(0, 12)[22], 78 - 4 + 500);
    ASSERT_TRUE(hours_.pack_some(touching(3)));
    EXPECT_EQ(packed(), 18) << "no new bin has begun";
    ASSERT_TRUE(hours_.pack_some(touching(bins)));
    EXPECT_EQ(packed(), 20) << "and the last hour is over now";
    EXPECT_EQ(events(0, 12)[22], 78 - 4 + 500);
    ASSERT_TRUE(hours_.unpack_from(first_bin_of_day + 17));
    EXPECT_EQ(packed(), 1);
}

TEST_F(PackedHoursTest, OldOnesAreTakenAwayAndTheirPointsTell) {
    pack_all();
    ASSERT_EQ(packed(), 19);
    // 92 days and some hours later, of which one has a point and is over.
    const int later = (92 * 24 + 10) * 12;
    for (const int bin : {later, later + 12})
        ASSERT_TRUE(database_.run(
            ("INSERT INTO series VALUES(" + std::to_string(first_bin_of_day + bin) + ", 22, 7, 1)")
                .c_str()));
    ASSERT_TRUE(hours_.pack_some(touching(later + 12)));
    EXPECT_EQ(packed(), 10)
        << "eleven of the nineteen are too old; the twentieth is over, and so is the new one";
    EXPECT_EQ(events(0, 24)[22], 300);
}

TEST_F(PackedHoursTest, ADamagedOneIsAnError) {
    pack_all();
    ASSERT_TRUE(database_.run("UPDATE packed_hour SET body = x'FF'"));
    const auto added = hours_.add_totals(first_bin_of_day, first_bin_of_day + 12,
                                         [](std::int64_t, std::int64_t, std::int64_t) {});
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, core::ErrorCode::io);
}

TEST_F(PackedHoursTest, AReaderOfAFileWithoutThemReadsThePoints) {
    ASSERT_TRUE(database_.run("DROP TABLE packed_hour"));
    PackedHours reader{database_};
    ASSERT_TRUE(reader.look());
    std::int64_t sum = 0;
    ASSERT_TRUE(reader.add_totals(first_bin_of_day, first_bin_of_day + 12,
                                  [&](std::int64_t signal, std::int64_t count, std::int64_t) {
                                      sum += signal == 22 ? count : 0;
                                  }));
    EXPECT_EQ(sum, 78);
}

}  // namespace
}  // namespace hitme::store::sqlite
