// SPDX-License-Identifier: Apache-2.0
// The kinds of event: plain structs. Meaning, unit and number of each member stand in event/fields.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/time.h"

namespace hitme::event {

/// Raised when a field is added or its meaning sharpened. Readers take any version up to their own, and skip fields
/// that they do not know.
constexpr std::uint32_t format_version = 1;

enum class Transport : std::uint8_t { other, tcp, udp, icmp };

/// How much of a handshake the source completed: how far its address can be believed.
enum class Handshake : std::uint8_t {
    unknown,    ///< the log that told us does not say
    syn_only,   ///< a bare SYN: the address may be forged
    datagram,   ///< no handshake exists (UDP, ICMP): the address may be forged
    completed,  ///< TCP handshake completed: the address is real
    sent_data,  ///< completed, and the source sent bytes
};

enum class Ending : std::uint8_t {
    unknown,      ///< the log that told us does not say
    open,         ///< not over yet: an early report, replaced by its completion
    peer_closed,  ///< the source closed in order
    reset,        ///< the source reset the connection
    idle,         ///< nothing came for the idle time: we closed
    limit,        ///< a limit of bytes or time was reached: we closed
    ours,         ///< we closed for another reason (a reply was complete, the sensor stopped)
};

enum class Stage : std::uint8_t {
    none,
    scan,
    probe,
    enumeration,
    brute_force,
    exploit_attempt,
    payload_delivery,
};

enum class Grade : std::uint8_t { none, consistent, likely, certain };

enum class Change : std::uint8_t { none, joined, left, moved, reconfigured };

/// 64 bits that are a key, not a quantity: sixteen hexadecimal digits in JSON, because 2^53 is too small for them.
struct Bits64 {
    std::uint64_t value = 0;
    friend bool operator==(const Bits64&, const Bits64&) = default;
};

struct Evidence {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::string value;
};

struct Label {
    std::string name;
    Grade grade = Grade::none;
    std::string rule;
    std::vector<std::string> attack_ids;
    std::vector<Evidence> evidence;
};

struct Decoded {
    std::string name;
    std::string value;
};
/// The name under which a log that was read tells what class of network the source is in, as "consumer/asia".
constexpr std::string_view source_class_fact = "source_class";

struct Hornet {
    std::string experiment;
    std::string arm;
    std::string recipe_version;
    Bits64 seed;
    std::string outcome;
};

struct Contact {
    std::string sensor;
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0;
    core::Time seen_at;
    std::optional<core::Time> ended_at;
    Transport transport = Transport::other;
    core::Address source;
    std::uint16_t source_port = 0;
    core::Address destination;
    std::uint16_t destination_port = 0;
    Handshake handshake = Handshake::unknown;
    Ending ending = Ending::unknown;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    core::ByteVector first_bytes;
    std::string first_bytes_sha256;
    Bits64 similarity;
    std::string protocol;
    Stage stage = Stage::none;
    std::vector<Decoded> decoded;
    std::vector<Label> labels;
    std::optional<Hornet> hornet;
    std::uint32_t packets = 0;
    std::uint32_t count = 1;
    std::string limit;
    std::string origin;
    bool simulated = false;
};

struct Counter {
    std::string name;
    std::uint64_t value = 0;
};

struct Heartbeat {
    std::string sensor;
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0;
    core::Time seen_at;
    std::uint32_t covers_seconds = 0;
    std::string version;
    std::uint64_t started_seconds_ago = 0;
    std::uint32_t listeners = 0;
    std::uint32_t listeners_failed = 0;
    std::uint64_t open_connections = 0;
    std::vector<std::string> signals;
    std::vector<Counter> counters;
    bool simulated = false;
};

struct SensorChange {
    std::string sensor;
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0;
    core::Time seen_at;
    Change change = Change::none;
    std::string network_class;
    std::string provider;
    std::string region;
    std::vector<std::string> signals;
    std::string version;
    std::string reason;
    bool simulated = false;
};

using Event = std::variant<Contact, Heartbeat, SensorChange>;

/// What one sensor delivers at once. Deliveries of a run are numbered from 1 without a gap; the batch holds those from
/// first_delivery on. An early report and its completion are two deliveries with the same sequence.
struct Batch {
    std::string sensor;
    std::uint64_t epoch = 0;
    std::uint64_t first_delivery = 0;
    std::vector<Event> events;
};

/// Names as they stand in JSON, SQL and the reference; the index is the enumerator's value.
std::string_view name_of(Transport value);
std::string_view name_of(Handshake value);
std::string_view name_of(Ending value);
std::string_view name_of(Stage value);
std::string_view name_of(Grade value);
std::string_view name_of(Change value);

/// All names of an enumeration, in the order of their numbers.
template <class Enum>
std::vector<std::string_view> names_of();

/// The enumerator of that name; nothing for an unknown name.
template <class Enum>
std::optional<Enum> from_name(std::string_view name);

/// Fills in what follows from the first bytes: their hash and their similarity key.
void derive(Contact& contact);

/// True when the completed handshake proves the source's address.
inline bool verified(const Contact& contact) {
    return contact.handshake == Handshake::completed || contact.handshake == Handshake::sent_data;
}

inline core::Time seen_at(const Event& event) {
    return std::visit([](const auto& kind) { return kind.seen_at; }, event);
}
inline const std::string& sensor_of(const Event& event) {
    return std::visit([](const auto& kind) -> const std::string& { return kind.sensor; }, event);
}

}  // namespace hitme::event
