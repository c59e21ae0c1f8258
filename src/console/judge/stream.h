// SPDX-License-Identifier: Apache-2.0
// One signal of a log as the judgements read it: dense numbers for sources and sensors, uptime from heartbeats.
//
// Sources  IPv6 by its /64. Contacts that prove no address (bare SYNs, datagrams) are counted apart and not judged, but
//          for a datagram signal that is asked for by name, which is marked.
// Limits   analytics::max_judged_sensors: later sensors are put together as one, which is counted.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/payload/families.h"
#include "analytics/sighting.h"
#include "analytics/source_table.h"
#include "console/judge/all_traffic.h"
#include "core/ip.h"
#include "core/result.h"
#include "event/kinds.h"
#include "event/signal.h"
#include "store/event_store.h"

namespace hitme::console {

struct Stream {
    std::string name;
    /// The instant that the file's own times count from: 1970 for Unix times. Answers give times on both scales.
    core::Time epoch;
    std::vector<analytics::Sighting> sightings;  ///< by time, then in the order of the log
    /// Those of sources that were not seen in the 24 h before: one is new each time it comes so.
    std::vector<analytics::Sighting> newcomers;
    /// Rows without a source: each is taken for a host that is new (a stream of new hosts alone).
    std::vector<core::Time> without_source;
    std::vector<core::Address> sources;  ///< by number
    /// By source: a contact proved its address. Empty but where all contacts are taken (Taken::all).
    std::vector<bool> proved;
    /// Offset of the source's local time, by number; empty where no row says.
    std::vector<std::optional<core::Duration>> zones;
    std::vector<std::string> classes;         ///< names of the classes of sources that rows give
    std::vector<std::uint32_t> source_class;  ///< by source: index into `classes`, or no_class
    /// What `classes` are and which databases say so, with their dates; empty where the file's own column does.
    std::string classes_from;
    /// By source: its AS, 0 where no database says it; empty where none was asked (group_sources, number_networks).
    std::vector<std::uint32_t> as_numbers;
    std::vector<std::string> sensors;  ///< by number
    /// By sensor: hosts of all signals, this one's among them; empty where only this one was read.
    std::vector<double> all_hosts;
    std::size_t sensors_put_together = 0;
    analytics::Uptimes uptimes;       ///< by sensor; empty where no heartbeat is known
    std::uint64_t unverified = 0;     ///< contacts that prove no address
    bool judges_unverified = false;   ///< a datagram signal asked for by name: forged sources count
    std::uint64_t other_signals = 0;  ///< contacts passed over
    std::uint64_t future = 0;         ///< contacts and rows left out: dated later than now
    /// How long after all others the last contact came; nothing where there are fewer than two.
    std::optional<core::Duration> last_alone_for;
    std::optional<core::Time> first;  ///< of all sightings and uptimes
    std::optional<core::Time> last;
    bool simulated = false;

    /// The three below are of payloads that are read (Payloads::in_families), and of one signal.
    bool reads_payloads = false;
    /// By payload family: the worm whose signature a contact carried, recognised likely or for certain; mostly empty.
    std::vector<std::string> signatures;
    /// Addresses of ours that were hit, in order; not those of the loopback.
    std::vector<core::Address> targets;
};
constexpr std::uint32_t no_class = 0xFFFFFFFF;

/// Which contacts a stream takes.
enum class Taken : std::uint8_t {
    proved,  ///< those that prove an address; a datagram signal asked for by name
    all,     ///< every recorded contact, for counts
};

/// Whether first payloads are put into families, which costs a digest a contact.
enum class Payloads : std::uint8_t { passed_over, in_families };

/// A contact is open for minutes, and this many of one signal come in the meantime even in a flood.
constexpr std::size_t max_open_lookback = 200'000;

/// Of these the rest are passed over: what the worm ladder knows of former targets gets less by them.
constexpr std::size_t max_targets = 65'536;

/// The network of an address, where no database says its AS: its /16 (IPv6: its /32) by number, never 0.
std::uint32_t network_of(const core::Address& source);

class StreamBuilder {
 public:
    /// `signal`: the one to keep, all where nothing. `secret` seeds the table of sources.
    StreamBuilder(std::optional<event::Signal> signal, std::uint64_t secret,
                  Taken taken = Taken::proved, Payloads payloads = Payloads::passed_over);

