// SPDX-License-Identifier: Apache-2.0
// New hosts by the 24-hour rule, whatever the order in which events arrive.
//
// A source is new at event time t iff no event of it, in the same signal, lies in [t - 24 h, t):
// last seen exactly 24 h ago counts as seen. Several events of one source at one instant are one
// sighting.
//
// How      Per (signal, source) the sightings fall into episodes in which no gap exceeds 24 h. Only
// an episode's first
//          instant is a new host, so a late event changes the count at most at two instants: it
//          starts an episode, moves a start back, joins two, or does nothing. observe() reports
//          those changes; a caller adds them to bins.
// Memory   24 bytes an IPv4 (signal, source), below 31 with the spare slots; 32 and 41 for an IPv6
// /64. An entry that
//          no countable event can touch any more is dropped when its shard would grow.
// Order    The same events in any order give the same sum of changes at each instant, as long as
// none was late. Clock    The watermark is the latest instant observed. Keep events with a wrong
// clock out: one from the next year
//          makes all others late.
// Pure, not thread-safe. Worked example: docs/methods/new-hosts.md.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "analytics/flat_table.h"
#include "core/ip.h"
#include "core/time.h"

namespace hitme::analytics {

/// The signal of the any-port variant: a source counts once whatever its port.
constexpr std::uint32_t any_signal = 0xFFFFFFFF;

/// How long a source is remembered: the rule's 24 hours.
constexpr core::Duration new_host_memory = std::chrono::hours{24};

/// Sightings of one source without a gap of more than the memory. `first` is where it was new.
struct Episode {
    core::Time first;
    core::Time last;
    friend bool operator==(const Episode&, const Episode&) = default;
};

class NewHosts {
 public:
    struct Settings {
        core::Duration memory = new_host_memory;
        /// Events that are older than this before the watermark are late. keep_all: none is, and
        /// nothing is dropped.
        core::Duration horizon = std::chrono::hours{48};
        std::uint64_t secret = 0;  ///< hash seed; random in a program that strangers can reach
    };
    static constexpr core::Duration keep_all = core::Duration::max();

    enum class Seen : std::uint8_t {
        counted,
        late,  ///< beyond the horizon: not counted; rebuild from the log to count it
    };

    explicit NewHosts(const Settings& settings);

    /// Takes one sighting. `signal` is event::Signal::key() or any_signal; an IPv6 source stands
    /// for its /64. Calls change(core::Time, int) with +1 or -1 where the number of new hosts
    /// changed, at most twice.
    template <class Change>
    Seen observe(std::uint32_t signal, const core::Address& source, core::Time at,
                 const Change& change) {
        const std::int64_t instant = core::nanoseconds_of(at);
        if (instant > watermark_) watermark_ = instant;
        if (is_late(instant)) return Seen::late;
        if (source.is_v4())
            take(v4_, Entry4{key_of(signal, source), instant, instant}, change);
        else
            take(v6_, Entry6{source.high(), signal, 0, instant, instant}, change);
        return Seen::counted;
    }

    /// Starts to load what observe() will need: call it some ten events ahead where millions a
    /// second matter.
    void prefetch(std::uint32_t signal, const core::Address& source) const {
        if (source.is_v4()) v4_.latest.prefetch(Entry4{key_of(signal, source), 0, 0});
    }

    /// Calls visit(std::uint32_t signal, const core::Address& source, std::span<const Episode>)
    /// once per (signal, source) held; episodes in order of time. No order between sources. The
    /// span lives for the call.
    template <class Visit>
    void for_each_source(const Visit& visit) {
        std::vector<Episode> episodes;
        v4_.latest.each([&](const Entry4& entry) {
            collect(v4_, entry, episodes);
            visit(static_cast<std::uint32_t>(entry.key >> 32),
                  core::Address::v4(static_cast<std::uint32_t>(entry.key)),
                  std::span<const Episode>{episodes});
        });
        v6_.latest.each([&](const Entry6& entry) {
            collect(v6_, entry, episodes);
            visit(entry.signal, prefix_address(entry.prefix), std::span<const Episode>{episodes});
        });
    }

    /// (signal, source) pairs held.
    std::size_t live() const { return v4_.latest.size() + v6_.latest.size(); }
    std::size_t memory_bytes() const;

