// SPDX-License-Identifier: Apache-2.0
#include "console/alert/channel_worker.h"

#include <algorithm>
#include <utility>

#include "runtime/log.h"

namespace hitme::console::alert {

core::Duration backoff_after(std::uint64_t failures, const Backoff& backoff, core::Random& random) {
    core::Duration wait = backoff.first;
    for (std::uint64_t i = 1; i < failures && wait < backoff.most; ++i) wait *= 2;
    wait = std::min(wait, backoff.most);
    const double share = 0.75 + 0.5 * random.uniform();
    return core::Duration{static_cast<std::int64_t>(static_cast<double>(wait.count()) * share)};
}

ChannelWorker::ChannelWorker(std::string name, std::unique_ptr<Sender> sender, Spool spool,
                             const runtime::Clock& clock, std::uint64_t seed, Backoff backoff)
    : name_(std::move(name)),
      clock_(clock),
      backoff_(backoff),
      sender_(std::move(sender)),
      spool_(std::move(spool)),
      random_(seed),
      thread_([this] { run(); }) {}

ChannelWorker::~ChannelWorker() {
    stop();
}

void ChannelWorker::offer(std::string payload) {
    const std::lock_guard lock(mutex_);
    state_.dropped += spool_.add(std::move(payload), clock_.now());
    wake_.notify_one();
}

ChannelState ChannelWorker::state() const {
    const std::lock_guard lock(mutex_);
    ChannelState state = state_;
    state.queued = spool_.waiting().size();
    return state;
}

void ChannelWorker::restore(const ChannelState& before) {
    const std::lock_guard lock(mutex_);
    state_.last_delivery = before.last_delivery;
    state_.last_failure = before.last_failure;
    state_.last_error = before.last_error;
    state_.delivered += before.delivered;
    state_.failed_attempts += before.failed_attempts;
    state_.dropped += before.dropped;
}

void ChannelWorker::change(std::unique_ptr<Sender> sender) {
    const std::lock_guard lock(mutex_);
    sender_ = std::move(sender);
    failures_ = 0;
    not_before_ = {};
    wake_.notify_one();
}

void ChannelWorker::stop() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        wake_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
}

void ChannelWorker::run() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
        if (spool_.waiting().empty()) {
            wake_.wait(lock);
        } else if (std::chrono::steady_clock::now() < not_before_) {
            wake_.wait_until(lock, not_before_);
        } else {
            attempt(lock);
        }
    }
}

void ChannelWorker::attempt(std::unique_lock<std::mutex>& lock) {
    const std::uint64_t id = spool_.waiting().front().id;
    if (clock_.now() - spool_.waiting().front().created > keep_for) {
        ++state_.dropped;
        spool_.done();
        return;
    }
    const std::string payload = spool_.waiting().front().payload;
    const std::shared_ptr<Sender> sender = sender_;
    lock.unlock();
    Sent sent = sender->send(payload, stop_);
    lock.lock();
    if (stop_ && sent.as != SentAs::done) return;
    // Meanwhile it may have been pushed out by newer ones.
    const bool waits = !spool_.waiting().empty() && spool_.waiting().front().id == id;
    if (waits && sent.as != SentAs::again) spool_.done();
    if (sent.as == SentAs::done) {
        ++state_.delivered;
        state_.last_delivery = clock_.now();
        if (state_.failing) runtime::log(runtime::Level::info, "alert", name_ + ": works again");
        state_.failing = false;
        state_.next_attempt.reset();
        state_.backoff = {};
        failures_ = 0;
        return;
    }
    ++state_.failed_attempts;
    state_.last_failure = clock_.now();
    state_.last_error = sent.why;
    if (sent.as == SentAs::never) {
        ++state_.dropped;
        runtime::log(runtime::Level::warning, "alert", name_ + ": dropped: " + sent.why);
        return;
    }
    ++failures_;
    if (!state_.failing)
        runtime::log(runtime::Level::warning, "alert", name_ + ": fails: " + sent.why);
    state_.failing = true;
    state_.backoff = backoff_after(failures_, backoff_, random_);
    state_.next_attempt = clock_.now() + state_.backoff;
    not_before_ = std::chrono::steady_clock::now() +
                  std::chrono::duration_cast<std::chrono::steady_clock::duration>(state_.backoff);
}

}  // namespace hitme::console::alert
