// SPDX-License-Identifier: Apache-2.0
// All counts and onset monitors of many signals in one pass over the log, as events come in (analytics methods 2.2, 2.4).
//
// Signal   protocol and port, of proved sources or of those that prove nothing, of one payload family or of all (LiveKey).
//          Proved and unproved never mix: a flood of forged sources moves nothing that stands on proved ones.
// Time     bins of 5 minutes of event time. A bin closes when what is received is `lateness` past its end; then its sightings
//          are taken in order of event time, so the order of arrival does not matter within the lateness. What comes for a
//          closed bin is counted `late` and in no bin; what lies more than `most_ahead` after its own receipt is `early`.
// Counts   events, hosts, new hosts (24 h rule, exactly 24 h = seen), first-ever, per bin and signal; active (a sighting in
//          the 24 h before the last closed bin's end, to the bin); cumulative; top; repeat share = 1 - new hosts / hosts of
//          each hour.
// Exact    every pair of signal and source is held (31 bytes) until there are more than `most_pairs`; then those idle for
//          24 h of signals above exact_sources go, and such a signal's cumulative comes from its HyperLogLog (sketched) and its
//          first-ever are upper bounds. Top is exact below exact_top sources, from then on Space-Saving with top_counters. From
//          twice most_pairs on new pairs are not held at all (`pairs_refused`): each of their events counts as a new host.
// Alarms   one monitor a signal over its new hosts, in force after `baseline`; its threshold follows the number of signals.
//          A signal that appears later had no hosts before: its monitor knows the watched time since the start. Alarms of
//          signals without proof are withheld where their sources look forged (attribution/spoofed.h).
// State    save() writes all of it with the caller's log position; the same log from there on gives the same numbers, bit for
//          bit. The secret is part of the state: keep the file as the store is kept.
// Pure: no clock; one thread.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analytics/onset/monitor.h"
#include "analytics/sketch/hyper_log_log.h"
#include "analytics/sketch/space_saving.h"
#include "analytics/source_table.h"
#include "core/ip.h"
#include "core/reader.h"
#include "core/time.h"
#include "core/writer.h"

namespace hitme::analytics {

enum class Proof : std::uint8_t {
    proved,    ///< a finished handshake or an exchange
    unproved,  ///< a bare SYN, a datagram
};

struct LiveKey {
    std::uint32_t signal = 0;  ///< event::Signal::key()
    std::uint32_t family =
        0;  ///< the caller's number of a payload family; 0: all payloads together
    Proof proof = Proof::proved;
    friend bool operator==(const LiveKey&, const LiveKey&) = default;
};

struct LiveSighting {
    core::Time at;        ///< event time
    core::Time received;  ///< when the console got it; in the order of the log it never falls
    LiveKey key;
    core::Address source;
};

struct LiveSettings {
    core::Time from;  ///< the log's beginning: whole bins from here
    std::uint64_t secret = 0;
    core::Duration lateness = std::chrono::minutes{30};
    core::Duration most_ahead = std::chrono::hours{1};
    core::Duration baseline = std::chrono::hours{72};
    double false_alarms_in_30_days = 1;
    std::size_t most_signals = 4096;
    std::size_t most_pairs = 64'000'000;  ///< 2 GB
};

constexpr core::Duration live_bin = std::chrono::minutes{5};
constexpr std::size_t exact_sources = 100'000;
constexpr std::size_t exact_top = 1'000'000;
constexpr std::size_t top_counters = 1'000;
constexpr std::size_t kept_live_bins = 2016;  ///< 7 days
/// A log whose receipts jump further ahead has a wrong clock.
constexpr core::Duration longest_gap = std::chrono::hours{24 * 60};

struct LiveCounts {
    std::uint64_t events = 0;
    std::uint64_t hosts = 0;  ///< distinct in each bin, added up
    std::uint64_t hourly_hosts = 0;
    std::uint64_t new_hosts = 0;
    std::uint64_t first_ever = 0;
    friend bool operator==(const LiveCounts&, const LiveCounts&) = default;
};

struct LiveBin {
    LiveKey key;
    core::Time from;
    LiveCounts counts;  ///< hourly_hosts: those whose first sighting of the hour lies in this bin
    bool warm_up = false;
};

struct LiveAlarm {
    LiveKey key;
    OnsetAlarm alarm;
    double threshold = 0;
    bool withheld = false;  ///< of unproved sources that look forged
};

struct LiveState {
    std::uint64_t active = 0;
    double cumulative = 0;
    bool sketched =
        false;  ///< cumulative is an estimate (standard error 0.81 %), first-ever an upper bound
    double spoofed_share = 0;  ///< of unproved sources, this day and the day before
    bool withheld = false;     ///< what is said of them
};

struct LiveTotals {
    std::uint64_t taken = 0;
    std::uint64_t late = 0;
    std::uint64_t early = 0;
    std::uint64_t over_signals = 0;  ///< of signals above most_signals: counted here alone
    std::uint64_t pairs_refused = 0;
    friend bool operator==(const LiveTotals&, const LiveTotals&) = default;
};

class Live {
 public:
    struct Sink {
        std::function<void(const LiveBin&)> closed;   ///< bins with an event; may be empty
        std::function<void(const LiveAlarm&)> alarm;  ///< may be empty
    };
    explicit Live(const LiveSettings& settings, Sink sink = {});

