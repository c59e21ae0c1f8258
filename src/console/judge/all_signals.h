// SPDX-License-Identifier: Apache-2.0
// Counts and onset monitors of every signal of a log in one pass (analytics/live.h), as one line of JSON: which ports rose at all, of
// hundreds, before one of them is asked about.
//
// Signal    protocol and port; contacts that prove their address and those that do not are signals of their own.
// Time      event time, a contact received when it is added: a log in order of time, as a store gives it, loses nothing; one in any
//           other order is gathered first and sorted (Order::any). Pauses of months are walked through. What is dated later than
//           now is left out and counted.
// Exact     up to the sizes of analytics/live.h; beyond them `sketched` says that a figure is an estimate.
// Alarms    by a threshold for so many signals together that one false alarm in 30 days is to be expected in all. Heartbeats are
//           not looked at: hitme judge onset of the signal dates a rise, and allows for outages.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analytics/live.h"
#include "event/kinds.h"
#include "runtime/zone.h"

namespace hitme::console {

constexpr std::size_t most_signals_told = 1'000;
constexpr std::size_t most_alarms_told = 20;  ///< of one signal
constexpr std::size_t most_talkers_told = 5;
/// Of a log in any order; more are counted as left out.
constexpr std::size_t most_gathered = 10'000'000;  // 48 bytes each

class AllSignals {
 public:
    /// In which events are added.
    enum class Order : std::uint8_t { by_time, any };
    /// What lies outside [from, to) is counted in nothing but who was seen before. `secret` seeds the tables.
    AllSignals(std::optional<core::Time> from, std::optional<core::Time> to, std::uint64_t secret,
               Order order = Order::by_time);
    /// What is dated later than `now` is left out from here on.
    void leave_out_after(core::Time now) { now_ = now; }

    // What closes a bin or raises an alarm is told to this object: it stays where it is.
    AllSignals(const AllSignals&) = delete;
    AllSignals& operator=(const AllSignals&) = delete;

    void add(const event::Event& event);

    /// The answer (docs/formats/judge.md); nothing can be added afterwards.
    std::string answer(const std::string& name, const runtime::Zone& zone);

 private:
    struct Told {
        analytics::LiveCounts counts;
        std::vector<analytics::LiveAlarm> alarms;
        std::size_t alarms_in_all = 0;
    };
    using Key = std::pair<std::uint32_t, analytics::Proof>;

    void observe(const analytics::LiveSighting& sighting);
    void begin(core::Time at);
    void close(const analytics::LiveBin& bin);
    void alarm(const analytics::LiveAlarm& alarm);

    std::optional<core::Time> from_;
    std::optional<core::Time> to_;
    std::uint64_t secret_;
    Order order_;
    core::Time now_ = core::Time::max();
    std::vector<analytics::LiveSighting> gathered_;  ///< Order::any
    std::uint64_t left_out_ = 0;
    std::uint64_t future_ = 0;
    std::optional<analytics::Live> live_;
    core::Time first_;
    core::Time received_;
    std::map<Key, Told> told_;
    bool simulated_ = false;
};

}  // namespace hitme::console
