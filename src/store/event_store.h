// SPDX-License-Identifier: Apache-2.0
// The event store: where what sensors delivered rests. One interface, one contract test (event_store_contract.h) for
// every engine behind it.
//
// Exactly once   append() is all or nothing per UTC day; a delivery that is already stored is counted as a duplicate and
//                changes nothing, so a batch may be given again after any error or crash. An early report (ending
//                `open`; there may be several) is replaced by its completion: same sensor, epoch, sequence, seen_at,
//                source and signal. A completion without a known early report is a contact of its own.
// Roll-ups       series and sources are written by a job of the console (console/jobs/roll_up) as differences together
//                with marks, in one transaction: after a crash the job goes on from the marks. They outlive the events
//                that retention removes.
// Readers        may run beside the writer, in this process or another.
// Threads        a store is used by one thread at a time; open one per thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "event/signal.h"
#include "store/network_key.h"
#include "store/payload_hash.h"
#include "store/seen_days.h"

namespace hitme::store {

/// What became of one delivery.
enum class Fate : std::uint8_t { stored, completed, duplicate };

/// What append() did. `fates` has one entry per event of the batch.
struct Appended {
    std::uint64_t stored = 0;
    std::uint64_t completed = 0;  ///< completions that replaced an early report
    std::uint64_t duplicates = 0;
    std::uint64_t high_water = 0;  ///< highest delivery number of the run that is now durable
    std::vector<Fate> fates;
    /// The bytes_in that early reports had: the n-th entry belongs to the n-th `completed` in `fates`.
    std::vector<std::uint64_t> early_bytes_in;
    /// For each day that gained something: its latest arrival now. What a roll-up of this batch puts into `marks`.
    std::map<core::Day, std::uint64_t> arrivals;
};

/// One arrival as it is replayed. Early report and completion are two arrivals of one contact.
struct Arrival {
    const event::Event& event;  ///< a contact as it stands now: completed where a completion came
    core::Day day;
    std::uint64_t ordinal = 0;  ///< from 1 within the day; rises, may skip numbers
    Fate fate =
        Fate::stored;  ///< `completed`: this is the completion of a contact that arrived before
    /// What this arrival adds to sums of bytes_in: for a stored contact what it brought then, for a completion the
    /// difference. All arrivals of a contact together add its bytes_in. 0 for other kinds.
    std::int64_t bytes_in_added = 0;
};

/// Width of the series roll-up.
constexpr core::Duration series_bin = std::chrono::minutes{5};

struct SeriesPoint {
    core::Time bin;               ///< start of the bin, UTC
    std::uint64_t events = 0;     ///< C-13: contacts, aggregated ones by their count
    std::uint64_t bytes_in = 0;   ///< C-13
    std::uint64_t hosts = 0;      ///< C-12: distinct sources in the bin
    std::uint64_t new_hosts = 0;  ///< C-11: sources not seen in the 24 h before
};

using event::any_signal;

/// What a roll-up job adds. All numbers are differences; `marks` makes applying them happen exactly once.
struct SeriesDelta {
    std::uint32_t signal = any_signal;  ///< event::Signal::key(), or any_signal
    core::Time bin;
    std::int64_t events = 0;
    std::int64_t bytes_in = 0;
    std::int64_t hosts = 0;
    std::int64_t new_hosts = 0;
    std::int64_t day_hosts = 0;  ///< sources that had not been counted in the bin's UTC day
};
struct SourceDelta {
    core::Address source;
    core::Time first_seen;
    core::Time last_seen;
    std::uint64_t events = 0;
    std::int64_t bytes_in = 0;
    bool verified = false;
    bool simulated = false;
    std::vector<std::string> sensors;
    struct OnSignal {
        std::uint32_t signal;
        std::uint64_t events;  ///< 0: only its stage is told, of a contact that was counted before
        core::Time last_seen;
        std::optional<core::Time> first_seen = {};  ///< absent: `last_seen`
        event::Stage stage = event::Stage::none;    ///< the furthest
        SeenDays days = {};
    };
    std::vector<OnSignal> signals;
};
/// Copies of one payload on one signal.
struct PayloadDelta {
    std::uint32_t signal = 0;  ///< event::Signal::key()
    std::uint64_t hash = 0;    ///< PayloadHash::first() of its first bytes
    std::uint64_t copies = 0;
    core::Time first_seen;
    core::Time last_seen;
    core::ByteVector begins;  ///< at most payload_beginning of the first bytes
};
/// Of each roll-up so many new payloads are told at most, of each signal so many of the most frequent are kept.
constexpr std::size_t most_new_payloads = 2000;  // ours: random payloads are never the same twice
constexpr std::size_t most_payloads_of_signal = 100;  // ours: a picture shows ten families
constexpr std::size_t payload_beginning = 512;        // as core::similarity_window
/// How far the roll-ups have come in each day: the ordinal of the last arrival that they include.
using Marks = std::map<core::Day, std::uint64_t>;

struct RollUp {
    std::vector<SeriesDelta> series;
    std::vector<SourceDelta> sources;
    Marks marks;
    std::vector<PayloadDelta> payloads = {};
};

/// One source, over its whole life in the store.
struct SourceRow {
    core::Address source;  ///< IPv6: the /64
    core::Time first_seen;
    core::Time last_seen;
    std::uint64_t events = 0;
    std::uint64_t bytes_in = 0;
    std::uint32_t sensors = 0;  ///< distinct sensors that it reached
    bool verified = false;      ///< completed a handshake at least once
    bool simulated = false;
    struct OnSignal {
        event::Signal signal;
        std::uint64_t events = 0;
        core::Time last_seen;   ///< to the second
        core::Time first_seen;  ///< to the second; of the source where an earlier version wrote it
        /// The furthest; absent where an earlier version wrote it, which did not keep it.
        std::optional<event::Stage> stage;
        SeenDays days;
    };
    std::vector<OnSignal> signals;         ///< most events first; at most max_signals_per_source
    std::uint64_t signals_not_listed = 0;  ///< distinct signals beyond that limit (an upper bound)
};
constexpr std::size_t max_signals_per_source =
    64;  // ours: a vertical scan must not make a row without end

enum class SourceOrder { last_seen, first_seen, events, address };

struct SourceQuery {
    std::optional<core::Prefix> prefix;  ///< also a single address
    std::optional<event::Signal> signal;
    std::optional<core::Time> seen_from;  ///< last_seen at or after
    std::optional<core::Time> seen_to;    ///< first_seen before
    std::optional<event::Stage> stage;    ///< got at least so far; on `signal` where one is given
    std::optional<NetworkFilter>
        network;  ///< only a SourceSnapshot knows; a store alone: bad_input
    SourceOrder order = SourceOrder::last_seen;
    bool descending = true;
    std::size_t offset = 0;
    std::size_t limit = 50;  ///< at most max_page
};
constexpr std::size_t max_page = 1000;

struct SourcePage {
    std::uint64_t total = 0;  ///< sources that match, all pages together
    std::vector<SourceRow> rows;
};

struct ContactQuery {
    std::optional<core::Prefix> source;
    std::optional<event::Signal> signal;
    std::optional<std::string> sensor;
    std::optional<PayloadHash> payload;
    std::optional<core::Time> from;  ///< seen_at at or after
    std::optional<core::Time> to;    ///< seen_at before
    std::size_t limit = 50;
    std::optional<std::string> cursor;  ///< `next` of the page before
};

struct StoredContact {
    std::string id;  ///< opaque, stable: addresses this contact in contact()
    event::Contact contact;
};

struct ContactPage {
    std::vector<StoredContact> rows;  ///< latest first
    std::optional<std::string> next;  ///< absent on the last page
};

/// A sensor as its heartbeats and changes tell it.
struct SensorRow {
    std::string name;
    event::Heartbeat last_heartbeat;            ///< seen_at is the epoch where none came yet
    std::optional<event::SensorChange> change;  ///< the latest
    std::uint64_t events = 0;  ///< of the days that are kept, aggregated ones by their count
    std::optional<core::Time> last_event;
};

/// A span in which a sensor's heartbeats say that it listened.
struct UptimeSpan {
    std::string sensor;
    core::Time from;
    core::Time to;
};

struct StoreState {
    std::uint64_t events = 0;  ///< contacts ever stored, aggregated ones by their count
    std::uint64_t bytes_on_disk = 0;
    std::uint64_t days = 0;
    std::optional<core::Day> oldest_day;
    std::uint64_t days_removed = 0;  ///< by retention or quota
    std::uint64_t events_removed = 0;
    bool full = false;                 ///< the last write failed for lack of space
    std::uint64_t refused_writes = 0;  ///< append() calls refused for lack of space since the start
};

struct StoreSettings {
    std::string folder;
    std::uint32_t keep_days = 90;                         ///< 0: keep for ever
    std::uint64_t quota_bytes = std::uint64_t{10} << 30;  ///< of the days together; 0: none
};

/// How long and how much is kept; as in StoreSettings.
struct Retention {
    std::uint32_t keep_days = 90;
    std::uint64_t quota_bytes = std::uint64_t{10} << 30;
    friend bool operator==(const Retention&, const Retention&) = default;
};

/// Called per event in order of seen_at (ties: order of arrival); return false to stop. Must not call the store.
using Visitor = std::function<bool(const event::Event&)>;

/// A source as a count of all of them needs it.
struct SourceGlance {
    core::Address source;
    core::Time first_seen;
    core::Time last_seen;
    std::uint64_t events = 0;
    struct OnSignal {
        std::uint32_t signal = 0;       ///< event::Signal::key()
        std::int64_t first_second = 0;  ///< since 1970
        std::uint8_t stage = 0;         ///< as in rank_of_stage()
    };
    std::vector<OnSignal> signals;
};
/// 0 where the furthest stage is not known, else its place among the stages plus one.
constexpr std::uint8_t rank_of_stage(std::optional<event::Stage> stage) {
    return stage ? static_cast<std::uint8_t>(static_cast<std::uint8_t>(*stage) + 1)
                 : std::uint8_t{0};
}
/// Return false to stop. Must not call the store.
using SourceVisitor = std::function<bool(const SourceGlance&)>;

/// Distinct sources of a UTC day.
struct DayHosts {
    core::Day day;
    std::uint64_t hosts = 0;
};

/// A payload of a signal as it is kept: counted from when it was first among the most frequent, so `copies` is at least that.
struct PayloadRow {
    std::uint64_t hash = 0;  ///< PayloadHash::first()
    std::uint64_t copies = 0;
    core::Time first_seen;
    core::Time last_seen;
    core::ByteVector begins;  ///< at most payload_beginning
};

class SourceSnapshot;

class EventStore {
 public:
    virtual ~EventStore() = default;

