// SPDX-License-Identifier: Apache-2.0
// The signals that the judging job follows, held in memory and read on from where the last reading ended: a look every few
// minutes must not read a month of events each time (console/signal_judge.h).
//
// Reading   by arrivals, so late events are not missed. A signal that is new here is read from its first kept day on.
// Limits    max_followed_sightings of one signal: over it the oldest quarter is forgotten, and judged windows get shorter by it;
//           `history` before the moment looked at: older sightings say nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "console/judge/stream.h"
#include "console/sensor_registry.h"
#include "console/signal_judge.h"
#include "runtime/zone.h"
#include "store/ip_data.h"

namespace hitme::console {

constexpr std::size_t max_followed_sightings = 4'000'000;  // 64 MB a signal
/// 28 days of baseline and a week of outbreak.
constexpr core::Duration followed_history = std::chrono::days{35};

class SignalLogs final : public SignalJudge {
 public:
    /// `secret` seeds the tables of sources; `zone` is the reader's, for sentences. `networks` says whose the sources are: growth
    /// is attributed by network class and continent (docs/methods/attribution.md).
    SignalLogs(std::uint64_t secret, runtime::Zone zone, store::IpData networks = {});

    core::Result<void> follow(store::EventStore& store, const std::vector<std::string>& subjects,
                              core::Time from) override;
    core::Result<void> know_sensors(store::Book& book) override { return places_.refresh(book); }
    void stop_at(std::stop_token stop) override { stop_ = std::move(stop); }
    void look_at(const std::string& subject, core::Time at) override;
    Judged judged() override;
    std::vector<analytics::OpenEvent> events() override;
    bool judges_unverified() const override { return current_.judges_unverified; }
    std::string source(std::uint32_t number) override;
    std::string attribution(const std::string& grouping) override;
    FindingData data(core::Time from, core::Time to) override;
    Seen seen(core::Time from, core::Time to, const std::vector<std::string>& excluded) override;

 private:
    /// What a sensor says of where it stands.
    void announce(const store::Arrival& arrival);
    core::Result<void> read_newcomers(store::EventStore& store,
                                      const std::vector<std::string>& subjects, core::Day from);
    void make_room();
    /// Stream::all_hosts of the current one, where the fleet is followed.
    void tell_all_traffic();

    std::uint64_t secret_;
    runtime::Zone zone_;
    store::IpData networks_;
    std::stop_token stop_;  ///< without a source, as at first, it never stops
    std::map<std::string, StreamBuilder> followed_;
    SensorRegistry places_;
    store::Marks marks_;
    std::string subject_;
    core::Time at_;
    Stream current_;
    /// Hosts of the fleet by sensor until `fleet_at_`: of all subjects of a step the same.
    std::map<std::string, double, std::less<>> fleet_hosts_;
    std::optional<core::Time> fleet_at_;
};

}  // namespace hitme::console