    /// What is dated later than `now` is left out from here on, and counted in Stream::future.
    void leave_out_after(core::Time now) { now_ = now; }

    /// From here on the hosts of other signals are counted, too, for Stream::all_hosts: some 16 bytes a host and sensor.
    void count_all_traffic() { all_traffic_.emplace(secret_); }

    /// A contact or a heartbeat; other kinds say nothing here.
    void add(const event::Event& event);

    /// The last word on a contact that was added while it was open: what it sent meanwhile, and how far it went. Looked for among
    /// the last max_open_lookback sightings; one that is not found says nothing new.
    void complete(const event::Contact& contact);

    /// A row of a stream file.
    struct Row {
        core::Time at;
        std::string_view sensor;  ///< empty: the only one
        std::optional<core::Address> source;
        std::optional<core::Duration> zone;
        std::string_view source_class;
    };
    void add(const Row& row);
    /// A row of another signal: it tells of all traffic alone.
    void add_other(const Row& row);

    /// Sets when a sensor listened, in place of heartbeats. A sensor that no row names is one all the same.
    void uptime(std::string_view sensor, std::vector<analytics::Span> spans);

    Stream take(std::string name, core::Time epoch);

    /// What the log said of [from, to), the builder staying as it is: of heartbeats what lies inside.
    Stream snapshot(std::string name, core::Time from, core::Time to) const;
    /// Forgets what lies before `from`, and the sources of which nothing else is known.
    void forget_before(core::Time from);
    /// Contacts that prove no address, of the hours that begin in [from, to).
    std::uint64_t unverified(core::Time from, core::Time to) const;
    std::size_t size() const { return stream_.sightings.size(); }
    /// Nothing where no sighting is held.
    std::optional<core::Time> earliest() const;
    /// Hosts that each sensor saw in [from, to), by its name: of a builder of all signals what Stream::all_hosts wants.
    std::map<std::string, double, std::less<>> hosts_by_sensor(core::Time from,
                                                               core::Time to) const;
    /// Of all sightings, in no order.
    std::vector<core::Time> times() const;
    /// Of all that was added, in its order.
    const analytics::PayloadFamilies& families() const { return families_; }

 private:
    std::uint16_t sensor_number(std::string_view name);
    void sight(core::Time at, std::uint16_t sensor, const core::Address& source,
               std::optional<core::Duration> zone, std::string_view source_class);
    analytics::FirstPayload placed(const event::Contact& contact);
    /// What was known of payloads before `to`.
    void tell_payloads(Stream& stream, core::Time to) const;

    std::optional<event::Signal> signal_;
    core::Time now_ = core::Time::max();
    Taken taken_;
    Payloads payloads_;
    std::uint64_t secret_;
    Stream stream_;
    std::map<std::string, std::uint16_t, std::less<>> sensor_numbers_;
    std::map<std::string, std::uint32_t, std::less<>> class_numbers_;
    analytics::SourceTable<std::uint32_t> source_numbers_;
    std::map<std::uint16_t, std::vector<analytics::Span>> uptimes_;
    std::map<core::Time, std::uint64_t> unverified_by_hour_;
    analytics::PayloadFamilies families_;
    std::optional<AllTraffic> all_traffic_;
    struct Signature {
        core::Time at;  ///< when it was seen first
        std::string worm;
    };
    std::map<std::size_t, Signature> signatures_;  ///< by family
    std::map<core::Address, core::Time> targets_;  ///< with when each was hit first
};

/// Sorted, empty spans dropped, those that go on from one another (analytics::goes_on) joined.
std::vector<analytics::Span> merge_spans(std::vector<analytics::Span> spans);

/// The contacts and heartbeats of a store before `to`, from `from` on.
/// Errors   those of store::EventStore::visit().
core::Result<Stream> stream_of(store::EventStore& store, std::optional<event::Signal> signal,
                               std::optional<core::Time> to, std::uint64_t secret,
                               Taken taken = Taken::proved, core::Time from = core::Time::min());

}  // namespace hitme::console
