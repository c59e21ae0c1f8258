// SPDX-License-Identifier: Apache-2.0
#include "console/response/quarantine.h"

#include <gtest/gtest.h>

#include "event/drill.h"
#include "store/sqlite/book.h"
#include "support/hostile_contact.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

/// Notes what it was asked; says no to sources of `refuses`.
class NotedAdapter : public Adapter {
 public:
    core::Result<std::string> carry_out(const Order& order, OrderAction action,
                                        const std::atomic<bool>*) override {
        done.push_back((action == OrderAction::isolate ? "isolate " : "release ") +
                       order.source.to_string());
        if (refuses) return core::error(core::ErrorCode::refused, "no\n");
        return std::string("ok");
    }
    std::vector<std::string> done;
    bool refuses = false;
};
class KeptNotices : public Notices {
 public:
    void tell(Notice notice) override { kept.push_back(std::move(notice)); }
    std::vector<Notice> kept;
};

class QuarantineTest : public testing::Test {
 protected:
    QuarantineTest() {
        settings.mode = ResponseMode::program;
        settings.dry_run = false;
        settings.limit = 3;
        settings.internal = {*core::Prefix::parse("10.0.0.0/8")};
        settings.never = {*core::Prefix::parse("10.0.0.1")};
    }
    Quarantine open() { return Quarantine{settings, &adapter, *book, &notices, clock}; }
    Quarantine::Candidate touch(const std::string& source) {
        Quarantine::Candidate candidate;
        candidate.contact = tests::plain_contact(source.c_str(), "2026-03-01T10:00:00Z");
        candidate.detected_at = clock.now();
        candidate.seen_by = SeenBy::internal_sensor;
        return candidate;
    }
    Order newest(const std::string& id) {
        return *order_of(*book->get(std::string(quarantine_kind), id));
    }
    void write(Order order, OrderState state, const std::string& author) {
        order.state = state;
        order.author = author;
        ASSERT_TRUE(book->put(entry_of(order), order.version));
    }

    tests::ScratchFolder folder;
    std::unique_ptr<store::Book> book =
        *store::open_sqlite_book(folder.path(), store::Access::write);
    runtime::ManualClock clock{*core::parse_time("2026-03-01T10:00:01Z")};
    ResponseSettings settings;
    NotedAdapter adapter;
    KeptNotices notices;
};

TEST_F(QuarantineTest, IsolatesATouchingHostOnceAndWritesEachStep) {
    auto quarantine = open();
    ASSERT_TRUE(quarantine.begin());
    const auto order = quarantine.consider(touch("10.1.2.3"));
    ASSERT_TRUE(order && *order);
    EXPECT_EQ((*order)->state, OrderState::isolated);
    ASSERT_TRUE(quarantine.consider(touch("10.1.2.3")));
    EXPECT_EQ(adapter.done, std::vector<std::string>{"isolate 10.1.2.3"});
    const auto history = *book->history(std::string(quarantine_kind), (*order)->id);
    ASSERT_EQ(history.size(), 2u);
    EXPECT_EQ(history[0].state, "asked");
    EXPECT_EQ(history[1].state, "isolated");
    ASSERT_EQ(notices.kept.size(), 1u);
    EXPECT_EQ(notices.kept[0].title, "The hook answered that it isolated 10.1.2.3");
    // Still there after ten minutes: asked for again.
    clock.advance(again_after);
    ASSERT_TRUE(quarantine.consider(touch("10.1.2.3")));
    EXPECT_EQ(adapter.done.size(), 2u);
}

TEST_F(QuarantineTest, NobodyOutsideIsEverAskedFor) {
    auto quarantine = open();
    auto forged = touch("10.1.2.3");
    forged.contact.transport = event::Transport::udp;
    forged.contact.handshake = event::Handshake::datagram;
    auto outside_sensor = touch("10.1.2.3");
    outside_sensor.seen_by = SeenBy::other_sensor;
    for (const auto& candidate : {touch("11.1.2.3"), touch("10.0.0.1"), forged, outside_sensor})
        EXPECT_FALSE(quarantine.consider(candidate)->has_value());
    EXPECT_TRUE(adapter.done.empty());
    EXPECT_EQ(book->list({std::string(quarantine_kind), {}, {}, {}, 0, 10})->total, 0u);
}

TEST_F(QuarantineTest, ADryRunSendsNothing) {
    settings.dry_run = true;
    auto quarantine = open();
    const auto order = quarantine.consider(touch("10.1.2.3"));
    EXPECT_EQ((*order)->state, OrderState::dry_run);
    // Nor when a person asks for it: the settings file says so.
    write(newest((*order)->id), OrderState::asked, "mara");
    ASSERT_TRUE(quarantine.attend());
    EXPECT_EQ(newest((*order)->id).state, OrderState::dry_run);
    EXPECT_TRUE(adapter.done.empty());
    // A drill proves the chain, so it does.
    auto drill = touch("10.1.2.3");
    event::mark_as_drill(drill.contact);
    drill.drill = "d-1";
    EXPECT_EQ((*quarantine.consider(drill))->state, OrderState::isolated);
    EXPECT_EQ(adapter.done.size(), 1u);
    EXPECT_EQ(notices.kept.back().title, "Drill: the hook answered that it isolated 10.1.2.3");
}

