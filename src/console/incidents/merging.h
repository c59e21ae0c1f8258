// SPDX-License-Identifier: Apache-2.0
// Merges contacts into incidents: the same source, no silence longer than `gap`.
//
// Limits    max_open of external sources, and max_open_internal besides for hosts that touch internal sensors, so that a flood
//           from outside never hides them. What is over a limit is counted and merged into one incident "many sources".
//           max_port_keys over all incidents for counting distinct ports; beyond it their number is a lower bound.
// Time      event time in note(), the wall clock in end_silent(); a contact that comes late, after newer ones, joins what
//           is open.
// Pure      no clock, no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "console/incidents/incident.h"

namespace hitme::console::incidents {

/// Ours. A scan that pauses for less is still the same one; Conficker-like sources return after hours and are then told anew.
constexpr core::Duration default_gap = std::chrono::minutes{30};
constexpr std::size_t max_open = 20'000;          // ours: some 1 KiB each
constexpr std::size_t max_open_internal = 2'000;  // ours: hosts of one site
constexpr std::size_t max_port_keys = 2'000'000;  // ours: 8 MB

struct MergingLimits {
    std::size_t open = max_open;
    std::size_t open_internal = max_open_internal;
    std::size_t port_keys = max_port_keys;
};

/// What merging asks of a contact.
struct Touch {
    core::Address source;  ///< as source_key() gives it
    core::Time at;
    event::Signal signal;
    std::uint64_t contacts = 1;  ///< 0: a completion of one that was counted before
    event::Stage stage = event::Stage::none;
    std::vector<std::string_view> labels{};
    std::string_view sensor{};
    bool internal = false;
    bool simulated = false;
    std::string_view hidden_by{};
    std::string_view benign_class{};
};

enum class Step : std::uint8_t {
    joined,  ///< nothing that anybody would be told
    opened,
    risen,  ///< a higher stage, or an internal sensor for the first time
};

class Merging {
 public:
    explicit Merging(core::Duration gap = default_gap, MergingLimits limits = {})
        : gap_(gap), limits_(limits) {}

    struct Noted {
        Step step;
        Incident* incident;             ///< valid until the next call
        std::optional<Incident> ended;  ///< the source's incident before, over since then
    };
    Noted note(const Touch& touch);

    /// Those that have been silent for longer than the gap at `now`; they are open no more.
    std::vector<Incident> end_silent(core::Time now);

    /// Puts back one that was open when the program ended.
    void restore(Incident incident);

    std::size_t open() const { return open_.size(); }
    Incident* find(const core::Address& source);
    const std::optional<Incident>& many_sources() const { return many_; }
    std::optional<Incident>& many_sources() { return many_; }

 private:
    Incident begin(const Touch& touch) const;
    bool add(Incident& incident, const Touch& touch);
    void count_port(Incident& incident, std::uint32_t key);
    void forget_ports(Incident& incident);

    core::Duration gap_;
    MergingLimits limits_;
    std::unordered_map<core::Address, Incident, core::AddressHash> open_;
    std::size_t internal_open_ = 0;
    std::size_t port_keys_ = 0;
    std::optional<Incident> many_;
};

}  // namespace hitme::console::incidents