 private:
    struct Entry4 {
        std::uint64_t key = 0;  ///< signal in the upper half, address in the lower
        std::int64_t first = 0;
        std::int64_t last = 0;
        bool same(const Entry4& other) const { return key == other.key; }
        std::uint64_t hash(const Seed& seed) const { return hash_of(key, seed); }
    };
    struct Entry6 {
        std::uint64_t prefix = 0;
        std::uint32_t signal = 0;
        std::uint32_t padding = 0;
        std::int64_t first = 0;
        std::int64_t last = 0;
        bool same(const Entry6& other) const {
            return prefix == other.prefix && signal == other.signal;
        }
        std::uint64_t hash(const Seed& seed) const {
            return hash_of(hash_of(prefix, seed) ^ signal, seed);
        }
    };
    static_assert(sizeof(Entry4) == 24 && sizeof(Entry6) == 32);

    template <class Entry>
    struct Tables {
        explicit Tables(std::uint64_t secret) : latest(secret), earlier(secret) {}
        FlatTable<Entry> latest;   ///< each pair's latest episode
        FlatTable<Entry> earlier;  ///< the episodes before it, several under one key
    };

    struct Corrections {
        struct One {
            std::int64_t at = 0;
            int difference = 0;
        };
        std::array<One, 2> all{};
        std::size_t count = 0;
        void add(std::int64_t at, int difference) { all[count++] = {at, difference}; }
    };

    static std::uint64_t key_of(std::uint32_t signal, const core::Address& source) {
        return (static_cast<std::uint64_t>(signal) << 32) | source.v4_value();
    }
    static core::Address prefix_address(std::uint64_t prefix);

    /// later - earlier, for later >= earlier; no pair of instants overflows it.
    static std::uint64_t gap(std::int64_t earlier, std::int64_t later) {
        return static_cast<std::uint64_t>(later) - static_cast<std::uint64_t>(earlier);
    }
    bool is_late(std::int64_t instant) const { return gap(instant, watermark_) > horizon_; }
    /// True for an episode that ended so long ago that no event which is not late can touch it.
    bool is_dead(std::int64_t last) const { return gap(last, watermark_) > kept_for_; }

    /// Inline but for what arrives late: in a flood most sightings are a pair's first or a new episode of it.
    template <class Entry, class Change>
    void take(Tables<Entry>& tables, const Entry& sighting, const Change& change) {
        const std::int64_t at = sighting.first;
        const std::uint64_t hash = tables.latest.hash(sighting);
        Entry* const latest = tables.latest.find(hash, sighting);
        if (latest == nullptr) {
            tables.latest.insert(hash, sighting,
                                 [this](const Entry& entry) { return is_dead(entry.last); });
            change(core::from_nanoseconds(at), +1);
        } else if (at > latest->last) {
            if (gap(latest->last, at) > memory_) {
                if (!is_dead(latest->last)) keep_earlier(tables, *latest);
                latest->first = at;
                change(core::from_nanoseconds(at), +1);
            }
            latest->last = at;
        } else if (at < latest->first) {
            report(insert_before(tables, latest, sighting), change);
        }
    }

    template <class Change>
    static void report(const Corrections& corrections, const Change& change) {
        for (std::size_t i = 0; i < corrections.count; ++i)
            change(core::from_nanoseconds(corrections.all[i].at), corrections.all[i].difference);
    }

    template <class Entry>
    void keep_earlier(Tables<Entry>& tables, const Entry& episode);
    template <class Entry>
    Corrections insert_before(Tables<Entry>& tables, Entry* latest, const Entry& sighting);

    static void collect(Tables<Entry4>& tables, const Entry4& latest, std::vector<Episode>& into);
    static void collect(Tables<Entry6>& tables, const Entry6& latest, std::vector<Episode>& into);

    std::uint64_t memory_;
    std::uint64_t horizon_;
    std::uint64_t kept_for_;  ///< horizon + memory: what a countable event can still touch
    std::int64_t watermark_ = std::numeric_limits<std::int64_t>::min();
    Tables<Entry4> v4_;
    Tables<Entry6> v6_;
};

}  // namespace hitme::analytics
