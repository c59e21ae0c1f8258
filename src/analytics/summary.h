// SPDX-License-Identifier: Apache-2.0
// The numbers of a report, from all events of a log in any order of their lines.
//
// Counted  contacts of every handshake, bare SYNs and datagrams included, an aggregated record by its `count`. A contact
//          that comes twice (an early report and its completion, or a line delivered again: same sensor, epoch and
//          sequence) counts once; records without a sequence are never taken for the same.
// Sources  IPv6 by its /64. One source at several sensors is one. Contacts without a source are counted apart and
//          are part of no other number.
// Window   with `from`, earlier contacts only say who is not new; give the log from 24 h before it, or whole. For
//          warming up the whole log is needed: it counts from the first contact that was added, before the window too.
// Cost     two table look-ups a contact and variant; about 60 bytes a (signal, source).
// Pure, not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analytics/coverage.h"
#include "analytics/new_hosts.h"
#include "analytics/source_table.h"
#include "core/ip.h"
#include "core/time.h"
#include "event/kinds.h"
#include "event/signal.h"

namespace hitme::analytics {

/// The first 24 h of a signal's life, in which every host is new.
constexpr core::Duration warm_up = std::chrono::hours{24};

struct Summary {
    struct TopSource {
        core::Address source;
        std::uint64_t events = 0;
        friend bool operator==(const TopSource&, const TopSource&) = default;
    };
    /// The rate of now: the 24 h that end with the window, none of them warming up.
    struct LastDay {
        core::Time from;
        core::Time
            to;  ///< the window's end; without one the last instant that is known of, which is inside
        std::uint64_t new_hosts = 0;
        std::uint64_t proved_new_hosts = 0;  ///< as below
        friend bool operator==(const LastDay&, const LastDay&) = default;
    };
    struct Numbers {
        std::uint64_t events = 0;
        std::uint64_t sources = 0;
        std::uint64_t verified_sources = 0;  ///< completed a handshake at least once
        std::uint64_t new_hosts = 0;         ///< C-11; for the total: the any-port variant
        std::uint64_t new_hosts_after_warm_up = 0;
        /// Of new_hosts, those whose address a contact of the window proved (analytics/proof.h).
        std::uint64_t proved_new_hosts = 0;
        std::uint64_t bytes_in = 0;
        std::optional<core::Time> first;    ///< earliest seen_at in the window
        std::optional<core::Time> last;     ///< latest seen_at in the window
        std::optional<core::Time> warm_at;  ///< from here on new_hosts_after_warm_up counts
        std::optional<LastDay> last_day;    ///< nothing where the window or the log is too short
        std::optional<TopSource> top;       ///< most events; of equals the lowest address

        /// One source made more than half of the events: C-13 wants the text to say so.
        bool one_source_made_most() const { return top && top->events > events / 2; }
        friend bool operator==(const Numbers&, const Numbers&) = default;
    };
    struct OnSignal {
        event::Signal signal;
        Numbers numbers;
        friend bool operator==(const OnSignal&, const OnSignal&) = default;
    };
    struct OnSensor {
        std::string sensor;
        std::uint64_t events = 0;
        friend bool operator==(const OnSensor&, const OnSensor&) = default;
    };

    Numbers total;
    std::vector<OnSignal> signals;     ///< most events first, then by signal
    std::vector<OnSensor> sensors;     ///< every sensor that any event in the window named, by name
    std::vector<Uptime> uptime;        ///< from heartbeats, merged, not cut to the window
    std::uint64_t without_source = 0;  ///< events whose source is not known
    std::uint64_t repeated = 0;        ///< contacts that came again and were not counted twice
    std::uint64_t simulated_events = 0;  ///< part of total.events that nobody did
    bool simulated = false;  ///< any record in the window, heartbeats included, is of a drill

    friend bool operator==(const Summary&, const Summary&) = default;
};

/// Takes events, gives their Summary.
class Summariser {
 public:
    struct Settings {
        std::optional<core::Time> from;  ///< the window is [from, to); open where not given
        std::optional<core::Time> to;
        std::uint64_t secret = 0;  ///< hash seed; random in a program that strangers can reach
    };

    Summariser() : Summariser(Settings{}) {}
    explicit Summariser(const Settings& settings);

    void add(const event::Event& event);
    void add(const event::Contact& contact);
    void add(const event::Heartbeat& heartbeat);
    void add(const event::SensorChange& change);

    /// The numbers so far. Adding may go on afterwards.
    Summary summary();
    std::size_t memory_bytes() const;

 private:
    struct Activity {
        std::uint64_t verified : 1 = 0;
        std::uint64_t proved : 1 = 0;
        std::uint64_t events : 62 = 0;
    };
    struct Tally {
        std::uint64_t events = 0;
        std::uint64_t bytes_in = 0;
        core::Time first = core::Time::max();
        core::Time last = core::Time::min();
        core::Time first_known = core::Time::max();  ///< before the window too
    };
    /// What an early report said, until its completion replaces it.
    struct Early {
        std::uint64_t events = 0;
        std::uint64_t bytes_in = 0;
    };
    /// Which sequence numbers of one run have come, two bits each.
    struct Run {
        static constexpr std::uint64_t page_numbers = 256;
        struct Page {
            std::uint64_t come[page_numbers / 64] = {};
            std::uint64_t complete[page_numbers / 64] = {};
        };
        std::uint64_t latest_number = 0;
        Page* latest = nullptr;
        std::unordered_map<std::uint64_t, Page> pages;
        std::unordered_map<std::uint64_t, Early> early;
        Page& page_of(std::uint64_t sequence);
    };
    struct Sensor {
        std::string name;
        std::uint64_t events = 0;
        bool in_window = false;
        std::unordered_map<std::uint64_t, Run> runs;  ///< by epoch
        std::uint64_t latest_epoch = 0;
        Run* latest = nullptr;
        std::vector<Uptime> uptime;
        std::size_t merged = 0;  ///< how many of `uptime` the last merging left
        Run& run_of(std::uint64_t epoch);
    };
    /// What a contact adds to the sums: all of it, the difference to its early report, or nothing.
    struct Share {
        std::uint64_t events = 0;  ///< a difference may wrap below zero: sums are right modulo 2^64
        std::uint64_t bytes_in = 0;
        bool repeated = false;
    };

    bool in_window(core::Time at) const {
        return (!settings_.from || at >= *settings_.from) && (!settings_.to || at < *settings_.to);
    }
    Sensor& sensor_of(const std::string& name);
    Tally& tally_of(std::uint32_t signal);
    static Share share_of(Sensor& sensor, const event::Contact& contact);
    void count(Tally& tally, std::uint32_t signal, const core::Address& source,
               const event::Contact& contact, const Share& share);

    Settings settings_;
    NewHosts new_hosts_;
    SourceTable<Activity> activity_;
    Tally total_;
    std::vector<std::uint32_t>
        tally_at_;  ///< by signal key, 0 for none, else index + 1 into tallies_
    std::vector<std::pair<std::uint32_t, Tally>> tallies_;
    std::vector<std::unique_ptr<Sensor>> sensors_;
    std::unordered_map<std::string_view, Sensor*> sensor_by_name_;  ///< views into sensors_
    Sensor* latest_sensor_ = nullptr;
    std::uint64_t without_source_ = 0;
    std::uint64_t repeated_ = 0;
    std::uint64_t simulated_events_ = 0;
    bool simulated_ = false;
};

}  // namespace hitme::analytics
