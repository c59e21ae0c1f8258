// SPDX-License-Identifier: Apache-2.0
// Feeds incidents from what is stored, keeps them in the book, and tells of them.
//
// Book      a record is written when an incident opens, when its stage rises, when it is told, and when it has ended; not per
//           contact, because each version is kept for good. Records of one batch go in one transaction. A book that refuses is
//           tried again; at most max_waiting_records wait, and what is over that is counted in lost_records().
// Numbers   between two versions an open incident's newest state is a note, written every keep_every where something changed,
//           notes_per_turn in one transaction, and all of them when the desk goes. The note goes in the transaction that writes
//           the next version: where there is one it is the newest. At 500 contacts a second of as many sources that is one
//           transaction in some seconds.
// Restart   start() reads the open ones back; those that have been silent for too long meanwhile end at the first idle(). After
//           an orderly end they are as they were, else behind by keep_every (by more where more than notes_per_turn change
//           at a time). `ports` beyond max_services is a lower bound from then on.
// Told      the first contact that no allow rule hides; again when the stage rises; the end of what was told. Many sources on
//           one signal are a wave (waves.h), which is told once, and its members belong to its group.
// Threads   the ingesting thread; it never waits for more than the book.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "console/benign_file.h"
#include "console/desk.h"
#include "console/incidents/merging.h"
#include "console/incidents/waves.h"
#include "console/notice.h"
#include "console/sensor_registry.h"
#include "console/visibility.h"
#include "core/result.h"
#include "store/book.h"

namespace hitme::console::incidents {

constexpr const char* incident_kind = "incident";
constexpr std::size_t max_waiting_records = 50'000;  // ours: some 50 MB while the book refuses
constexpr core::Duration look_for_silence = std::chrono::seconds{1};
constexpr core::Duration keep_every = std::chrono::seconds{3};  // ours: what a crash may cost
constexpr std::size_t notes_per_turn = 500;                     // ours: some tens of milliseconds

/// Key of the note with the newest state of an open incident, in the form of its record's body.
std::string incident_note(const std::string& id);

/// Who tells of a host that touches an internal sensor.
enum class InternalHosts : std::uint8_t {
    told_here,      ///< notices of kind internal_host come from here
    told_by_cases,  ///< the case desk tells; here nothing is told of them
};

struct IncidentSettings {
    core::Duration gap = default_gap;
    InternalHosts internal_hosts = InternalHosts::told_here;
    MergingLimits limits;
    std::string benign_list;  ///< file of benign scanners, read again when it changes; empty: none
};

class IncidentDesk : public Desk {
 public:
    /// `visibility` is ours from now on; its rules and the benign list are read again before a batch where they
    /// changed.
    IncidentDesk(std::unique_ptr<store::Book> book, Notices& notices, Visibility visibility,
                 IncidentSettings settings);
    ~IncidentDesk() override { finish(); }
    IncidentDesk(const IncidentDesk&) = delete;
    IncidentDesk& operator=(const IncidentDesk&) = delete;

    /// Reads open incidents back. Errors   those of the book.
    core::Result<void> start();
    void stored(const event::Batch& batch, const store::Appended& appended) override;
    void idle(core::Time now) override;
    /// Writes what waits, whatever its age: before the program ends.
    void finish();

    const Merging& merging() const { return merging_; }
    std::uint64_t lost_records() const { return lost_records_; }

 private:
    void note(const event::Contact& contact, store::Fate fate);
    void tell_opened(Incident& incident, event::Signal signal, core::Time at,
                     const std::string& evidence);
    void tell_risen(const Incident& incident, event::Signal signal, core::Time at,
                    const std::string& evidence);
    void tell(const Incident& incident, NoticeKind kind, event::Signal signal, core::Time at,
              std::string title, std::string evidence = "");
    void end(Incident incident);
    void keep(const Incident& incident);
    bool write();
    void note_changed(core::Time now);
    bool note_some(std::size_t most);
    bool took(const core::Result<void>& done);

    std::unique_ptr<store::Book> book_;
    Notices& notices_;
    Visibility visibility_;
    IncidentSettings settings_;
    BenignFile benign_;
    Merging merging_;
    Waves waves_;
    SensorRegistry sensors_;                       ///< which of them stand inside
    std::map<std::string, store::Entry> waiting_;  ///< by id, the newest state of each
    /// Sources whose open incident is further than the book; the unspecified address stands for many-sources.
    std::unordered_set<core::Address, core::AddressHash> changed_;
    std::vector<core::Address> noting_;  ///< of the turn that goes on, still to be written
    core::Time noted_;                   ///< when that turn began
    std::uint64_t lost_records_ = 0;
    bool complained_ = false;
    core::Time looked_;
    core::Time now_;
};

}  // namespace hitme::console::incidents
