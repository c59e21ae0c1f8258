// SPDX-License-Identifier: Apache-2.0
// What a re-entry watch saw: the time before against the time of it, by host, segment and arrival of devices (C-48).
//
// Counted   contacts of internal sensors, without what allow rules hide and without drills; a host is its case, or its address
//           where it has none.
// Segments  the most specific own network of the host's address, else its /24 (IPv6: /64).
// Limits    max_report_contacts are looked at; complete says whether that was all.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "console/cases/hosts.h"
#include "console/cases/re_entry.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::console::cases {

constexpr std::size_t max_report_contacts = 200'000;

struct ReEntryHost {
    std::string case_id;  ///< empty: none
    std::string address;
    std::string mac;
    std::string name;
    std::string state;
    std::optional<core::Time> arrived;  ///< start of the lease that held at its first touch
    core::Time first_touch;             ///< during the watch
    std::uint64_t touches = 0;          ///< during the watch
    std::string segment;
    bool touched_before = false;
};

struct ReEntrySpan {
    core::Time from;
    core::Time to;
    std::uint64_t hosts = 0;
    std::uint64_t touches = 0;
    std::optional<double> coverage;  ///< of the internal sensors; nothing without heartbeats
};

struct ReEntrySegment {
    std::string segment;
    std::uint64_t hosts = 0;
    core::Time first_touch;
};

struct ReEntryReport {
    ReEntryWatch watch;
    ReEntrySpan before;
    ReEntrySpan during;
    std::vector<ReEntryHost> hosts;        ///< by first touch
    std::vector<ReEntrySegment> segments;  ///< by first touch
    bool arrivals_known = false;
    std::uint64_t arrived_devices = 0;
    std::uint64_t arrived_touched = 0;
    bool complete = true;
    std::uint64_t internal_sensors = 0;
};

core::Result<ReEntryReport> re_entry_report(store::EventStore& store, store::Book& book,
                                            const Hosts& hosts, const ReEntryWatch& watch,
                                            core::Time now);
std::string sentence_of(const ReEntryReport& report);
std::string re_entry_json(const ReEntryReport& report, core::Time now);

}  // namespace hitme::console::cases
