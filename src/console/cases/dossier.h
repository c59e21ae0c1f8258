// SPDX-License-Identifier: Apache-2.0
// "Why is your network scanning mine?" (C-43): all that is known of an address around a time, for the person on the telephone.
//
// Gathers  contacts from the address (and, for a NAT egress of ours, the cases of the hosts behind it), what claims, rows of imported
//          lists and sightings in the book say of it, who had it by lease, its cases and what was done, coverage, the clock.
// Verdict  seen: contacts or cases are there. no_evidence: none, and the sensors listened for at least 95 % of the window
//          (analytics/coverage.h). not_covered: none, and they did not. "No evidence" is of our sensors only, and says so.
// Cost     look-ups by source in the store, never a scan: contacts counted to max_counted_contacts, shown max_shown_contacts.
// Texts    captured bytes and names are core::printable. Times in the caller's zone; in the page for ourselves in UTC besides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analytics/coverage.h"
#include "console/cases/case_record.h"
#include "console/cases/hosts.h"
#include "console/own_networks.h"
#include "console/sensor_registry.h"
#include "runtime/clock_quality.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::console::cases {

constexpr std::size_t max_counted_contacts = 20'000;
constexpr std::size_t max_shown_contacts = 200;
constexpr std::size_t max_dossier_cases = 100;
constexpr core::Duration default_within = std::chrono::hours{12};
constexpr core::Duration longest_within = std::chrono::hours{31 * 24};

struct DossierQuestion {
    core::Address address;
    core::Time at;
    std::string note;  ///< of the caller's time
    core::Duration within = default_within;
};

enum class DossierVerdict : std::uint8_t { seen, no_evidence, not_covered };
std::string_view name_of(DossierVerdict verdict);

struct DossierHost {
    core::Address address;
    std::string mac;
    std::string name;
    std::optional<core::Time> from;
    std::optional<core::Time> until;
    KnownBy known_by = KnownBy::none;
};

struct OtherReport {
    std::string kind;  ///< "claim", "list", or "own_sighting" of a list that is read no more
    std::string id;    ///< of the record: claim, import or sighting
    core::Time at;     ///< when it was said, or when the list was fetched
    std::string text;  ///< in words, printable
    std::optional<core::Day>
        first;  ///< when the list's publisher saw the address first and last, where the row says so
    std::optional<core::Day> last;
};

struct DossierSensor {
    std::string name;
    SensorClass sensor_class = SensorClass::unknown;
    /// When the sensor said so, where that was only after the time asked for; nothing: the class is that of the time.
    std::optional<core::Time> said_later_at;
};

struct DossierAction {
    core::Time at;
    std::string author;
    std::string what;
};

struct Dossier {
    DossierQuestion asked;
    core::Time from;
    core::Time to;
    DossierVerdict verdict = DossierVerdict::not_covered;
    analytics::Coverage coverage;
    std::vector<DossierSensor> sensors;  ///< one for each of coverage.sensors
    std::optional<OwnNetwork> own_network;
    std::vector<store::StoredContact> contacts;  ///< those nearest to the time, in order of time
    std::uint64_t contacts_total = 0;            ///< aggregated ones by their count
    bool contacts_complete = true;
    std::optional<core::Time> first;
    std::optional<core::Time> last;
    std::vector<std::string> signals;
    std::vector<OtherReport> others;
    std::vector<DossierHost> hosts;
    std::vector<Case> cases;
    std::vector<DossierAction> actions;
    runtime::ClockQuality clock;
};

/// Errors   those of the store and the book.
core::Result<Dossier> gather_dossier(store::EventStore& store, store::Book& book,
                                     const Hosts& hosts, const DossierQuestion& question,
                                     core::Time now, const runtime::ClockQuality& clock);

}  // namespace hitme::console::cases
