// SPDX-License-Identifier: Apache-2.0
// One case for each host that touches an internal sensor, opened at the first touch (C-07, C-41).
//
// Which host   by MAC where a lease or the neighbour table names one for the time of the touch, else by address. A host with a
//              changed address stays one case. An address whose MAC becomes known within address_continues stays its case.
// Opens        at the first contact, early reports included. What an allow rule hides opens nothing (console/allow counts it).
// Written      a new version of the record at the opening, at each re-opening, and when a new kind of evidence came (at most
//              every evidence_every); the counters as a note, at most every note_every. 1,000 touches are one case and a few
//              versions.
// Tells        internal_host notices: first touch, and again where a touch opened the case again. Of severity high; critical where
//              the stage is an exploit or later, or while a re-entry watch runs.
// Failures     a record that the book does not take is tried again in idle(); the notice does not wait for it.
// Limits       max_known_cases in memory, the longest untouched leave first (the book keeps them, and they come back by id).
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "console/cases/case_record.h"
#include "console/cases/hosts.h"
#include "console/cases/re_entry.h"
#include "console/desk.h"
#include "console/notice.h"
#include "console/own_networks.h"
#include "console/sensor_registry.h"
#include "console/visibility.h"
#include "store/book.h"

namespace hitme::console::cases {

constexpr core::Duration address_continues =
    std::chrono::minutes{10};  // ours: below any usual lease
constexpr core::Duration evidence_every = std::chrono::seconds{30};
constexpr core::Duration note_every = std::chrono::seconds{2};
constexpr std::size_t max_known_cases = 20'000;

class CaseDesk : public Desk {
 public:
    CaseDesk(store::Book& book, Notices& notices, HostSettings hosts);
    ~CaseDesk() override { finish(); }
    CaseDesk(const CaseDesk&) = delete;
    CaseDesk& operator=(const CaseDesk&) = delete;

    void stored(const event::Batch& batch, const store::Appended& appended) override;
    void idle(core::Time now) override;
    /// Writes what waits, whatever its age: before the program ends.
    void finish();

    /// Id of the case of the contact's host, where it stands as benign at that time. After stored() saw the contact.
    std::optional<std::string> benign_case(const event::Contact& contact);

    std::uint64_t opened() const { return opened_; }
    std::uint64_t reopened() const { return reopened_; }
    /// Why something was not written or read; empty where all is well.
    const std::string& problem() const { return problem_; }

 private:
    struct Known {
        Case record;
        bool write_now = false;
        bool new_evidence = false;
        bool new_touches = false;
        core::Time written_at;
        core::Time noted_at;
    };

    void touch(const event::Contact& contact, store::Fate fate);
    Known& case_for(const event::Contact& contact, const HostAt& host);
    Known* known(const std::string& id);
    Known* load(const std::string& id);
    void index(const Case& record);
    void keep_address(Case& record, const event::Contact& contact, const HostAt& host);
    void tell(const Known& known, const event::Contact& contact, std::string_view because,
              const std::string& changed = "");
    void refresh();
    void load_changed();
    void write(Known& known);
    void write_waiting(core::Duration at_least);
    void forget_some();
    void complain(const core::Error& failed);

    store::Book& book_;
    Notices& notices_;
    Hosts hosts_;
    SensorRegistry sensors_;
    Visibility visibility_;
    OwnNetworks networks_;
    ReEntryWatches watches_;
    std::map<std::string, Known> known_;
    std::unordered_map<std::string, std::string>
        by_mac_;  // to id; drills under a name of their own
    std::unordered_map<std::string, std::string> by_address_;  // latest case of an address
    std::set<std::string> waiting_;
    std::optional<std::uint64_t> seen_changes_;
    core::Time now_;
    std::uint64_t opened_ = 0;
    std::uint64_t reopened_ = 0;
    std::string problem_;
};

}  // namespace hitme::console::cases
