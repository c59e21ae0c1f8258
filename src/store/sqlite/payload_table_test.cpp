// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/payload_table.h"

#include <gtest/gtest.h>

#include "support/scratch_folder.h"

namespace hitme::store::sqlite {
namespace {

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

PayloadDelta delta_of(std::uint64_t hash, std::uint64_t copies, int minute = 0) {
    PayloadDelta delta;
    delta.signal = 0x101BD;
    delta.hash = hash;
    delta.copies = copies;
    delta.first_seen = noon + std::chrono::minutes{minute};
    delta.last_seen = delta.first_seen + std::chrono::seconds{1};
    delta.begins = {1, 2, 3};
    return delta;
}

class PayloadTableTest : public testing::Test {
 protected:
    PayloadTableTest() {
        auto opened = Database::open(folder_.path() + "/payloads.db", OpenAs::writer);
        EXPECT_TRUE(opened);
        database_ = std::move(*opened);
        EXPECT_TRUE(database_.run(PayloadTable::schema));
        EXPECT_TRUE(table_.prepare());
    }

    tests::ScratchFolder folder_;
    Database database_;
    PayloadTable table_{database_};
};

TEST_F(PayloadTableTest, CopiesAddUpAndTheMostFrequentComeFirst) {
    ASSERT_TRUE(table_.merge({delta_of(7, 2, 5), delta_of(0xFFFFFFFFFFFFFFFF, 3, 1)}));
    auto more = delta_of(7, 4, 2);
    auto other = delta_of(7, 100);
    other.signal = 0x10016;
    ASSERT_TRUE(table_.merge({more, other}));
    const auto rows = table_.most_frequent(0x101BD, 10);
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_EQ(rows->at(0).hash, 7u);
    EXPECT_EQ(rows->at(0).copies, 6u);
    EXPECT_EQ(rows->at(0).first_seen, noon + std::chrono::minutes{2});
    EXPECT_EQ(rows->at(0).last_seen, noon + std::chrono::seconds{301});
    EXPECT_EQ(rows->at(0).begins, (core::ByteVector{1, 2, 3}));
    EXPECT_EQ(rows->at(1).hash, 0xFFFFFFFFFFFFFFFF);
    EXPECT_EQ(table_.most_frequent(0x101BD, 1)->size(), 1u);
    EXPECT_EQ(table_.most_frequent(0x10016, 10)->at(0).copies, 100u);
}

TEST_F(PayloadTableTest, RandomPayloadsNeverPushOutWhatIsFrequent) {
    ASSERT_TRUE(table_.merge({delta_of(1, 5), delta_of(2, 9)}));
    for (std::uint64_t round = 0; round < 20; ++round) {
        std::vector<PayloadDelta> random;
        for (std::uint64_t i = 0; i < 300; ++i)
            random.push_back(delta_of(1000 + round * 300 + i, 1, static_cast<int>(round)));
        ASSERT_TRUE(table_.merge(random));
        EXPECT_LE(*database_.number("SELECT count(*) FROM payload"),
                  static_cast<std::int64_t>(2 * most_payloads_of_signal));
    }
    const auto rows = table_.most_frequent(0x101BD, 2);
    EXPECT_EQ(rows->at(0).hash, 2u);
    EXPECT_EQ(rows->at(1).hash, 1u);
}

TEST_F(PayloadTableTest, OnlyTheBeginningOfALongPayloadIsKept) {
    auto delta = delta_of(1, 1);
    delta.begins.assign(4000, 0x41);
    ASSERT_TRUE(table_.merge({delta}));
    EXPECT_EQ(table_.most_frequent(0x101BD, 1)->at(0).begins.size(), payload_beginning);
}

}  // namespace
}  // namespace hitme::store::sqlite
