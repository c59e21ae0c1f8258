// SPDX-License-Identifier: Apache-2.0
#include "console/response/response_desk.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "event/drill.h"
#include "store/sqlite/book.h"
#include "support/hostile_contact.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

class ResponseDeskTest : public testing::Test {
 protected:
    ResponseDeskTest() {
        const std::string path = folder.path() + "/adapter";
        std::ofstream(path) << "#!/bin/sh\ncat >>" + folder.path() + "/log\n";
        EXPECT_EQ(::chmod(path.c_str(), 0755), 0);
        settings.mode = ResponseMode::program;
        settings.dry_run = false;
        settings.program = path;
        settings.internal = {*core::Prefix::parse("10.0.0.0/8")};
    }
    std::unique_ptr<ResponseDesk> open() {
        auto desk = ResponseDesk::make(
            settings, {}, *book,
            [this] { return store::open_sqlite_book(folder.path(), store::Access::write); },
            nullptr, clock, benign_case);
        EXPECT_TRUE(desk.has_value());
        return std::move(*desk);
    }
    static void give(ResponseDesk& desk, std::vector<event::Event> events) {
        event::Batch batch;
        batch.events = std::move(events);
        desk.mark(batch);
        store::Appended appended;
        appended.fates.assign(batch.events.size(), store::Fate::stored);
        desk.stored(batch, appended);
    }
    static event::SensorChange announced(const char* network_class) {
        event::SensorChange change;
        change.sensor = "alpha";
        change.network_class = network_class;
        return change;
    }
    /// The first record of the kind in that state; waits at most five seconds, the time that a request may take (C-45).
    std::optional<store::Entry> wait_for(std::string_view kind, const std::string& state) {
        for (const auto start = clock.steady(); clock.steady() - start < 5s;
             std::this_thread::sleep_for(5ms)) {
            const auto page = *book->list({std::string(kind), {}, state, {}, 0, 1});
            if (!page.entries.empty()) return page.entries.front();
        }
        return std::nullopt;
    }

    tests::ScratchFolder folder;
    std::unique_ptr<store::Book> book =
        *store::open_sqlite_book(folder.path(), store::Access::write);
    runtime::SystemClock clock;
    ResponseSettings settings;
    BenignCase benign_case;
};

TEST_F(ResponseDeskTest, ATouchOfAnInternalDecoyIsARequestWithinFiveSeconds) {
    const auto desk = open();
    desk->start();
    give(*desk, {announced("internal"), tests::plain_contact("10.1.2.3", "2026-03-01T10:00:00Z")});
    EXPECT_TRUE(wait_for(quarantine_kind, "isolated"));
    desk->stop();
}

TEST_F(ResponseDeskTest, ASensorThatIsNotInternalIsNoReason) {
    const auto desk = open();
    desk->start();
    give(*desk, {announced("hosting"), tests::plain_contact("10.1.2.3", "2026-03-01T10:00:00Z")});
    // The next one is: when it is through, the first would have been.
    give(*desk, {announced("internal"), tests::plain_contact("10.1.2.4", "2026-03-01T10:00:00Z")});
    ASSERT_TRUE(wait_for(quarantine_kind, "isolated"));
    EXPECT_EQ(book->list({std::string(quarantine_kind), {}, {}, {}, 0, 10})->total, 1u);
    desk->stop();
}

TEST_F(ResponseDeskTest, AllowRulesAndBenignCasesMakeNoRequest) {
    AllowRule rule;
    rule.network = core::Prefix::parse("10.1.2.3");
    rule.reason = "scanner";
    rule.owner = "mara";
    rule.from = *core::parse_time("2026-03-01T00:00:00Z");
    rule.expires = *core::parse_time("2026-03-02T00:00:00Z");
    ASSERT_TRUE(book->put({std::string(allow_rule_kind), "r-1", 0, rule.from, "mara", "10.1.2.3",
                           "active", body_of(rule)},
                          0));
    benign_case = [](const event::Contact& contact) {
        return contact.source == *core::Address::parse("10.1.2.4")
                   ? std::optional<std::string>("c-1")
                   : std::nullopt;
    };
    const auto desk = open();
    desk->start();
    give(*desk, {announced("internal"), tests::plain_contact("10.1.2.3", "2026-03-01T10:00:00Z"),
                 tests::plain_contact("10.1.2.4", "2026-03-01T10:00:00Z"),
                 tests::plain_contact("10.1.2.5", "2026-03-01T10:00:00Z")});
    const auto isolated = wait_for(quarantine_kind, "isolated");
    ASSERT_TRUE(isolated);
    EXPECT_EQ(isolated->subject, "10.1.2.5");
    desk->stop();
    const auto page =
        *book->list({std::string(quarantine_kind), {}, std::string("not_made"), {}, 0, 10});
    ASSERT_EQ(page.entries.size(), 2u);
    EXPECT_EQ(order_of(page.entries[1])->result, "not made: allow rule r-1 hides this touch");
    EXPECT_EQ(order_of(page.entries[0])->result, "not made: its case c-1 is benign");
    EXPECT_EQ(read_not_made(*book)->allowed, 1u) << "noted at an orderly end";
}

TEST_F(ResponseDeskTest, ADrillIsArmedAndItsContactsAreMarked) {
    const auto desk = open();
    desk->start();
    Drill drill;
    drill.id = "d-1";
    drill.author = "mara";
    drill.source = *core::Address::parse("10.1.2.3");
    drill.target = *core::Address::parse("10.1.2.4");
    drill.target_port = 445;
    drill.from = clock.now() - 1s;
    drill.until = clock.now() + 60s;
    ASSERT_TRUE(book->put(entry_of(drill), 0));
    ASSERT_TRUE(wait_for(drill_kind, "armed"));
    auto contact = tests::plain_contact("10.1.2.3", "2026-03-01T10:00:00Z");
    contact.seen_at = clock.now();
    event::Batch batch;
    batch.events = {contact};
    desk->mark(batch);
    EXPECT_TRUE(event::of_drill(std::get<event::Contact>(batch.events[0])));
    give(*desk, {announced("internal"), contact});
    const auto entry = wait_for(quarantine_kind, "isolated");
    ASSERT_TRUE(entry);
    EXPECT_EQ(order_of(*entry)->drill, "d-1");
    EXPECT_TRUE(order_of(*entry)->simulated);
    desk->stop();
}

TEST_F(ResponseDeskTest, NobodyHidesContactsBehindADrillFromOutside) {
    const auto desk = open();
    desk->start();
    Drill drill;
    drill.id = "d-1";
    drill.author = "mara";
    drill.source = *core::Address::parse("61.218.147.66");
    drill.target = *core::Address::parse("10.1.2.4");
    drill.target_port = 445;
    drill.from = clock.now() - 1s;
    drill.until = clock.now() + 60s;
    ASSERT_TRUE(book->put(entry_of(drill), 0));
    drill.id = "d-2";
    drill.source = *core::Address::parse("10.1.2.3");
    ASSERT_TRUE(book->put(entry_of(drill), 0));
    ASSERT_TRUE(wait_for(drill_kind, "armed"));
    EXPECT_EQ(book->get(std::string(drill_kind), "d-1")->state, "announced");
    desk->stop();
}

}  // namespace
}  // namespace hitme::console
