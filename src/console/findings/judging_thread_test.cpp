// SPDX-License-Identifier: Apache-2.0
#include "console/findings/judging_thread.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "store/sqlite/store.h"
#include "support/scratch_folder.h"
#include "support/scripted_judge.h"

namespace hitme::console {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const core::Time noon = *core::parse_time("2009-01-24T12:00:00Z");

class JudgingThreadTest : public testing::Test {
 protected:
    JudgingThreadTest()
        : store_(
              std::move(*store::open_sqlite_store({folder_.path(), 0, 0}, store::Access::write))),
          book_(std::move(*store::open_sqlite_book(folder_.path(), store::Access::write))),
          judging_(
              {folder_.path(), {}, runtime::Zone::utc()},
              [] {
                  auto judge = std::make_unique<tests::ScriptedJudge>();
                  judge->script[noon - hours{2}] = {"linear", {}, {}, "{}", ""};
                  return judge;
              },
              nullptr, clock_) {}
    void seen(core::Time at) {
        event::Contact contact;
        contact.sensor = "a";
        contact.epoch = 1;
        contact.sequence = ++sequence_;
        contact.seen_at = at;
        contact.source = core::Address::v4(0xC6120001);
        contact.transport = event::Transport::tcp;
        contact.destination_port = 445;
        ASSERT_TRUE(store_->append({"a", 1, sequence_, {contact}}));
    }
    void listened_until(core::Time at) {
        event::Heartbeat beat;
        beat.sensor = "a";
        beat.epoch = 1;
        beat.sequence = ++sequence_;
        beat.seen_at = at;
        beat.covers_seconds = 3600;
        ASSERT_TRUE(store_->append({"a", 1, sequence_, {beat}}));
    }
    /// As the roll-up job does with what arrived.
    void rolled_up(core::Time at = noon - hours{20}) {
        store::RollUp roll_up;
        roll_up.marks = *store_->arrivals();
        roll_up.series = {{store::any_signal, core::bin_of(at, store::series_bin), 1, 0, 1, 1}};
        ASSERT_TRUE(store_->apply(roll_up));
    }
    std::uint64_t findings() {
        store::EntryQuery query;
        query.kind = "finding";
        return book_->list(query)->total;
    }

    const tests::ScratchFolder folder_;
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
    std::uint64_t sequence_ = 0;
    runtime::ManualClock clock_{noon + minutes{10}};
    JudgingThread judging_;
};

TEST_F(JudgingThreadTest, SaysNothingOfAnEmptyStore) {
    ASSERT_TRUE(judging_.look());
    EXPECT_EQ(findings(), 0u);
}

TEST_F(JudgingThreadTest, CatchesUpAndThenStepsEachHour) {
    seen(noon - hours{20});
    rolled_up();
    ASSERT_TRUE(judging_.look());
    // Of all signals together: no growth at first, linear from ten on.
    EXPECT_EQ(findings(), 2u);
    EXPECT_EQ(book_->noted("judging/last_step").value(), "2009-01-24T12:00:00Z");
    clock_.advance(minutes{54});  // 13:04, of which five minutes are waited for what is late
    ASSERT_TRUE(judging_.look());
    EXPECT_EQ(book_->noted("judging/last_step").value(), "2009-01-24T12:00:00Z");
    clock_.advance(minutes{1});
    ASSERT_TRUE(judging_.look());
    EXPECT_EQ(book_->noted("judging/last_step").value(), "2009-01-24T13:00:00Z");
    EXPECT_EQ(findings(), 2u);
}

TEST_F(JudgingThreadTest, WaitsForTheRollUpsButNotForEver) {
    seen(noon - hours{20});
    ASSERT_TRUE(judging_.look());
    EXPECT_FALSE(book_->noted("judging/last_step").value()) << "the busiest signals are not known";
    rolled_up();
    ASSERT_TRUE(judging_.look());
    EXPECT_EQ(book_->noted("judging/last_step").value(), "2009-01-24T12:00:00Z");
}

TEST_F(JudgingThreadTest, PassesOverStepsWithNothingToJudge) {
    seen(noon - hours{20});
    rolled_up();
    ASSERT_TRUE(judging_.look());
    const auto before = findings();
    clock_.advance(hours{24 * 6});
    ASSERT_TRUE(judging_.look());
    EXPECT_EQ(book_->noted("judging/last_step").value(), "2009-01-25T12:00:00Z");
    // More than a day behind, steps are six hours apart; the last within 48 h of 23 January 16:00 is this one.
    EXPECT_EQ(book_->noted("judging/judged/fleet").value(), "2009-01-25T12:00:00Z");
    EXPECT_GE(findings(), before);
}

TEST_F(JudgingThreadTest, AHistoryThatIsStillComingInIsJudgedAMinuteLater) {
    // As a demonstration does at its start: the oldest day is there when the first look is taken, the others are not.
    seen(noon - hours{24 * 8});
    rolled_up(noon - hours{24 * 8});
    ASSERT_TRUE(judging_.look());
    const auto first = book_->noted("judging/last_step").value();
    ASSERT_TRUE(first);
    EXPECT_LT(*first, "2009-01-19");
    seen(noon - hours{20});
    rolled_up();
    ASSERT_TRUE(judging_.look());
    EXPECT_EQ(book_->noted("judging/last_step").value(), first) << "not at each look";
    clock_.advance(look_again);
    ASSERT_TRUE(judging_.look());
    EXPECT_EQ(book_->noted("judging/last_step").value(), "2009-01-24T12:00:00Z");
}

TEST_F(JudgingThreadTest, ARollUpThatFailsDoesNotSilenceIt) {
    seen(noon - hours{20});
    listened_until(noon);  // heartbeats need no roll-up
    ASSERT_TRUE(judging_.look());
    EXPECT_FALSE(book_->noted("judging/last_step").value());
    clock_.advance(roll_up_within);
    ASSERT_TRUE(judging_.look());
    EXPECT_EQ(book_->noted("judging/last_step").value(), "2009-01-24T12:00:00Z");
}

TEST_F(JudgingThreadTest, StartsAndStops) {
    judging_.start();
    judging_.stop();
    judging_.stop();
}

}  // namespace
}  // namespace hitme::console
