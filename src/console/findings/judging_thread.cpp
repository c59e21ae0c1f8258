// SPDX-License-Identifier: Apache-2.0
#include "console/findings/judging_thread.h"

#include <algorithm>
#include <utility>

#include "console/findings/judging_schedule.h"
#include "runtime/background.h"
#include "runtime/log.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::console {
namespace {

constexpr std::chrono::seconds look_every{1};
const std::string last_step_note = "judging/last_step";

}  // namespace

bool rolled_up(const store::Marks& applied, const store::Marks& arrived) {
    return std::ranges::all_of(arrived, [&](const auto& day) {
        const auto has = applied.find(day.first);
        return has != applied.end() && has->second >= day.second;
    });
}

JudgingThread::JudgingThread(Settings settings, MakeJudge make_judge, Notices* notices,
                             const runtime::Clock& clock)
    : settings_(std::move(settings)),
      make_judge_(std::move(make_judge)),
      notices_(notices),
      clock_(clock) {}

JudgingThread::~JudgingThread() {
    stop();
}

void JudgingThread::start() {
    thread_ = std::thread{[this] {
        runtime::work_in_background();
        bool complained = false;
        while (!stop_.stop_requested()) {
            const auto looked = look();
            if (!looked && !complained && !stop_.stop_requested())
                runtime::log(runtime::Level::error, "judging", looked.error().context);
            complained = !looked;
            std::unique_lock lock{mutex_};
            woken_.wait_for(lock, look_every, [this] { return stop_.stop_requested(); });
        }
    }};
}

void JudgingThread::stop() {
    {
        const std::lock_guard lock{mutex_};
        stop_.request_stop();
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

core::Result<bool> JudgingThread::open() {
    if (job_ != nullptr) return true;
    auto store = store::open_sqlite_store({settings_.store_folder, 0, 0}, store::Access::read);
    if (!store) {
        if (store.error().code == core::ErrorCode::not_found) return false;
        return store.error();
    }
    auto book = store::open_sqlite_book(settings_.store_folder, store::Access::write);
    if (!book) return book.error();
    store_ = std::move(*store);
    book_ = std::move(*book);
    judge_ = make_judge_();
    judge_->stop_at(stop_.get_token());
    job_ = std::make_unique<JudgingJob>(*store_, *book_, *judge_, notices_, settings_.judging,
                                        settings_.zone);
    return true;
}

core::Result<bool> JudgingThread::anything_in_window(core::Time step) {
    const core::Time from = step - longest_silence;
    const auto uptime = store_->uptime(from, step);
    if (!uptime) return uptime.error();
    if (!uptime->empty()) return true;
    const auto points = store_->series(std::nullopt, from, step);
    if (!points) return points.error();
    return !points->empty();
}

core::Result<bool> JudgingThread::roll_ups_have_all() {
    if (!wanted_) {
        auto arrived = store_->arrivals();
        if (!arrived) return arrived.error();
        wanted_ = std::move(*arrived);
        wanted_since_ = clock_.steady();
    }
    if (clock_.steady() - wanted_since_ >= roll_up_within) return true;
    const auto applied = store_->applied();
    if (!applied) return applied.error();
    return rolled_up(*applied, *wanted_);
}

core::Result<void> JudgingThread::look() {
    const auto is_open = open();
    if (!is_open) return is_open.error();
    if (!*is_open) return {};
    while (!stop_.stop_requested()) {
        const auto noted = book_->noted(last_step_note);
        if (!noted) return noted.error();
        const auto state = store_->state();
        if (!state) return state.error();
        ScheduleQuestion question;
        if (*noted) question.last = core::parse_time(**noted);
        if (passed_over_ && clock_.steady() - passed_over_since_ >= look_again)
            passed_over_.reset();
        if (passed_over_ && (!question.last || *question.last < *passed_over_))
            question.last = passed_over_;
        if (state->oldest_day) question.oldest = core::Time{*state->oldest_day};
        question.now = clock_.now() - settings_.judging.lateness;
        question.every = settings_.judging.every;
        const auto next = next_step(question);
        if (!next) {
            wanted_.reset();
            break;
        }
        const auto ready = roll_ups_have_all();
        if (!ready) return ready.error();
        if (!*ready) return {};
        const auto anything = anything_in_window(*next);
        if (!anything) return anything.error();
        if (!*anything) {
            // The program was off, or a log of long ago was imported: a verdict on nothing would take the place of the last
            // one that rests on something.
            if (!passed_over_) passed_over_since_ = clock_.steady();
            passed_over_ = *next;
            continue;
        }
        const auto step = job_->step(*next, clock_.now());
        if (!step) return step.error();
        has_stepped_ = true;
        last_watch_ = clock_.steady();
        if (auto kept = book_->note(last_step_note, core::format_rfc3339(*next)); !kept)
            return kept;
    }
    if (has_stepped_ && clock_.steady() - last_watch_ >= settings_.judging.watch_every) {
        last_watch_ = clock_.steady();
        const auto watched = job_->watch(clock_.now(), clock_.now());
        if (!watched) return watched.error();
    }
    return {};
}

}  // namespace hitme::console
