// SPDX-License-Identifier: Apache-2.0
#include "console/findings/wide_watch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2026-03-02T00:00:00Z");

class WideWatching : public testing::Test {
 protected:
    WideWatching()
        : store_(
              std::move(*store::open_sqlite_store({folder_.path(), 0, 0}, store::Access::write))) {}

    /// The sensor listened from the start on until then.
    void listen(core::Time until) {
        event::Batch batch{"a", 1, 1, {}};
        for (core::Time at = start + hours{1}; at <= until; at += hours{1})
            batch.events.emplace_back(heartbeat(at, 3600));
        ASSERT_TRUE(store_->append(batch));
    }
    event::Heartbeat heartbeat(core::Time until, std::uint32_t seconds) {
        event::Heartbeat beat;
        beat.sensor = "a";
        beat.epoch = 1;
        beat.sequence = ++sequence_;
        beat.seen_at = until;
        beat.covers_seconds = seconds;
        return beat;
    }
    /// New hosts of a port, so many an hour on the average, drawn for each bin of [from, to).
    void draw(std::uint16_t port, core::Time from, core::Time to,
              const std::function<double(core::Time)>& per_hour) {
        for (core::Time bin = from; bin < to; bin += store::series_bin) {
            const double mean = per_hour(bin) / 12;
            if (!(mean > 0)) continue;
            std::poisson_distribution<std::int64_t> hosts{mean};
            const auto drawn = hosts(random_);
            if (drawn == 0) continue;
            counted_.series.push_back(
                {event::Signal{event::Transport::tcp, port}.key(), bin, drawn, 0, drawn, drawn});
        }
    }
    WideLook look(core::Time at, const std::vector<event::Signal>& followed = {}) {
        EXPECT_TRUE(store_->apply(std::exchange(counted_, {})));
        auto looked = look_wide(*store_, at, followed);
        EXPECT_TRUE(looked) << looked.error().context;
        return looked ? *looked : WideLook{};
    }

    const tests::ScratchFolder folder_;
    std::unique_ptr<store::EventStore> store_;
    std::mt19937_64 random_{20260302};
    store::RollUp counted_;
    std::uint64_t sequence_ = 0;
};

TEST_F(WideWatching, FindsTheOneThatRoseAmongBusierOnes) {
    const core::Time now = start + hours{24 * 8 + 6};
    listen(now);
    for (std::uint16_t port = 1; port <= 20; ++port)
        draw(port, start, now, [](core::Time) { return 60.0; });
    draw(5555, start, now, [&](core::Time at) { return at < now - hours{3} ? 1.0 : 12.0; });
    const auto seen = look(now);
    EXPECT_EQ(seen.signals, 21u);
    EXPECT_GE(seen.threshold, 12);
    ASSERT_EQ(seen.rose.size(), 1u);
    EXPECT_EQ(seen.rose[0].signal.to_string(), "tcp/5555");
    EXPECT_GT(seen.rose[0].at, now - hours{3});
    EXPECT_LE(seen.rose[0].at, now);
    EXPECT_GE(seen.rose[0].score, seen.threshold);
}

TEST_F(WideWatching, WhatIsFollowedCloselyIsNotLookedAtTwice) {
    const core::Time now = start + hours{24 * 8 + 6};
    listen(now);
    for (const std::uint16_t port : {std::uint16_t{5555}, std::uint16_t{5556}})
        draw(port, start, now, [&](core::Time at) { return at < now - hours{3} ? 1.0 : 12.0; });
    const auto seen = look(now, {{event::Transport::tcp, 5555}, {event::Transport::udp, 5556}});
    EXPECT_EQ(seen.signals, 2u) << "the threshold is for all of them";
    ASSERT_EQ(seen.rose.size(), 1u);
    EXPECT_EQ(seen.rose[0].signal.to_string(), "tcp/5556") << "udp/5556 is another signal";
}

TEST_F(WideWatching, ASignalThatNobodyHadSeenRisesFromNothing) {
    const core::Time now = start + hours{24 * 5};
    listen(now);
    draw(23, start, now, [](core::Time) { return 30.0; });
    draw(9034, now - hours{2}, now, [](core::Time) { return 15.0; });
    const auto seen = look(now);
    ASSERT_EQ(seen.rose.size(), 1u);
    EXPECT_EQ(seen.rose[0].signal.to_string(), "tcp/9034");
}

// One false alarm in 30 days of all signals together is 0.03 a day: more than one here would come by chance once in 2,000 days.
TEST_F(WideWatching, ManyQuietSignalsStayQuiet) {
    const core::Time now = start + hours{24 * 8};
    listen(now);
    for (std::uint16_t port = 1; port <= 300; ++port)
        draw(port, start, now, [&](core::Time) { return port % 2 == 0 ? 0.5 : 6.0; });
    const auto seen = look(now);
    EXPECT_EQ(seen.signals, 300u);
    EXPECT_GT(seen.threshold, 12) << "of so many one alone would alarm more often";
    EXPECT_LE(seen.rose.size(), 1u);
}

// The same hosts an hour through half of the time, and through all of it since: a sensor that came back is no outbreak.
TEST_F(WideWatching, ASensorThatCameBackIsNoRise) {
    const core::Time now = start + hours{24 * 8};
    event::Batch beats{"a", 1, 1, {}};
    for (core::Time at = start; at < now - hours{4}; at += hours{1})
        beats.events.emplace_back(heartbeat(at + minutes{30}, 1800));
    for (core::Time at = now - hours{4}; at < now; at += hours{1})
        beats.events.emplace_back(heartbeat(at + hours{1}, 3600));
    ASSERT_TRUE(store_->append(beats));
    draw(445, start, now, [&](core::Time at) {
        const bool first_half = (at - start) % hours{1} < minutes{30};
        return at >= now - hours{4} || first_half ? 40.0 : 0.0;
    });
    EXPECT_TRUE(look(now).rose.empty());
}

TEST_F(WideWatching, NeedsABaseline) {
    const core::Time now = start + hours{60};
    listen(now);
    draw(445, start, now, [&](core::Time at) { return at < now - hours{3} ? 1.0 : 60.0; });
    EXPECT_TRUE(look(now).rose.empty());
}

TEST_F(WideWatching, CountsWhatItDoesNotName) {
    const core::Time now = start + hours{24 * 5};
    listen(now);
    for (std::uint16_t port = 1; port <= 20; ++port)
        draw(port, now - hours{2}, now, [&](core::Time) { return 20.0 + port; });
    const auto seen = look(now);
    EXPECT_EQ(seen.rose.size(), most_nominated);
    EXPECT_EQ(seen.passed_over, 4u);
    EXPECT_TRUE(std::ranges::is_sorted(seen.rose, std::ranges::greater{}, &Nominated::score));
}

}  // namespace
}  // namespace hitme::console
