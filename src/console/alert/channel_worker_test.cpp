// SPDX-License-Identifier: Apache-2.0
#include "console/alert/channel_worker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <condition_variable>
#include <functional>

#include "support/scratch_folder.h"

namespace hitme::console::alert {
namespace {

using namespace std::chrono_literals;
const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

/// A receiver in our own hands: gives the answers of a list, then takes everything; says when it took something.
struct Script {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<SentAs> answers;
    std::vector<std::string> taken;
    std::size_t attempts = 0;

    bool wait_for(const std::function<bool()>& holds) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, 20s, holds);
    }
};

class Scripted : public Sender {
 public:
    explicit Scripted(std::shared_ptr<Script> script) : script_(std::move(script)) {}
    Sent send(const std::string& payload, const std::atomic<bool>&) override {
        const std::lock_guard lock(script_->mutex);
        ++script_->attempts;
        SentAs as = SentAs::done;
        if (!script_->answers.empty()) {
            as = script_->answers.front();
            script_->answers.pop_front();
        }
        if (as == SentAs::done) script_->taken.push_back(payload);
        script_->changed.notify_all();
        return {as, as == SentAs::done ? "" : "not today"};
    }

 private:
    std::shared_ptr<Script> script_;
};

TEST(ChannelWorker, BackoffDoublesToItsBoundWithJitterFromTheSeed) {
    core::Random random{1};
    const Backoff backoff{1s, 5min};
    for (std::uint64_t failures = 1; failures <= 64; ++failures) {
        const double nominal = std::min(std::pow(2.0, static_cast<double>(failures - 1)), 300.0);
        const double seconds =
            std::chrono::duration<double>(backoff_after(failures, backoff, random)).count();
        EXPECT_GE(seconds, 0.75 * nominal - 1e-6);
        EXPECT_LE(seconds, 1.25 * nominal + 1e-6);
    }
    core::Random one{7};
    core::Random same{7};
    EXPECT_EQ(backoff_after(5, backoff, one), backoff_after(5, backoff, same));
}

TEST(ChannelWorker, TriesAgainInOrderAndSaysHowItIs) {
    const runtime::ManualClock clock{noon};
    auto script = std::make_shared<Script>();
    script->answers = {SentAs::again, SentAs::again, SentAs::done, SentAs::never};
    ChannelWorker worker{"w",       std::make_unique<Scripted>(script), *Spool::open(""), clock, 1,
                         {1ms, 4ms}};
    worker.offer("a");
    worker.offer("b");
    worker.offer("c");
    ASSERT_TRUE(script->wait_for([&] { return script->taken.size() == 2; }));
    EXPECT_EQ(script->taken, (std::vector<std::string>{"a", "c"}));
    worker.stop();
    const ChannelState state = worker.state();
    EXPECT_EQ(state.delivered, 2u);
    EXPECT_EQ(state.failed_attempts, 3u);
    EXPECT_EQ(state.dropped, 1u);
    EXPECT_EQ(state.queued, 0u);
    EXPECT_EQ(state.last_error, "not today");
    EXPECT_EQ(state.last_delivery, noon);
    EXPECT_FALSE(state.failing);
}

TEST(ChannelWorker, ADeadReceiverKeepsNobodyWaitingAndWhatWaitsOutlivesIt) {
    const tests::ScratchFolder folder;
    const runtime::ManualClock clock{noon};
    auto dead = std::make_shared<Script>();
    dead->answers.assign(100'000, SentAs::again);
    {
        ChannelWorker worker{"w",
                             std::make_unique<Scripted>(dead),
                             *Spool::open(folder.path() + "/w.spool"),
                             clock,
                             1,
                             {1h, 1h}};
        const auto before = std::chrono::steady_clock::now();
        for (int i = 0; i < 1500; ++i) worker.offer(std::to_string(i));
        EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
        ASSERT_TRUE(dead->wait_for([&] { return dead->attempts > 0; }));
        worker.stop();
        const ChannelState state = worker.state();
        EXPECT_TRUE(state.failing);
        EXPECT_EQ(state.queued, max_waiting);
        EXPECT_EQ(state.dropped, 1500u - max_waiting) << "what was pushed out is counted";
    }
    auto alive = std::make_shared<Script>();
    ChannelWorker worker{"w", std::make_unique<Scripted>(alive),
                         *Spool::open(folder.path() + "/w.spool"), clock, 1};
    ASSERT_TRUE(alive->wait_for([&] { return alive->taken.size() == max_waiting; }));
    EXPECT_EQ(alive->taken.back(), "1499");
}

TEST(ChannelWorker, YesterdaysNewsIsDroppedAndCounted) {
    const tests::ScratchFolder folder;
    {
        auto spool = *Spool::open(folder.path() + "/w.spool");
        spool.add("old", noon - 25h);
        spool.add("new", noon - 23h);
    }
    const runtime::ManualClock clock{noon};
    auto script = std::make_shared<Script>();
    ChannelWorker worker{"w", std::make_unique<Scripted>(script),
                         *Spool::open(folder.path() + "/w.spool"), clock, 1};
    ASSERT_TRUE(script->wait_for([&] { return !script->taken.empty(); }));
    worker.stop();
    EXPECT_EQ(script->taken, std::vector<std::string>{"new"});
    EXPECT_EQ(worker.state().dropped, 1u);
}

}  // namespace
}  // namespace hitme::console::alert
