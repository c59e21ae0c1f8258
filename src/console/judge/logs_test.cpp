// SPDX-License-Identifier: Apache-2.0
#include "console/judge/logs.h"

#include <gtest/gtest.h>

#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using std::chrono::hours;

const core::Time start = *core::parse_time("2009-01-20T12:00:00Z");

class Logs : public testing::Test {
 protected:
    Logs()
        : store_(
              std::move(*store::open_sqlite_store({folder_.path(), 0, 0}, store::Access::write))) {}
    void deliver(core::Time at, std::uint16_t port, std::uint32_t host,
                 event::Ending ending = event::Ending::reset, std::uint64_t sequence = 0) {
        event::Contact contact;
        contact.sensor = "a";
        contact.epoch = 1;
        contact.sequence = sequence == 0 ? next_ : sequence;
        contact.seen_at = at;
        contact.transport = event::Transport::tcp;
        contact.destination_port = port;
        contact.source = core::Address::v4(0xC6120000 + host);
        contact.ending = ending;
        const auto appended = store_->append({"a", 1, next_, {contact}});
        ASSERT_TRUE(appended) << appended.error().context;
        ++next_;
    }
    std::uint64_t events(const std::string& subject, core::Time to = start + hours{24}) {
        logs_.look_at(subject, to);
        return logs_.data(start - hours{24 * 30}, to).events;
    }

    const tests::ScratchFolder folder_;
    std::unique_ptr<store::EventStore> store_;
    SignalLogs logs_{1, runtime::Zone::utc()};
    std::uint64_t next_ = 1;
};

TEST_F(Logs, ReadOnFromWhereTheyWere) {
    deliver(start, 445, 1);
    deliver(start, 22, 2);
    ASSERT_TRUE(logs_.follow(*store_, {"tcp/445"}, start - hours{48}));
    EXPECT_EQ(events("tcp/445"), 1u);
    deliver(start + hours{1}, 445, 3);
    deliver(start - hours{20}, 445, 4);  // late, and of another day
    ASSERT_TRUE(logs_.follow(*store_, {"tcp/445"}, start - hours{48}));
    EXPECT_EQ(events("tcp/445"), 3u);
    // One that is followed anew has all of its past, once.
    ASSERT_TRUE(logs_.follow(*store_, {"tcp/445", "tcp/22", "fleet"}, start - hours{48}));
    EXPECT_EQ(events("tcp/445"), 3u);
    EXPECT_EQ(events("tcp/22"), 1u);
    EXPECT_EQ(events("fleet"), 4u);
    ASSERT_TRUE(logs_.follow(*store_, {"tcp/22"}, start - hours{48}));
    EXPECT_EQ(events("tcp/22"), 1u);
    EXPECT_EQ(events("tcp/445"), 0u);
}

TEST_F(Logs, ACompletionIsNoSecondContact) {
    deliver(start, 445, 1, event::Ending::open, 77);
    ASSERT_TRUE(logs_.follow(*store_, {"tcp/445"}, start - hours{48}));
    deliver(start, 445, 1, event::Ending::reset, 77);
    ASSERT_TRUE(logs_.follow(*store_, {"tcp/445"}, start - hours{48}));
    EXPECT_EQ(events("tcp/445"), 1u);
    // Nor is it one for a judge that reads both at once.
    SignalLogs later{1, runtime::Zone::utc()};
    ASSERT_TRUE(later.follow(*store_, {"tcp/445"}, start - hours{48}));
    later.look_at("tcp/445", start + hours{24});
    EXPECT_EQ(later.data(start - hours{48}, start + hours{24}).events, 1u);
}

TEST_F(Logs, WhoStopsDoesNotWaitForTheRestOfTheStore) {
    for (std::uint32_t host = 1; host <= 5; ++host) deliver(start, 445, host);
    std::stop_source stop;
    stop.request_stop();
    SignalLogs stopped{1, runtime::Zone::utc()};
    stopped.stop_at(stop.get_token());
    const auto followed = stopped.follow(*store_, {"tcp/445"}, start - hours{48});
    ASSERT_FALSE(followed);
    EXPECT_EQ(followed.error().code, core::ErrorCode::cancelled);
    stopped.look_at("tcp/445", start + hours{24});
    EXPECT_EQ(stopped.data(start - hours{48}, start + hours{24}).events, 0u);
}

TEST_F(Logs, NothingAfterTheMomentIsLookedAt) {
    deliver(start, 445, 1);
    deliver(start + hours{5}, 445, 2);
    ASSERT_TRUE(logs_.follow(*store_, {"tcp/445"}, start - hours{48}));
    EXPECT_EQ(events("tcp/445", start + hours{5}), 1u);
    EXPECT_EQ(events("tcp/445", start + hours{6}), 2u);
    EXPECT_EQ(logs_.judged().findings.size(), 7u);
    EXPECT_EQ(logs_.source(0), "198.18.0.1");
    EXPECT_EQ(logs_.source(99), "");
}

TEST_F(Logs, DaysBeforeTheStartAreNotRead) {
    deliver(start - hours{24 * 20}, 445, 1);
    deliver(start, 445, 2);
    ASSERT_TRUE(logs_.follow(*store_, {"tcp/445"}, start - hours{48}));
    EXPECT_EQ(events("tcp/445"), 1u);
}

}  // namespace
}  // namespace hitme::console