    /// Stores a batch and the run's high-water mark. What it says is stored is durable.
    /// Errors   disk_full: of each day all of its part was stored, or nothing; give the same batch again later. io:
    ///          likewise. After an error a roll-up job reads on from its marks with visit_arrivals, because the parts
    ///          that were stored come back as duplicates.
    virtual core::Result<Appended> append(const event::Batch& batch) = 0;
    /// Highest durable delivery of a run; 0 for an unknown one.
    virtual core::Result<std::uint64_t> high_water(const std::string& sensor,
                                                   std::uint64_t epoch) = 0;

    /// What apply_retention() goes by from now on, in place of the settings that the store was opened with.
    virtual void set_retention(const Retention& retention) = 0;
    /// Removes whole days, oldest first, that are past `keep_days` before `now` or over the quota. Returns how many. A day that
    /// was filled within `keep_days` (an imported log of long ago) is not past them.
    virtual core::Result<std::uint64_t> apply_retention(core::Time now) = 0;

    /// Every event with seen_at in [from, to), of all kinds, in event-time order. Hash and similarity of the first bytes
    /// are left empty, because most readers count: event::derive() gives them.
    virtual core::Result<void> visit(core::Time from, core::Time to, const Visitor& visitor) = 0;
    /// What a judge of the moment `to` goes by: visit(), and the heartbeats of the moment itself, which say that their sensors
    /// listened up to it.
    core::Result<void> visit_until(core::Time from, core::Time to, const Visitor& visitor);