    /// From `from` on that share (0 to 1) of the fleet listens. In order of time; 1 before the first.
    void listening(core::Time from, double share);
    void observe(const LiveSighting& sighting);
    /// Nothing more will come that was received before `now`: closes what is due.
    void advance(core::Time now);

    std::size_t signals() const { return signals_.size(); }
    /// Bins before this are closed.
    core::Time closed_until() const { return closed_until_; }
    const LiveTotals& totals() const { return totals_; }
    /// Of closed bins that begin in [from, to), as far as they are kept. Nothing for a signal never seen.
    std::optional<LiveCounts> counts(const LiveKey& key, core::Time from, core::Time to) const;
    std::optional<LiveState> state(const LiveKey& key) const;
    /// Most events first, then by address. Below exact_top sources this looks at every pair.
    std::vector<SpaceSaving::Counter> top(const LiveKey& key, std::size_t at_most) const;
    std::size_t pairs() const { return sources_.size(); }
    std::size_t memory_bytes() const;

    void save(core::Writer& out, std::uint64_t log_position) const;
    struct Loaded;
    /// Faults   as core::Reader tells: truncated, bad_value, over_limit, unsupported (another version).
    static core::Parsed<Loaded> load(core::Bytes bytes, Sink sink = {});

 private:
    struct Pair {
        std::int64_t last = 0;
        std::uint32_t events = 0;  ///< up to its largest
        std::uint32_t padding = 0;
    };
    struct Sight4 {
        std::int64_t at;
        std::uint32_t signal;
        std::uint32_t source;
    };
    struct Sight6 {
        std::int64_t at;
        std::uint64_t prefix;
        std::uint32_t signal;
    };
    struct Pending {
        std::vector<Sight4> v4;
        std::vector<Sight6> v6;
    };
    struct SmallCounts {
        std::uint32_t events = 0;
        std::uint32_t hosts = 0;
        std::uint32_t hourly_hosts = 0;
        std::uint32_t new_hosts = 0;
        std::uint32_t first_ever = 0;
    };
    /// New unproved sources of a day, for the question whether they are forged.
    struct Forged {
        std::uint64_t sources = 0;
        std::uint64_t reserved = 0;
        std::uint64_t seen_again = 0;
        std::array<std::uint64_t, 256> by_first_octet{};
    };
    struct Signal {
        explicit Signal(const LiveKey& named, Monitor watch)
            : key(named), monitor(std::move(watch)) {}
        LiveKey key;
        Monitor monitor;
        SmallCounts now;                ///< of the bin being closed
        std::vector<SmallCounts> bins;  ///< a ring by bin number
        std::vector<std::uint32_t>
            last_seen_in;  ///< a ring: pairs whose last sighting lies in that bin
        std::uint64_t active = 0;
        std::uint64_t sources = 0;  ///< pairs ever made
        bool dropped = false;       ///< pairs of it went
        HyperLogLog distinct;
        std::optional<SpaceSaving> top;
        std::array<Forged, 2> forged;  ///< today, yesterday; empty octets where proved
        bool withheld = false;
    };
    static constexpr std::size_t day_bins = 288;

    std::optional<std::uint32_t> signal_number(const LiveKey& key);
    const Signal* find(const LiveKey& key) const;
    Monitor new_monitor() const;
    void close_until(core::Time limit);
    void close_bin();
    void take(Signal& signal, std::uint32_t number, const core::Address& source, std::int64_t at);
    void first_of(Signal& signal, std::uint32_t number, const core::Address& source);
    void count_forged(Signal& signal, const core::Address& source);
    void close_signal(Signal& signal, double exposed_hours, double threshold);
    void start_top(Signal& signal, std::uint32_t number);
    void sweep();
    double share_at(core::Time from) const;
    std::int64_t bin_number(std::int64_t at) const { return at / live_bin.count(); }

    LiveSettings settings_;
    Sink sink_;
    Seed seed_;
    core::Time closed_until_;
    core::Time received_;
    std::deque<Pending> pending_;  ///< by bin, from closed_until_ on
    std::vector<Signal> signals_;
    struct KeyHash {
        std::size_t operator()(const LiveKey& key) const;
    };
    std::unordered_map<LiveKey, std::uint32_t, KeyHash> numbers_;
    LiveKey latest_key_;  ///< events come in runs of one signal
    std::uint32_t latest_number_ = 0;
    SourceTable<Pair> sources_;
    std::deque<std::pair<core::Time, double>> listening_;
    LiveTotals totals_;
};

struct Live::Loaded {
    Live live;
    std::uint64_t log_position = 0;
};

}  // namespace hitme::analytics
