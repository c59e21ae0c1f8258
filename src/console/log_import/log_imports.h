// SPDX-License-Identifier: Apache-2.0
// Logs that somebody imports while the console runs: received in pieces, read on a thread of their own, stored by the ingesting
// thread between live batches, then judged in event time, as `hitme import`, `hitme judge keep` and `hitme campaign follow` do.
//
// Told      nobody: what was seen years ago is no alert, no incident and no case today.
// Order     one at a time, in the order of their starts.
// End       of the program ends them; nothing is kept but what was stored, and the same file given again adds what is missing.
// Threads   begin() to all() on the reading thread, step() on the ingesting one, start() and stop() by the owner.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "console/log_import/uploads.h"
#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "event/signal.h"
#include "store/event_store.h"

namespace hitme::console::log_import {

constexpr std::size_t max_listed = 50;  // ours: finished ones that are still told of
constexpr std::size_t max_name_bytes = 200;
constexpr std::size_t max_columns_bytes = 500;
/// How long one step() may keep live batches waiting.
constexpr core::Duration step_at_most = std::chrono::milliseconds{150};

enum class State : std::uint8_t { uploading, waiting, reading, judging, done, failed };
std::string_view name_of(State state);

struct Wanted {
    std::string columns;  ///< of a CSV; empty: by its header line
    std::optional<event::Signal>
        signal;  ///< for forms that name no port; and the one that is judged
    bool judge = true;
};

struct LogImport {
    std::uint64_t id = 0;
    std::string name;  ///< as the browser calls the file
    std::uint64_t bytes = 0;
    std::uint64_t received = 0;
    State state = State::uploading;
    Wanted wanted;
    std::string by;  ///< who
    std::string format;
    std::uint64_t stored = 0;
    std::uint64_t duplicates = 0;
    std::map<std::string, std::uint64_t> skipped;
    std::string truncated;
    std::optional<core::Time> first;  ///< of its contacts
    std::optional<core::Time> last;
    std::uint64_t steps = 0;  ///< of judging
    std::uint64_t steps_done = 0;
    std::uint64_t findings = 0;
    std::string why;  ///< it failed, or was not judged
};

/// What the work itself is; the owner joins readers and judges.
struct Work {
    using Append = std::function<core::Result<store::Appended>(const event::Batch&)>;
    using Progress = std::function<void(const LogImport&)>;
    /// Fills in what was read. Errors   as sensor::read_file(); what was read until then is stored.
    std::function<core::Result<void>(LogImport&, const std::string& path, const Append&)> read;
    /// Fills in steps and findings. Errors   those of the store and the book; cancelled.
    std::function<core::Result<void>(LogImport&, std::stop_token, const Progress&)> judge;
};

class LogImports {
 public:
    LogImports(const std::string& folder, Work work);
    ~LogImports();

    void start();
    void stop();

    /// Errors   as Uploads::begin().
    core::Result<LogImport> begin(std::string name, std::uint64_t bytes, std::string by);
    core::Result<LogImport> add(std::uint64_t id, std::uint64_t offset, core::Bytes piece);
    /// Errors   not_found. refused: not all of it is here, or it was started before.
    core::Result<LogImport> go(std::uint64_t id, Wanted wanted);
    /// Gives an upload up, or forgets one that is over. Errors   not_found. refused: it is at work.
    core::Result<void> forget(std::uint64_t id);
    /// Latest first.
    std::vector<LogImport> all() const;
    /// Whether a log is being judged right now. Any thread.
    bool judges() const { return judges_; }

    using OnStored = std::function<void(const event::Batch&, const store::Appended&)>;
    /// Stores what waits, for step_at_most, and notes what was passed over. Returns true once a file was read: the roll-ups
    /// should be counted again then.
    bool step(store::EventStore& store, const OnStored& stored);

 private:
    void run(std::stop_token stop);
    void work_on(LogImport import, std::stop_token stop);
    core::Result<store::Appended> hand_over(const event::Batch& batch, std::stop_token stop);
    void show(const LogImport& import);
    LogImport* find(std::uint64_t id);

    Work work_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    Uploads uploads_;
    std::vector<LogImport> imports_;  ///< oldest first
    std::uint64_t next_id_ = 1;
    /// The batch that waits for the ingesting thread, and what became of it.
    const event::Batch* waiting_ = nullptr;
    std::optional<core::Result<store::Appended>> answer_;
    bool is_taken_ = false;        ///< it is being stored
    std::vector<LogImport> read_;  ///< since the last step
    std::atomic<bool> judges_{false};
    std::jthread thread_;
};

}  // namespace hitme::console::log_import
