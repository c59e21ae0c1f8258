// SPDX-License-Identifier: Apache-2.0
// The one definition of every field: number, name, unit, meaning, in one walk per kind.
//
// A visitor is called once per field, in order of number, as visit(Field, member). From this walk come the JSON and
// binary forms, the store's columns, the JSON Schema, the .proto file and the reference page. A member that is left
// out of a walk does not compile.
#pragma once

#include <boost/pfr/tuple_size.hpp>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "event/kinds.h"

namespace hitme::event {

/// Whether a default value is written in JSON.
enum class Written : std::uint8_t { unless_default, always };

struct Field {
    int number;                ///< protobuf field number; never reused
    std::string_view name;     ///< JSON key and SQL column
    std::string_view unit;     ///< "" where the type says it all
    std::string_view meaning;  ///< one sentence for the reference page
    Written written = Written::unless_default;
};

/// Specialised per kind: `name`, `meaning`, `count` and `walk(kind, visit)`.
template <class Kind>
struct Fields;

template <>
struct Fields<Evidence> {
    static constexpr std::string_view name = "evidence";
    static constexpr std::string_view meaning =
        "Where in the captured bytes a label's rule matched.";
    static constexpr std::size_t count = 3;
    template <class E, class Visit>
    static void walk(E& e, Visit&& v) {
        v(Field{1, "offset", "bytes", "From the start of the first bytes."}, e.offset);
        v(Field{2, "length", "bytes", "How many bytes matched."}, e.length);
        v(Field{3, "value", "", "What was found there, as text safe to show."}, e.value);
    }
};

template <>
struct Fields<Label> {
    static constexpr std::string_view name = "label";
    static constexpr std::string_view meaning =
        "A name for what was recognised, with its grade and evidence.";
    static constexpr std::size_t count = 5;
    template <class L, class Visit>
    static void walk(L& l, Visit&& v) {
        v(Field{1, "name", "", "What it is called."}, l.name);
        v(Field{2, "grade", "", "How strongly the evidence carries the name."}, l.grade);
        v(Field{3, "rule", "", "Identifier and version of the rule."}, l.rule);
        v(Field{4, "attack_ids", "", "ATT&CK technique identifiers."}, l.attack_ids);
        v(Field{5, "evidence", "", "The places that matched."}, l.evidence);
    }
};

template <>
struct Fields<Decoded> {
    static constexpr std::string_view name = "decoded";
    static constexpr std::string_view meaning = "One fact that a decoder read from the bytes.";
    static constexpr std::size_t count = 2;
    template <class D, class Visit>
    static void walk(D& d, Visit&& v) {
        v(Field{1, "name", "", "Protocol and field, such as smb.dialects."}, d.name);
        v(Field{2, "value", "", "What it said."}, d.value);
    }
};

template <>
struct Fields<Hornet> {
    static constexpr std::string_view name = "hornet";
    static constexpr std::string_view meaning = "The HornetPoint's part in a contact.";
    static constexpr std::size_t count = 5;
    template <class H, class Visit>
    static void walk(H& h, Visit&& v) {
        v(Field{1, "experiment", "", "Name of the experiment."}, h.experiment);
        v(Field{2, "arm", "", "Arm that the source was assigned to."}, h.arm);
        v(Field{3, "recipe_version", "", "Version and hash of the recipe."}, h.recipe_version);
        v(Field{4, "seed", "", "Seed from which the replies follow."}, h.seed);
        v(Field{5, "outcome", "", "What the peer did."}, h.outcome);
    }
};

template <>
struct Fields<Contact> {
    static constexpr std::string_view name = "contact";
    static constexpr std::string_view meaning =
        "A TCP connection, a UDP exchange or a bare SYN that reached a decoy.";
    static constexpr std::size_t count = 27;
    template <class C, class Visit>
    static void walk(C& c, Visit&& v) {
        v(Field{1, "sensor", "", "Name of the sensor that saw it."}, c.sensor);
        v(Field{2, "epoch", "", "Run of the sensor; with sensor and sequence unique for ever."},
          c.epoch);
        v(Field{3, "sequence", "", "Number of the contact within the run, from 1."}, c.sequence);
        v(Field{4, "seen_at", "", "When it began (accept, first datagram or SYN), UTC."},
          c.seen_at);
        v(Field{5, "ended_at", "", "When it ended, UTC; absent while open or where not known."},
          c.ended_at);
        v(Field{6, "transport", "", "IP protocol."}, c.transport);
        v(Field{7, "source", "", "Address that contacted us; :: where not known."}, c.source);
        v(Field{8, "source_port", "", "Its port; 0 where none or not known."}, c.source_port);
        v(Field{9, "destination", "", "Our address that was contacted; :: where not known."},
          c.destination);
        v(Field{10, "destination_port", "", "The port contacted; ICMP: the type."},
          c.destination_port);
        v(Field{11, "handshake", "", "How much of a handshake was completed."}, c.handshake);
        v(Field{12, "ending", "", "How it ended."}, c.ending);
        v(Field{13, "bytes_in", "bytes", "Payload bytes received in all."}, c.bytes_in);
        v(Field{14, "bytes_out", "bytes", "Payload bytes that we sent."}, c.bytes_out);
        v(Field{15, "first_bytes", "",
                "The first payload bytes, up to the capture limit (4 KiB by default)."},
          c.first_bytes);
        v(Field{16, "first_bytes_sha256", "",
                "SHA-256 of first_bytes; empty where there are none."},
          c.first_bytes_sha256);
        v(Field{17, "similarity", "", "SimHash of first_bytes: near payloads differ in few bits."},
          c.similarity);
        v(Field{18, "protocol", "",
                "Guess from the first bytes, whatever the port; empty where none."},
          c.protocol);
        v(Field{19, "stage", "", "How far the source went."}, c.stage);
        v(Field{20, "decoded", "", "What decoders read."}, c.decoded);
        v(Field{21, "labels", "", "What was recognised, with grade and evidence."}, c.labels);
        v(Field{22, "hornet", "", "The HornetPoint's part; absent where none answered."}, c.hornet);
        v(Field{23, "packets", "",
                "Packets or datagrams from the source, where they were seen; else 0."},
          c.packets);
        v(Field{24, "count", "",
                "Contacts that this record stands for: 1, or more where a limit aggregated them."},
          c.count);
        v(Field{25, "limit", "",
                "Name of the limit that aggregated them; seen_at and ended_at are first and last."},
          c.limit);
        v(Field{26, "origin", "",
                "What told us: honeypoint, syn_watch, or the format of an imported file."},
          c.origin);
        v(Field{27, "simulated", "", "True for drills and demonstrations: nobody did this."},
          c.simulated);
    }
};

template <>
struct Fields<Counter> {
    static constexpr std::string_view name = "counter";
    static constexpr std::string_view meaning = "A count since the sensor started.";
    static constexpr std::size_t count = 2;
    template <class C, class Visit>
    static void walk(C& c, Visit&& v) {
        v(Field{1, "name", "", "Name as in docs/metrics.md."}, c.name);
        v(Field{2, "value", "", "How many.", Written::always}, c.value);
    }
};

template <>
struct Fields<Heartbeat> {
    static constexpr std::string_view name = "heartbeat";
    static constexpr std::string_view meaning = "A sensor's minute: the source of coverage.";
    static constexpr std::size_t count = 13;
    template <class H, class Visit>
    static void walk(H& h, Visit&& v) {
        v(Field{1, "sensor", "", "Name of the sensor."}, h.sensor);
        v(Field{2, "epoch", "", "Run of the sensor."}, h.epoch);
        v(Field{3, "sequence", "", "Number within the run, shared with contacts, from 1."},
          h.sequence);
        v(Field{4, "seen_at", "", "End of the time it speaks of, UTC."}, h.seen_at);
        v(Field{5, "covers_seconds", "s",
                "Length of the time before seen_at during which it listened."},
          h.covers_seconds);
        v(Field{6, "version", "", "Version of the sensor."}, h.version);
        v(Field{7, "started_seconds_ago", "s", "Age of the run."}, h.started_seconds_ago);
        v(Field{8, "listeners", "", "Listeners that are bound."}, h.listeners);
        v(Field{9, "listeners_failed", "", "Listeners that were asked for and could not be bound."},
          h.listeners_failed);
        v(Field{10, "open_connections", "", "Connections held at seen_at."}, h.open_connections);
        v(Field{11, "signals", "",
                "What it listens on, as transport/port or transport/first-last."},
          h.signals);
        v(Field{12, "counters", "",
                "Counts since the start; accepted = reported + open + aggregated + refused."},
          h.counters);
        v(Field{13, "simulated", "", "True for drills and demonstrations."}, h.simulated);
    }
};

template <>
struct Fields<SensorChange> {
    static constexpr std::string_view name = "sensor_change";
    static constexpr std::string_view meaning = "A sensor joined, left, moved or was reconfigured.";
    static constexpr std::size_t count = 12;
    template <class S, class Visit>
    static void walk(S& s, Visit&& v) {
        v(Field{1, "sensor", "", "Name of the sensor."}, s.sensor);
        v(Field{2, "epoch", "", "Run of the sensor."}, s.epoch);
        v(Field{3, "sequence", "", "Number within the run, shared with contacts, from 1."},
          s.sequence);
        v(Field{4, "seen_at", "", "From when it holds, UTC."}, s.seen_at);
        v(Field{5, "change", "", "What happened."}, s.change);
        v(Field{6, "network_class", "",
                "consumer, commercial, corporate, hosting, education or internal."},
          s.network_class);
        v(Field{7, "provider", "", "Who provides the connection."}, s.provider);
        v(Field{8, "region", "", "Where it stands, as the operator calls it."}, s.region);
        v(Field{9, "signals", "", "What it listens on, as transport/port or transport/first-last."},
          s.signals);
        v(Field{10, "version", "", "Version of the sensor."}, s.version);
        v(Field{11, "reason", "", "Why, as the operator or the program says it."}, s.reason);
        v(Field{12, "simulated", "", "True for drills and demonstrations."}, s.simulated);
    }
};

/// Every member is in its walk: a forgotten one stops the compiler here. (The walk's own count is checked in a test.)
#define HITME_COMPLETE(Kind)                                             \
    static_assert(boost::pfr::tuple_size_v<Kind> == Fields<Kind>::count, \
                  #Kind " has a member that its walk does not list")
HITME_COMPLETE(Evidence);
HITME_COMPLETE(Label);
HITME_COMPLETE(Decoded);
HITME_COMPLETE(Hornet);
HITME_COMPLETE(Contact);
HITME_COMPLETE(Counter);
HITME_COMPLETE(Heartbeat);
HITME_COMPLETE(SensorChange);
#undef HITME_COMPLETE

template <class T>
concept HasFields = requires {
    Fields<std::remove_const_t<T>>::count;
};

}  // namespace hitme::event
