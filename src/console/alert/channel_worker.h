// SPDX-License-Identifier: Apache-2.0
// The thread of one channel: sends what waits, in order, and tries again when it fails.
//
// Again     after backoff.first, then twice the time up to backoff.most, each with up to a quarter taken off or added by the
//           seed, so that many consoles do not knock together. A payload older than keep_for is dropped; one that was refused for
//           good is dropped at once; a program and a webhook that fail are tried as long.
// Says so   a channel that begins to fail, and one that works again, is one line in the log each, and in state(). No notice is
//           made of it: that would go through the same channel.
// Threads   offer(), state(), stop(): any. Nothing of it waits for the receiver.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "console/alert/senders.h"
#include "console/alert/spool.h"
#include "core/random.h"
#include "runtime/clock.h"

namespace hitme::console::alert {

struct Backoff {
    core::Duration first = std::chrono::seconds{1};
    core::Duration most = std::chrono::minutes{5};
};

constexpr core::Duration keep_for = std::chrono::hours{24};  // ours: news of yesterday

/// The wait before the `failures`-th next try (from 1), between 3/4 and 5/4 of the doubled time.
core::Duration backoff_after(std::uint64_t failures, const Backoff& backoff, core::Random& random);

struct ChannelState {
    std::optional<core::Time> last_delivery;
    std::optional<core::Time> last_failure;
    std::string last_error;
    std::optional<core::Time> next_attempt;
    core::Duration backoff{};
    std::uint64_t queued = 0;
    std::uint64_t delivered = 0;
    std::uint64_t failed_attempts = 0;
    std::uint64_t dropped = 0;
    bool failing = false;
};

class ChannelWorker {
 public:
    ChannelWorker(std::string name, std::unique_ptr<Sender> sender, Spool spool,
                  const runtime::Clock& clock, std::uint64_t seed, Backoff backoff = {});
    ~ChannelWorker();

    void offer(std::string payload);
    ChannelState state() const;
    /// The counters of an earlier run.
    void restore(const ChannelState& before);
    /// Another target from now on; what waits stays.
    void change(std::unique_ptr<Sender> sender);
    /// Ends the thread; what waits stays in the spool.
    void stop();

 private:
    void run();
    void attempt(std::unique_lock<std::mutex>& lock);

    const std::string name_;
    const runtime::Clock& clock_;
    const Backoff backoff_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::shared_ptr<Sender> sender_;
    Spool spool_;
    ChannelState state_;
    std::uint64_t failures_ = 0;  ///< in a row
    std::chrono::steady_clock::time_point not_before_{};
    core::Random random_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}  // namespace hitme::console::alert
