// SPDX-License-Identifier: Apache-2.0
// Who judges a signal for the job that keeps findings: what console/judge can do, and what console/findings asks for.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "analytics/onset/alarm_policy.h"
#include "console/finding.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::console {

/// How every sentence on sources that prove no address begins.
constexpr std::string_view unverified_label = "Of unverified sources: ";

class SignalJudge {
 public:
    virtual ~SignalJudge() = default;

    /// From now on these subjects are followed ("tcp/445", or fleet_subject for all signals together), others forgotten; reads
    /// what the store has got since the last call, from `from` on.
    /// Errors   those of the store; cancelled: a stop was requested of stop_at() meanwhile, and nothing more should be asked.
    virtual core::Result<void> follow(store::EventStore& store,
                                      const std::vector<std::string>& subjects,
                                      core::Time from) = 0;

    /// In what kind of network the operator says that each sensor stands; what sensors announce of themselves the judge reads.
    /// Errors   those of the book.
    virtual core::Result<void> know_sensors(store::Book& book) = 0;

    /// A month of a big store takes minutes to read, and whoever stops must not wait for it: follow() gives up when a stop is
    /// requested.
    virtual void stop_at(std::stop_token stop) = 0;

    /// The signal and the moment that all below speak of; nothing at or after `at` is looked at.
    virtual void look_at(const std::string& subject, core::Time at) = 0;

    struct Judged {
        std::vector<Finding> findings;  ///< without ids
        std::string growth_chart;       ///< JSON; empty where nothing was fitted
        std::vector<analytics::OpenEvent> events;
    };
    virtual Judged judged() = 0;
    /// The events alone, which is cheaper.
    virtual std::vector<analytics::OpenEvent> events() = 0;
    /// Whether the signal is judged of sources that prove no address.
    virtual bool judges_unverified() const { return false; }
    /// The address behind an event's source.
    virtual std::string source(std::uint32_t number) = 0;

    /// The Attribution object of api.yaml for one grouping, over the usual window. Costs a look-up of every source; what is
    /// judged of this look afterwards is by these groups.
    virtual std::string attribution(const std::string& grouping) = 0;

    /// What is known now of [from, to).
    virtual FindingData data(core::Time from, core::Time to) = 0;
    /// Hosts that the sensors but `excluded` saw in [from, to), and the share of these sensors that listened.
    struct Seen {
        double hosts = 0;
        double exposure = 1;
    };
    virtual Seen seen(core::Time from, core::Time to, const std::vector<std::string>& excluded) = 0;
};

}  // namespace hitme::console
