// SPDX-License-Identifier: Apache-2.0
#include "console/log_import/log_imports.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "runtime/log.h"

namespace hitme::console::log_import {
namespace {

constexpr std::array<std::string_view, 6> state_names = {"uploading", "waiting", "reading",
                                                         "judging",   "done",    "failed"};
/// What a reader needs for its next batch: shorter than the pause between two steps.
constexpr auto next_batch_within = std::chrono::milliseconds{20};

bool is_over(const LogImport& import) {
    return import.state == State::done || import.state == State::failed;
}

}  // namespace

std::string_view name_of(State state) {
    return state_names[static_cast<std::size_t>(state)];
}

LogImports::LogImports(const std::string& folder, Work work)
    : work_(std::move(work)), uploads_(folder) {}

LogImports::~LogImports() {
    stop();
}

void LogImports::start() {
    thread_ = std::jthread{[this](std::stop_token stop) { run(std::move(stop)); }};
}

void LogImports::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    changed_.notify_all();
    thread_.join();
}

LogImport* LogImports::find(std::uint64_t id) {
    const auto found = std::ranges::find(imports_, id, &LogImport::id);
    return found == imports_.end() ? nullptr : &*found;
}

core::Result<LogImport> LogImports::begin(std::string name, std::uint64_t bytes, std::string by) {
    const std::lock_guard lock{mutex_};
    // Old ones that are over make room.
    if (imports_.size() >= max_listed)
        if (const auto over = std::ranges::find_if(imports_, is_over); over != imports_.end())
            imports_.erase(over);
    LogImport import;
    import.id = next_id_;
    import.name = std::move(name);
    import.bytes = bytes;
    import.by = std::move(by);
    if (auto begun = uploads_.begin(import.id, bytes); !begun) return begun.error();
    ++next_id_;
    imports_.push_back(import);
    return import;
}

core::Result<LogImport> LogImports::add(std::uint64_t id, std::uint64_t offset, core::Bytes piece) {
    const std::lock_guard lock{mutex_};
    LogImport* import = find(id);
    if (import == nullptr) return core::error(core::ErrorCode::not_found, "no such import");
    if (import->state != State::uploading)
        return core::error(core::ErrorCode::refused, "the file was taken already");
    const auto received = uploads_.append(id, offset, piece);
    if (!received) return received.error();
    import->received = *received;
    return *import;
}

core::Result<LogImport> LogImports::go(std::uint64_t id, Wanted wanted) {
    const std::lock_guard lock{mutex_};
    LogImport* import = find(id);
    if (import == nullptr) return core::error(core::ErrorCode::not_found, "no such import");
    if (import->state != State::uploading)
        return core::error(core::ErrorCode::refused, "it was started already");
    if (import->received != import->bytes)
        return core::error(core::ErrorCode::refused, std::to_string(import->received) + " of " +
                                                         std::to_string(import->bytes) +
                                                         " bytes are here");
    import->wanted = std::move(wanted);
    import->state = State::waiting;
    changed_.notify_all();
    return *import;
}

core::Result<void> LogImports::forget(std::uint64_t id) {
    const std::lock_guard lock{mutex_};
    const LogImport* import = find(id);
    if (import == nullptr) return core::error(core::ErrorCode::not_found, "no such import");
    if (import->state == State::reading || import->state == State::judging)
        return core::error(core::ErrorCode::refused, "it is at work");
    uploads_.remove(id);
    std::erase_if(imports_, [&](const LogImport& one) { return one.id == id; });
    return {};
}

std::vector<LogImport> LogImports::all() const {
    const std::lock_guard lock{mutex_};
    return {imports_.rbegin(), imports_.rend()};
}

bool LogImports::step(store::EventStore& store, const OnStored& stored) {
    const auto end = std::chrono::steady_clock::now() + step_at_most;
    std::unique_lock lock{mutex_};
    while (waiting_ != nullptr && !answer_) {
        const event::Batch& batch = *waiting_;
        is_taken_ = true;
        lock.unlock();
        auto appended = store.append(batch);
        if (appended) stored(batch, *appended);
        lock.lock();
        answer_.emplace(std::move(appended));
        is_taken_ = false;
        changed_.notify_all();
        if (std::chrono::steady_clock::now() >= end) break;
        // The reader has its next batch soon, and the next step is a quarter of a second away.
        changed_.wait_for(lock, next_batch_within,
                          [this] { return waiting_ != nullptr && !answer_; });
    }
    const auto read = std::exchange(read_, {});
    lock.unlock();
    for (const auto& import : read)
        for (const auto& [reason, count] : import.skipped) {
            if (import.duplicates > 0) continue;  // noted when the file came first
            if (const auto noted = store.note_skipped(import.name, reason, count); !noted)
                runtime::log(runtime::Level::error, "import", noted.error().context);
        }
    return !read.empty();
}

core::Result<store::Appended> LogImports::hand_over(const event::Batch& batch,
                                                    std::stop_token stop) {
    std::unique_lock lock{mutex_};
    waiting_ = &batch;
    answer_.reset();
    changed_.notify_all();
    const auto is_answered = [this] { return answer_.has_value(); };
    // Whoever stores it right now must not lose it, though a stop was asked for.
    if (!changed_.wait(lock, stop, is_answered) && is_taken_) changed_.wait(lock, is_answered);
    waiting_ = nullptr;
    if (!answer_) return core::error(core::ErrorCode::cancelled, "the program ends");
    return std::move(*answer_);
}

void LogImports::show(const LogImport& import) {
    const std::lock_guard lock{mutex_};
    if (LogImport* shown = find(import.id)) *shown = import;
}

void LogImports::run(std::stop_token stop) {
    while (!stop.stop_requested()) {
        LogImport next;
        {
            std::unique_lock lock{mutex_};
            const auto waits = [this] {
                return std::ranges::find(imports_, State::waiting, &LogImport::state) !=
                       imports_.end();
            };
            if (!changed_.wait(lock, stop, waits)) return;
            auto& found = *std::ranges::find(imports_, State::waiting, &LogImport::state);
            found.state = State::reading;
            next = found;
        }
        work_on(std::move(next), stop);
    }
}

void LogImports::work_on(LogImport import, std::stop_token stop) {
    const auto append = [&](const event::Batch& batch) {
        auto appended = hand_over(batch, stop);
        if (appended) {
            import.stored += appended->stored + appended->completed;
            import.duplicates += appended->duplicates;
            show(import);
        }
        return appended;
    };
    const auto read = work_.read(import, uploads_.path_of(import.id), append);
    {
        const std::lock_guard lock{mutex_};
        uploads_.remove(import.id);
        read_.push_back(import);
    }
    core::Result<void> judged;
    if (!read) {
        import.why = read.error().context;
    } else if (import.wanted.judge && import.first) {
        import.state = State::judging;
        show(import);
        judges_ = true;
        judged = work_.judge(import, stop, [this](const LogImport& now) { show(now); });
        judges_ = false;
        if (!judged) import.why = "not judged to its end: " + judged.error().context;
    }
    import.state = read && judged ? State::done : State::failed;
    show(import);
}

}  // namespace hitme::console::log_import