TEST_F(QuarantineTest, ADryRunIsNotUrgentAndUsesUpNothingOfTheLimit) {
    settings.dry_run = true;
    auto quarantine = open();
    ASSERT_TRUE(quarantine.begin());
    // The limit is three.
    for (int i = 1; i <= 5; ++i) {
        const auto order = **quarantine.consider(touch("10.1.2." + std::to_string(i)));
        EXPECT_EQ(order.state, OrderState::dry_run);
        EXPECT_EQ(order.result.find("would have been held") != std::string::npos, i > 3) << i;
    }
    EXPECT_FALSE(quarantine.stopped());
    EXPECT_FALSE(book->get(std::string(quarantine_stop_kind), "stop"));
    ASSERT_EQ(notices.kept.size(), 6u) << "one a host, and once that the limit would be reached";
    for (const auto& notice : notices.kept) EXPECT_EQ(notice.severity, Severity::low);
    EXPECT_EQ(notices.kept[0].title, "10.1.2.1 would have been isolated (dry run)");
    EXPECT_EQ(notices.kept[4].title,
              "Dry run: quarantine would have stopped itself, at more than 3 requests within 10m");
}

TEST_F(QuarantineTest, WhatPeopleSaidToBeWantedIsCountedAndNeverIsolated) {
    auto quarantine = open();
    auto allowed = touch("10.1.2.3");
    allowed.spared = {Spared::Why::allowed, "r-1"};
    const auto order = **quarantine.consider(allowed);
    EXPECT_EQ(order.state, OrderState::not_made);
    EXPECT_EQ(order.result, "not made: allow rule r-1 hides this touch");
    EXPECT_FALSE(*quarantine.consider(allowed)) << "one record a day";
    allowed.completes = true;  // tells more of the touch before
    EXPECT_FALSE(*quarantine.consider(allowed));
    auto benign = touch("10.1.2.4");
    benign.spared = {Spared::Why::case_benign, "c-1"};
    EXPECT_EQ((**quarantine.consider(benign)).result, "not made: its case c-1 is benign");
    EXPECT_TRUE(adapter.done.empty());
    EXPECT_TRUE(notices.kept.empty());
    ASSERT_TRUE(quarantine.finish());
    const NotMade counts = *read_not_made(*book);
    EXPECT_EQ(counts.allowed, 2u);
    EXPECT_EQ(counts.case_benign, 1u);
    EXPECT_EQ(counts.last, *core::parse_time("2026-03-01T10:00:00Z"));
    // A restart counts on and writes no second record; a touch that no rule hides is a request at once.
    auto again = open();
    ASSERT_TRUE(again.begin());
    allowed.completes = false;
    EXPECT_FALSE(*again.consider(allowed));
    EXPECT_EQ((**again.consider(touch("10.1.2.3"))).state, OrderState::isolated);
    ASSERT_TRUE(again.finish());
    EXPECT_EQ(read_not_made(*book)->allowed, 3u);
    // The rule ended, another began: that is said.
    clock.advance(not_made_again);
    EXPECT_TRUE(*again.consider(allowed));
}

TEST_F(QuarantineTest, ADrillIsAskedForThoughItsHostIsAllowed) {
    auto quarantine = open();
    auto drill = touch("10.1.2.3");
    event::mark_as_drill(drill.contact);
    drill.drill = "d-1";
    drill.spared = {Spared::Why::allowed, "r-1"};
    EXPECT_EQ((**quarantine.consider(drill)).state, OrderState::isolated);
}

TEST_F(QuarantineTest, APersonCannotIsolateAHostWhoseCaseIsBenign) {
    adapter.refuses = true;
    auto quarantine = open();
    const auto order = **quarantine.consider(touch("10.1.2.3"));
    ASSERT_EQ(order.state, OrderState::failed);
    ASSERT_TRUE(book->put({"case", "c-1", 0, clock.now(), "mara", "10.1.2.3", "benign",
                           R"({"addresses":[{"address":"10.1.2.3"}]})"},
                          0));
    write(newest(order.id), OrderState::asked, "mara");
    ASSERT_TRUE(quarantine.attend());
    EXPECT_EQ(newest(order.id).state, OrderState::not_made);
    EXPECT_EQ(newest(order.id).result, "not made: its case c-1 is benign; change that first");
    EXPECT_EQ(adapter.done.size(), 1u) << "the first time, before it was benign";
}

