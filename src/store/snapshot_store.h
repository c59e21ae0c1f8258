// SPDX-License-Identifier: Apache-2.0
// A reading store that answers questions about sources from a snapshot where there are many, so that no question waits for a
// walk over millions of rows. Everything else goes to the store behind it.
//
// Fresh    with fewer than `few_sources` sources every answer comes from the store itself, as of now. With more, counts,
//          totals and orders are as of the last snapshot, at most `snapshot_every` and the time of one walk old while
//          anybody asks. A snapshot is made by a thread of the Keeper's own.
// Networks  of each source are looked up once. Until that was done for all at the first walk, a snapshot has none.
// Start    the last snapshot lies in a file (snapshot_file.h) as well. Where it lacks little of what the store has now, it
//          answers until the first walk is done, some seconds; else the first questions wait for that walk.
// Threads  a SnapshotStore by one thread at a time; the Keeper by any.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "store/event_store.h"
#include "store/source_snapshot.h"

namespace hitme::store {

constexpr std::size_t few_sources = 20'000;  // ours: walking these takes some ten milliseconds
constexpr core::Duration snapshot_every =
    std::chrono::seconds{30};  // ours: as the counts of countries were kept
/// Ours: a walk over millions takes a tenth of a core, as long as no longer rest than this is needed for it.
constexpr int walk_rests = 9;
constexpr std::chrono::seconds longest_rest{120};
constexpr std::chrono::seconds first_walk_within{
    10};  // ours: one walk is shorter than a walk for each question
constexpr core::Duration asked_lately =
    std::chrono::minutes{5};  // ours: nobody looks, nobody walks
constexpr core::Duration snapshot_kept_every =
    std::chrono::minutes{10};  // ours: a file of 100 MB is written in a quarter of a second
/// Ours: a snapshot from a file answers so long before the first walk takes a core from those who wait for answers.
constexpr std::chrono::seconds walk_after_file{5};
/// Ours: share of the store's events that a snapshot from a file may lack.
constexpr double snapshot_may_lack = 0.01;

/// How the keeper looks networks up, on its own thread.
struct NetworkLookUp {
    NetworkOf of = {};  ///< empty: nothing is looked up
    std::uint64_t from =
        0;  ///< SourceColumns::networks_from: another number for other databases, never 0
};

class SnapshotKeeper {
 public:
    using Opener = std::function<core::Result<std::unique_ptr<EventStore>>()>;
    using Now = std::function<core::Time()>;

    /// Starts the thread; it opens its own reading store by `open`, and again after a failure. `file`: where the snapshot
    /// is kept over restarts; empty: nowhere.
    SnapshotKeeper(Opener open, Now now, std::size_t few = few_sources, std::string file = {},
                   NetworkLookUp networks = {});
    ~SnapshotKeeper();
    SnapshotKeeper(const SnapshotKeeper&) = delete;
    SnapshotKeeper& operator=(const SnapshotKeeper&) = delete;

    /// The latest snapshot where there are many sources, else nothing. Says thereby that somebody asks. Waits for the file
    /// or the first walk, which begins with the Keeper, at most first_walk_within.
    std::shared_ptr<const SourceSnapshot> latest();
    /// Waits until one walk was made after this call, or `within` has passed: for tests and the start.
    bool wait_for_walk(std::chrono::milliseconds within);

 private:
    void run();
    /// With networks, which are looked up for those that `before` lacks.
    std::shared_ptr<const SourceSnapshot> looked_up(
        const std::shared_ptr<const SourceSnapshot>& snapshot, const SourceSnapshot* before) const;
    /// What the file has, where it may answer for `store`.
    std::shared_ptr<const SourceSnapshot> kept_for(EventStore& store) const;

    const Opener open_;
    const Now now_;
    const std::size_t few_;
    const std::string file_;
    const NetworkLookUp networks_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<const SourceSnapshot> snapshot_;
    std::chrono::steady_clock::time_point asked_at_ = std::chrono::steady_clock::now();
    std::uint64_t walks_ = 0;
    bool has_tried_ = false;  ///< the file was read, or the first walk was made or failed
    bool walk_now_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

/// `store` behind the keeper's snapshots. The keeper must outlive it.
std::unique_ptr<EventStore> with_snapshots(std::unique_ptr<EventStore> store,
                                           SnapshotKeeper& keeper);

}  // namespace hitme::store