    /// Arrivals after `marks`, day by day in order of arrival: what a roll-up with these marks lacks. Days that are
    /// not in `marks` are read from their first arrival. Hashes are left empty as by visit(). Return false to stop.
    using ArrivalVisitor = std::function<bool(const Arrival&)>;
    virtual core::Result<void> visit_arrivals(const Marks& marks,
                                              const ArrivalVisitor& visitor) = 0;
    /// The ordinal of the latest arrival of each day that is stored.
    virtual core::Result<Marks> arrivals() = 0;

    /// Adds a roll-up and its marks in one transaction.
    virtual core::Result<void> apply(const RollUp& roll_up) = 0;
    /// The marks that were applied last.
    virtual core::Result<Marks> applied() = 0;
    /// Takes away all points of the series from the bin of `from` on and adds `roll_up`, in one transaction: a job
    /// counted them again. Sources, which late events do not change, and earlier points stay.
    virtual core::Result<void> replace_series(core::Time from, const RollUp& roll_up) = 0;

    /// Notes what a reader skipped while importing `file`, by reason; adds up per file and reason.
    virtual core::Result<void> note_skipped(const std::string& file, const std::string& reason,
                                            std::uint64_t count) = 0;
    virtual core::Result<std::map<std::string, std::uint64_t>> skipped() = 0;

