// SPDX-License-Identifier: Apache-2.0
// Contacts of an outbreak that grows, levels off, tapers or stays, with what really happened (analytics 3).
//
// Mechanistic: each host is infected, scans, changes its address and is patched by itself, in steps of five minutes; sensors
// see it at random. No curve of any judgement is drawn from, so none is judged on its own model.
// Pure: a kind, a seed and the options give the same contacts on every machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace hitme::simulation {

enum class GrowthKind : std::uint8_t {
    none,         ///< as many hosts are patched as are infected
    linear,       ///< a steady number of new hosts an hour
    exponential,  ///< each host infects others, and there are enough of those
    logistic,     ///< susceptible, infected: the susceptible run out
    tapering,     ///< the same, and then hosts are patched
    jump,         ///< none, and from a moment inside the window on as many as stay
};
/// Without the jump, which is no growth and is judged by itself.
constexpr std::size_t growth_kind_count = 5;
std::string_view name_of(GrowthKind kind);

enum class FleetChange : std::uint8_t { nothing, sensors_lost, sensor_added };

struct Contact {
    core::Time at;
    std::uint32_t source = 0;  ///< an address; one host has several where leases end
    std::uint16_t sensor = 0;
    friend bool operator==(const Contact&, const Contact&) = default;
};

/// [from, to) in which a sensor listened.
struct Listening {
    core::Time from;
    core::Time to;
    friend bool operator==(const Listening&, const Listening&) = default;
};

struct GrowthTruth {
    GrowthKind kind = GrowthKind::none;
    FleetChange change = FleetChange::nothing;
    /// Infected hosts at the start of the window, after each whole hour of it, and now.
    std::vector<double> infected;
    /// By the hosts there really were, not by the rate that was asked for; exponential only.
    std::optional<double> doubling_h;
    double peak_sightings_per_h = 0;  ///< expected at `peak` hosts and full exposure
    double background_per_h = 0;      ///< hosts
    double signal_swing = 0;          ///< 0.4: 40 % above and below the mean of the day
    double background_swing = 0;
};

struct GrowthStream {
    std::vector<Contact> contacts;                  ///< by time
    std::vector<std::vector<Listening>> listening;  ///< by sensor
    core::Time baseline_from;
    core::Time window_from;
    core::Time now;
    GrowthTruth truth;
};

struct GrowthOptions {
    int baseline_days = 7;
    bool confounded = true;  ///< daily cycles, and in 60 % of the streams a change of the fleet
    /// Mean hours that an infected host keeps an address; nothing: for ever.
    std::optional<double> lease_hours;
};

/// 36 to 72 judged hours after the baseline, eight sensors; sizes, rates, cycles, noise and the fleet's change by the seed.
GrowthStream growth_stream(GrowthKind kind, std::uint64_t seed, const GrowthOptions& options = {});

/// New hosts alone, as few as the second of the posts had: after a week at 1.5 an hour they grow eightfold in 48 hours, to
/// 12 an hour, with a daily swing of 60 % in all; each knocks once or twice. `kind` is none (they do not grow),
/// linear or exponential; anything else is taken for linear.
GrowthStream few_hosts_stream(GrowthKind kind, std::uint64_t seed);

/// One more source, which contacts the sensors `probes` times in the second half of the window.
void add_loud_host(GrowthStream& stream, std::uint64_t seed, std::size_t probes);

}  // namespace hitme::simulation