TEST_F(QuarantineTest, StopsAndAsksAPerson) {
    auto quarantine = open();
    for (int i = 1; i <= 5; ++i)
        ASSERT_TRUE(quarantine.consider(touch("10.1.2." + std::to_string(i))));
    // The limit is three.
    EXPECT_EQ(adapter.done.size(), 3u);
    EXPECT_TRUE(quarantine.stopped());
    EXPECT_EQ(book->list({std::string(quarantine_kind), {}, std::string("held"), {}, 0, 10})->total,
              2u);
    EXPECT_EQ(notices.kept[3].severity, Severity::critical);
    // A restart does not forget it.
    auto again = open();
    ASSERT_TRUE(again.begin());
    EXPECT_TRUE(again.stopped());
    ASSERT_TRUE(again.consider(touch("10.1.2.9")));
    EXPECT_EQ(adapter.done.size(), 3u);
    // A person resumes, and asks for one of the held.
    store::Entry resume = *book->get(std::string(quarantine_stop_kind), "stop");
    resume.state = "running";
    resume.author = "mara";
    ASSERT_TRUE(book->put(resume, resume.version));
    const auto held =
        book->list({std::string(quarantine_kind), {}, std::string("held"), {}, 0, 10})->entries;
    write(*order_of(held[0]), OrderState::asked, "mara");
    ASSERT_TRUE(again.attend());
    EXPECT_FALSE(again.stopped());
    EXPECT_EQ(adapter.done.size(), 4u);
    EXPECT_EQ(newest(held[0].id).state, OrderState::isolated);
}

TEST_F(QuarantineTest, UndoWorksAndTheHostMayBeIsolatedAgain) {
    auto quarantine = open();
    const auto order = **quarantine.consider(touch("10.1.2.3"));
    ASSERT_TRUE(quarantine.attend());
    EXPECT_EQ(adapter.done.size(), 1u);
    write(newest(order.id), OrderState::undo_asked, "mara");
    ASSERT_TRUE(quarantine.attend());
    EXPECT_EQ(newest(order.id).state, OrderState::released);
    EXPECT_EQ(adapter.done.back(), "release 10.1.2.3");
    // The touch that it was isolated for is told again when its connection ends: no reason anew.
    ASSERT_TRUE(quarantine.consider(touch("10.1.2.3")));
    auto restarted = open();
    ASSERT_TRUE(restarted.begin());
    ASSERT_TRUE(restarted.consider(touch("10.1.2.3")));
    EXPECT_EQ(adapter.done.back(), "release 10.1.2.3");
    auto anew = touch("10.1.2.3");
    anew.contact.seen_at = clock.now() + 1s;
    ASSERT_TRUE(quarantine.consider(anew));
    EXPECT_EQ(adapter.done.back(), "isolate 10.1.2.3");
}

TEST_F(QuarantineTest, ADrillIsolatesOnce) {
    auto quarantine = open();
    auto drill = touch("10.1.2.3");
    event::mark_as_drill(drill.contact);
    drill.drill = "d-1";
    const auto order = **quarantine.consider(drill);
    write(newest(order.id), OrderState::undo_asked, "mara");
    ASSERT_TRUE(quarantine.attend());
    // The drill looks whether the test host is back by touching the decoy once more.
    drill.contact.seen_at = clock.now() + 1s;
    ASSERT_TRUE(quarantine.consider(drill));
    EXPECT_EQ(adapter.done, (std::vector<std::string>{"isolate 10.1.2.3", "release 10.1.2.3"}));
    drill.drill = "d-2";
    ASSERT_TRUE(quarantine.consider(drill));
    EXPECT_EQ(adapter.done.size(), 3u);
}

TEST_F(QuarantineTest, AFailureIsSaidInOnePrintableLine) {
    adapter.refuses = true;
    auto quarantine = open();
    const auto order = **quarantine.consider(touch("10.1.2.3"));
    EXPECT_EQ(order.state, OrderState::failed);
    EXPECT_EQ(order.result, "no\\n");
    EXPECT_EQ(notices.kept[0].severity, Severity::critical);
    write(newest(order.id), OrderState::undo_asked, "mara");
    ASSERT_TRUE(quarantine.attend());
    EXPECT_EQ(newest(order.id).state, OrderState::undo_failed);
}

TEST_F(QuarantineTest, APersonsWordIsNoEvidence) {
    auto quarantine = open();
    Order order = **quarantine.consider(touch("10.1.2.3"));
    order.source = *core::Address::parse("8.8.8.8");
    order.version = newest(order.id).version;
    write(order, OrderState::asked, "mara");
    ASSERT_TRUE(quarantine.attend());
    EXPECT_EQ(newest(order.id).state, OrderState::failed);
    EXPECT_EQ(adapter.done.size(), 1u);
}

TEST_F(QuarantineTest, WhatACrashInterruptedIsCalledFailed) {
    Order order;
    order.id = "q-1";
    order.source = *core::Address::parse("10.1.2.3");
    order.mode = ResponseMode::program;
    order.dry_run = false;
    order.author = "hitme";
    ASSERT_TRUE(book->put(entry_of(order), 0));
    auto quarantine = open();
    ASSERT_TRUE(quarantine.begin());
    EXPECT_EQ(newest("q-1").state, OrderState::failed);
}

}  // namespace
}  // namespace hitme::console
