// SPDX-License-Identifier: Apache-2.0
// The desk of response: hands touches of internal decoys to the quarantine hook, and runs drills.
//
// Threads   the desk's own calls come on the ingesting thread and never wait: a touch is checked against the networks of the
//           settings and put into a bounded queue. One thread of its own decides and calls the adapter; one runs drills that the
//           schedule or the API asks for. Each opens a book of its own.
// Spared    what an allow rule hides and a host whose case is benign (spared.h) are known here, on the ingesting thread, after the
//           desk of cases has seen the batch: it alone knows a host by its MAC, and by every address that it has.
// Limits    max_waiting_touches: beyond, a touch is dropped and counted; its source will touch again.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "console/desk.h"
#include "console/notice.h"
#include "console/response/adapter.h"
#include "console/response/drill.h"
#include "console/response/drill_marks.h"
#include "console/response/internal_sensors.h"
#include "console/response/quarantine.h"
#include "console/response/settings.h"
#include "console/visibility.h"
#include "runtime/clock.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::size_t max_waiting_touches = 1'000;
constexpr core::Duration response_turn = std::chrono::milliseconds{250};

using OpenBook = std::function<core::Result<std::unique_ptr<store::Book>>()>;

/// Id of the case of the contact's host, where that stands as benign for it.
using BenignCase = std::function<std::optional<std::string>(const event::Contact&)>;

class ResponseDesk : public Desk {
 public:
    /// `book`: the ingesting thread's. `open`: another for each thread of the desk. `benign_case`: called in stored().
    /// Errors   those of make_adapter().
    static core::Result<std::unique_ptr<ResponseDesk>> make(ResponseSettings settings,
                                                            DrillSettings drills, store::Book& book,
                                                            OpenBook open, Notices* notices,
                                                            const runtime::Clock& clock,
                                                            BenignCase benign_case = {});
    ~ResponseDesk() override;

    void start();
    void stop();

    /// Before a batch is stored: marks the contacts of drills.
    void mark(event::Batch& batch) const { marks_.mark(batch); }
    void stored(const event::Batch& batch, const store::Appended& appended) override;
    void idle(core::Time now) override;

    std::uint64_t dropped() const { return dropped_; }

 private:
    ResponseDesk(ResponseSettings settings, DrillSettings drills, store::Book& book, OpenBook open,
                 Notices* notices, const runtime::Clock& clock, BenignCase benign_case);
    Spared spared(const event::Contact& contact) const;
    void work();
    core::Result<void> turn(Quarantine& quarantine, store::Book& book);
    core::Result<void> arm(store::Book& book);
    void run_drills();
    core::Result<void> drill_when_due(store::Book& book);

    const ResponseSettings settings_;
    const DrillSettings drills_;
    store::Book& book_;
    OpenBook open_;
    Notices* notices_;
    const runtime::Clock& clock_;
    std::unique_ptr<Adapter> adapter_;
    const PrefixSet internal_;
    const BenignCase benign_case_;
    Visibility visibility_;
    InternalSensors sensors_;
    core::Duration last_refresh_{};
    DrillMarks marks_;

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Quarantine::Candidate> waiting_;
    std::atomic<bool> stopping_ = false;
    std::atomic<std::uint64_t> dropped_ = 0;
    std::optional<std::uint64_t> seen_drills_;
    std::thread working_;
    std::thread drilling_;
};

}  // namespace hitme::console
