// SPDX-License-Identifier: Apache-2.0
// Runs the judging job of `hitme up` on a thread of its own, with a reading store and a book of its own: a judgement may take
// seconds, and ingest must not wait for it.
//
// Waits    a step reads which signals are busiest from the roll-ups, so it waits until these have all that had arrived when
//          the step fell due; at most roll_up_within, because a roll-up that fails must not silence what reads the events.
// Threads  start() and stop() by the owner; the rest is the thread's.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "console/findings/judging_job.h"
#include "runtime/clock.h"

namespace hitme::console {

constexpr core::Duration roll_up_within = std::chrono::minutes{10};  // ours

/// Ours: a step before which there was neither a contact nor a heartbeat for so long is passed over.
constexpr core::Duration longest_silence = std::chrono::hours{48};

/// Ours: after so long steps that were passed over are looked at again.
constexpr core::Duration look_again = std::chrono::minutes{1};

/// Whether the roll-ups have all that had arrived: of each day at least as far as it had come.
bool rolled_up(const store::Marks& applied, const store::Marks& arrived);

class JudgingThread {
 public:
    struct Settings {
        std::string store_folder;
        JudgingSettings judging;
        runtime::Zone zone = runtime::Zone::utc();
    };
    using MakeJudge = std::function<std::unique_ptr<SignalJudge>()>;

    /// `notices` may be null: nobody is told.
    JudgingThread(Settings settings, MakeJudge make_judge, Notices* notices,
                  const runtime::Clock& clock);
    ~JudgingThread();

    void start();
    /// Waits for the step at work to end.
    void stop();

    /// One look: takes the steps that are due. Opens the store where it is not open yet. For tests, and what the thread does.
    core::Result<void> look();

 private:
    core::Result<bool> open();
    core::Result<bool> anything_in_window(core::Time step);
    core::Result<bool> roll_ups_have_all();

    Settings settings_;
    MakeJudge make_judge_;
    Notices* notices_;
    const runtime::Clock& clock_;
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
    std::unique_ptr<SignalJudge> judge_;
    std::unique_ptr<JudgingJob> job_;
    /// What had arrived when the next step fell due; nothing: none is due.
    std::optional<store::Marks> wanted_;
    core::Duration wanted_since_{};
    /// Steps up to here had nothing to judge when they were looked at; asked again after look_again, because a history may be
    /// on its way into the store just then.
    std::optional<core::Time> passed_over_;
    core::Duration passed_over_since_{};
    core::Duration last_watch_{};
    bool has_stepped_ = false;
    std::stop_source stop_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::thread thread_;
};

}  // namespace hitme::console
