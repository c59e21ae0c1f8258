// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/source_table.h"

#include <gtest/gtest.h>

#include "support/scratch_folder.h"

namespace hitme::store::sqlite {
namespace {

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

SourceDelta delta_of(const char* source, std::uint16_t port, event::Stage stage) {
    SourceDelta delta;
    delta.source = *core::Address::parse(source);
    delta.first_seen = delta.last_seen = noon;
    delta.events = 1;
    delta.sensors = {"alpha"};
    delta.signals = {{event::Signal{event::Transport::tcp, port}.key(), 1, noon, noon, stage, {}}};
    return delta;
}

class SourceTableTest : public testing::Test {
 protected:
    SourceTableTest() {
        auto opened = Database::open(folder_.path() + "/sources.db", OpenAs::writer);
        EXPECT_TRUE(opened);
        database_ = std::move(*opened);
        EXPECT_TRUE(database_.run(SourceTable::schema));
        EXPECT_TRUE(table_.prepare());
    }
    std::vector<std::string> names(const SourceQuery& query) {
        const auto page = table_.page(query);
        EXPECT_TRUE(page);
        std::vector<std::string> names;
        for (const auto& row : page->rows) names.push_back(row.source.to_string());
        return names;
    }

    tests::ScratchFolder folder_;
    Database database_;
    SourceTable table_{database_};
};

TEST_F(SourceTableTest, AStageIsAskedOnThePortThatIsNamed) {
    ASSERT_TRUE(table_.merge({delta_of("192.0.2.1", 445, event::Stage::exploit_attempt),
                              delta_of("192.0.2.2", 445, event::Stage::probe),
                              delta_of("192.0.2.2", 22, event::Stage::brute_force),
                              delta_of("192.0.2.3", 22, event::Stage::scan)}));
    SourceQuery query;
    query.order = SourceOrder::address;
    query.descending = false;
    using Names = std::vector<std::string>;
    query.stage = event::Stage::brute_force;
    EXPECT_EQ(names(query), (Names{"192.0.2.1", "192.0.2.2"}));
    query.signal = event::Signal{event::Transport::tcp, 445};
    EXPECT_EQ(names(query), (Names{"192.0.2.1"}));
    query.stage = event::Stage::none;
    EXPECT_EQ(names(query), (Names{"192.0.2.1", "192.0.2.2"}));
    query.signal = event::Signal{event::Transport::tcp, 80};
    EXPECT_EQ(names(query), Names{});
}

TEST_F(SourceTableTest, AFilterByNetworkIsRefusedAndNotPassedOver) {
    SourceQuery query;
    query.network = NetworkFilter{64500, {}, {}};
    const auto page = table_.page(query);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, core::ErrorCode::bad_input);
}

TEST_F(SourceTableTest, SensorsKeepTheirNumbersWhenATransactionIsUndone) {
    {
        auto transaction = Transaction::begin_write(database_);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(table_.merge({delta_of("192.0.2.1", 445, event::Stage::scan)}));
    }
    table_.undone();
    EXPECT_EQ(*database_.number("SELECT count(*) FROM sensor"), 0);
    auto other = delta_of("192.0.2.2", 445, event::Stage::scan);
    other.sensors = {"beta", "alpha"};
    ASSERT_TRUE(table_.merge({other}));
    EXPECT_EQ(*database_.number("SELECT count(*) FROM sensor"), 2);
    EXPECT_EQ(table_.page({})->rows.at(0).sensors, 2u);
}

}  // namespace
}  // namespace hitme::store::sqlite
