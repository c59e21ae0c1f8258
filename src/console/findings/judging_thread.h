// SPDX-License-Identifier: Apache-2.0
// Runs the judging job of `hitme up` on a thread of its own, with a reading store and a book of its own: a judgement may take
// seconds, and ingest must not wait for it.
//
// Threads  start() and stop() by the owner; the rest is the thread's.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "console/findings/judging_job.h"
#include "runtime/clock.h"

namespace hitme::console {

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

    Settings settings_;
    MakeJudge make_judge_;
    Notices* notices_;
    const runtime::Clock& clock_;
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
    std::unique_ptr<SignalJudge> judge_;
    std::unique_ptr<JudgingJob> job_;
    core::Duration last_watch_{};
    bool has_stepped_ = false;
    std::stop_source stop_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::thread thread_;
};

}  // namespace hitme::console
