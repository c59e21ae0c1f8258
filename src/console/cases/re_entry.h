// SPDX-License-Identifier: Apache-2.0
// The re-entry ("Monday") watch: a time of high attention for internal sensors, when devices come back (C-48).
//
// While it runs, touches of internal sensors are told as critical (case desk). It ends by its times; nothing has to stop it.
// Afterwards, and meanwhile, its report compares the time before with the time of the watch: hosts, touches, coverage, the first
// touch of each host and of each segment, and, where leases are known, when each device arrived and how many arrived at all.
// Limits   max_watches, at most max_watch_for long.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console::cases {

constexpr std::string_view re_entry_kind = "re_entry_watch";
constexpr std::size_t max_watches = 200;
constexpr core::Duration max_watch_for = std::chrono::hours{7 * 24};
constexpr core::Duration compared_before =
    std::chrono::hours{72};  // a weekend and its Friday night

struct ReEntryWatch {
    std::string id;
    std::uint64_t version = 0;
    std::string name;
    core::Time from;
    core::Time until;
    core::Time before;                 ///< start of the time to compare with
    std::vector<std::string> sensors;  ///< empty: all internal ones
    std::optional<core::Time> ended;

    core::Time ends() const { return ended && *ended < until ? *ended : until; }
};

core::Result<ReEntryWatch> re_entry_watch_of(const store::Entry& entry);
std::string body_of(const ReEntryWatch& watch);
/// planned, active, over or ended, at `now`.
std::string_view state_of(const ReEntryWatch& watch, core::Time now);
/// Schema ReEntryWatch of the API.
std::string watch_json(const ReEntryWatch& watch, core::Time now);

/// The watches, kept up to date from the book.
class ReEntryWatches {
 public:
    core::Result<void> refresh(store::Book& book);
    void set(std::vector<ReEntryWatch> watches) { watches_ = std::move(watches); }
    /// One that runs at `at` for this sensor; null for none.
    const ReEntryWatch* active_at(core::Time at, const std::string& sensor) const;
    const std::vector<ReEntryWatch>& all() const { return watches_; }

 private:
    std::vector<ReEntryWatch> watches_;
    std::optional<std::uint64_t> seen_changes_;
};

}  // namespace hitme::console::cases
