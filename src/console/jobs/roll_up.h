// SPDX-License-Identifier: Apache-2.0
// The roll-up job: keeps the series and the sources of the store up to date, so that dashboards never scan events.
//
// Order     the same events give the same series in whatever order they arrive, and across restarts: new hosts and
//           distinct sources are counted by analytics, differences and marks are applied in one transaction, and
//           catch_up() reads what was stored but not yet applied.
// Late      an event more than `horizon` older than the latest one cannot be counted from what is in memory: rebuild()
//           then counts the whole store again. needs_rebuild() says so.
// Threads   none of its own: used by the thread that owns the store.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <utility>

#include "analytics/distinct.h"
#include "analytics/new_hosts.h"
#include "core/result.h"
#include "store/event_store.h"

namespace hitme::console {

class RollUpJob {
 public:
    RollUpJob(store::EventStore& store, std::uint64_t secret);

    /// When a stop is requested, what reads the store gives up, and the roll-ups are brought up to date at the next start: a
    /// big store takes minutes to read.
    void stop_at(std::stop_token stop) { stop_ = std::move(stop); }
    /// Builds the memory of the last days from the store, and applies what it has stored but not rolled up.
    /// Errors   the store's; cancelled, with nothing written.
    core::Result<void> catch_up();
    /// A batch was stored.
    void note(const event::Batch& batch, const store::Appended& appended);
    /// A write failed half way: the next apply() reads on from the marks first.
    void note_failure() { stale_ = true; }
    /// Writes the differences gathered so far. After an error they are kept and written later.
    core::Result<void> apply();

    bool needs_rebuild() const { return needs_rebuild_; }
    /// Counts the series of all days that are kept again, in memory, then puts them in place of the old ones at once.
    /// Points of days that retention removed stay.
    core::Result<void> rebuild();

    /// How long to wait from one apply() to the next: a second, or five in a flood, where waiting spares most of the work
    /// because the same sources and bins come again.
    core::Duration apply_after() const {
        return pending_contacts_ > flood_contacts ? std::chrono::seconds{5}
                                                  : std::chrono::seconds{1};
    }
    static constexpr std::uint64_t flood_contacts = 20'000;  // ours: in a second

    static constexpr core::Duration horizon = std::chrono::hours{48};

 private:
    enum class Emit : std::uint8_t { no, series, yes };
    void reset(core::Duration keep);
    void take(const event::Contact& contact, store::Fate fate, std::int64_t bytes_added, Emit emit);
    store::SeriesDelta& series_at(std::uint32_t signal, core::Time bin);
    store::SourceDelta& source_at(const core::Address& source, core::Time first, core::Time last);
    void add_source(const event::Contact& contact, store::Fate fate, std::int64_t bytes_added);
    void add_payload(const event::Contact& contact);
    void clear_pending();

    store::EventStore& store_;
    std::stop_token stop_;  ///< without a source, as at first, it never stops
    const std::uint64_t secret_;
    analytics::NewHosts new_hosts_;
    analytics::Distinct distinct_;
    analytics::Distinct distinct_days_;
    core::Time latest_ = core::Time::min();
    core::Duration keep_ = horizon;
    struct SeriesKeyHash {
        std::size_t operator()(const std::pair<std::uint32_t, std::int64_t>& key) const {
            return static_cast<std::size_t>((key.first * 0x9E3779B97F4A7C15u) ^
                                            static_cast<std::uint64_t>(key.second) *
                                                0xD6E8FEB86659FD93u);
        }
    };
    /// The differences that wait for apply(), and where each is in it.
    store::RollUp pending_;
    std::unordered_map<std::pair<std::uint32_t, std::int64_t>, std::uint32_t, SeriesKeyHash>
        series_index_;
    /// By signal and hash.
    std::unordered_map<std::pair<std::uint32_t, std::int64_t>, std::uint32_t, SeriesKeyHash>
        payload_index_;
    /// Open addressing: 0 or a position in pending_.sources plus one; at most half full, a power of two long.
    std::vector<std::uint32_t> source_index_;
    std::uint64_t pending_contacts_ = 0;
    bool needs_rebuild_ = false;
    bool stale_ = false;
    bool has_caught_up_ = false;
};

}  // namespace hitme::console