    // Roll-ups: what dashboards read.
    /// Points of one signal, or of all contacts together ("any port": hosts and new hosts counted once), in [from, to);
    /// bins without events are left out.
    virtual core::Result<std::vector<SeriesPoint>> series(std::optional<event::Signal> signal,
                                                          core::Time from, core::Time to) = 0;
    /// Events per signal in [from, to), most first, at most `limit`.
    struct SignalTotal {
        event::Signal signal;
        std::uint64_t events = 0;
        std::uint64_t new_hosts = 0;
    };
    virtual core::Result<std::vector<SignalTotal>> top_signals(core::Time from, core::Time to,
                                                               std::size_t limit) = 0;
    /// Distinct sources per UTC day of one signal, or of all, in [from, to); days without any are left out, as are days that an
    /// earlier version rolled up.
    virtual core::Result<std::vector<DayHosts>> day_hosts(std::optional<event::Signal> signal,
                                                          core::Day from, core::Day to) = 0;
    /// The payloads that came most on a signal since it was first seen, most copies first, at most `limit`.
    virtual core::Result<std::vector<PayloadRow>> payloads(const event::Signal& signal,
                                                           std::size_t limit) = 0;
    virtual core::Result<SourcePage> sources(const SourceQuery& query) = 0;
    /// All sources at one instant; `networks` where they are to be looked up now. One that is kept may be a minute old, and may
    /// have no networks yet.
    virtual core::Result<std::shared_ptr<const SourceSnapshot>> snapshot(core::Time now,
                                                                         const NetworkOf& networks);
    /// Every source, IPv4 before IPv6, by address.
    virtual core::Result<void> visit_sources(const SourceVisitor& visitor) = 0;
    /// Calls visitor(source, last_seen) for each source that matches; order, offset and limit are not looked at.
    virtual core::Result<void> visit_matching_sources(
        const SourceQuery& query,
        const std::function<void(const core::Address&, core::Time)>& visitor);
    virtual core::Result<ContactPage> contacts(const ContactQuery& query) = 0;
    /// Errors   not_found.
    virtual core::Result<StoredContact> contact(const std::string& id) = 0;
    virtual core::Result<std::vector<SensorRow>> sensors() = 0;
    /// Merged spans of uptime that meet [from, to), by sensor then time; what coverage is made of.
    virtual core::Result<std::vector<UptimeSpan>> uptime(core::Time from, core::Time to) = 0;

    virtual core::Result<StoreState> state() = 0;
};

}  // namespace hitme::store
