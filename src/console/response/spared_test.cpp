// SPDX-License-Identifier: Apache-2.0
#include "console/response/spared.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

const core::Time ten = *core::parse_time("2026-03-01T10:00:00Z");

class SparedTest : public testing::Test {
 protected:
    SparedTest() {
        order.source = *core::Address::parse("10.1.2.3");
        order.evidence.sensor = "lan-1";
        order.evidence.signal = "tcp/445";
        order.evidence.stage = "probe";
        order.evidence.seen_at = ten;
    }
    /// A case as docs/formats/book.md has it.
    void add_case(const std::string& id, const std::string& state, const std::string& body) {
        ASSERT_TRUE(book->put({"case", id, 0, ten, "mara", "10.1.2.3", state, body}, 0));
    }
    std::string now(core::Time at = ten) {
        const auto spared = spared_now(*book, order, at);
        EXPECT_TRUE(spared);
        return *spared ? std::string(name_of(spared->why)) + " " + spared->by : "";
    }
    tests::ScratchFolder folder;
    std::unique_ptr<store::Book> book =
        *store::open_sqlite_book(folder.path(), store::Access::write);
    Order order;
};

TEST_F(SparedTest, NobodyUnlessPeopleSaidSo) {
    EXPECT_EQ(now(), "");
    add_case("c-1", "assigned", R"({"addresses":[{"address":"10.1.2.3"}]})");
    EXPECT_EQ(now(), "");
}

TEST_F(SparedTest, AnAllowRuleByAllThatItNames) {
    AllowRule rule;
    rule.network = core::Prefix::parse("10.1.2.0/24");
    rule.signals = {*event::Signal::parse("tcp/445")};
    rule.stages = {event::Stage::probe};
    rule.sensors = {"lan-1"};
    rule.reason = "scanner";
    rule.owner = "mara";
    rule.from = ten - 1h;
    rule.expires = ten + 1h;
    ASSERT_TRUE(book->put({std::string(allow_rule_kind), "r-1", 0, ten, "mara", "10.1.2.0/24",
                           "active", body_of(rule)},
                          0));
    EXPECT_EQ(now(), "allowed r-1");
    for (auto* word : {&order.evidence.sensor, &order.evidence.signal, &order.evidence.stage}) {
        const std::string before = std::exchange(*word, word == &order.evidence.signal  ? "tcp/80"
                                                        : word == &order.evidence.stage ? "scan"
                                                                                        : "lan-2");
        EXPECT_EQ(now(), "");
        *word = before;
    }
    order.source = *core::Address::parse("10.1.3.3");
    EXPECT_EQ(now(), "");
    order.source = *core::Address::parse("10.1.2.3");
    order.evidence.seen_at = ten + 1h;
    EXPECT_EQ(now(), "");
}

TEST_F(SparedTest, AHostWhoseCaseIsBenignByEveryAddressUntilItsDay) {
    add_case("c-1", "benign",
             R"({"benign_until":"2026-03-02T00:00:00Z","addresses":[{"address":"10.1.2.3"},)"
             R"({"address":"fd00::3"}]})");
    EXPECT_EQ(now(), "case_benign c-1");
    order.source = *core::Address::parse("fd00::3");
    EXPECT_EQ(now(), "case_benign c-1");
    EXPECT_EQ(now(ten + 14h), "") << "its day is over";
    order.source = *core::Address::parse("10.1.2.4");
    EXPECT_EQ(now(), "");
}

TEST_F(SparedTest, ACaseOfADrillSaysNothingOfTheHost) {
    add_case("c-1", "benign", R"({"simulated":true,"addresses":[{"address":"10.1.2.3"}]})");
    EXPECT_EQ(now(), "");
}

}  // namespace
}  // namespace hitme::console
