// SPDX-License-Identifier: Apache-2.0
// An incident: the contacts of one source without a gap. One scan of 1,000 ports is one incident.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/notice.h"
#include "core/ip.h"
#include "core/time.h"
#include "event/kinds.h"
#include "event/signal.h"

namespace hitme::console::incidents {

constexpr std::size_t max_services = 64;  // ours: a vertical scan must not make a row without end
constexpr std::size_t max_names = 32;     // ours: of labels, and of sensors
constexpr std::size_t max_exact_ports = 1024;  // ours: 4 KiB; beyond it `ports` is a lower bound

struct Service {
    event::Signal signal;
    std::uint64_t contacts = 0;
    core::Time first;
    core::Time last;
};

struct Incident {
    std::string id;
    core::Address source;  ///< the host's: IPv6 the /64; unspecified in "many sources"
    core::Time first;
    core::Time last;
    std::optional<core::Time> ended;
    std::uint64_t contacts = 0;
    std::uint64_t hidden = 0;  ///< of contacts
    std::string hidden_by;     ///< the rule that hid the latest of them
    std::string benign_class;
    std::uint64_t sources = 1;  ///< in "many sources": contacts' sources merged, an upper bound
    event::Stage stage = event::Stage::none;
    bool internal = false;
    bool simulated = false;
    std::string wave;  ///< signal of the wave that it belongs to
    std::vector<std::string> labels;
    std::vector<std::string> sensors;
    std::vector<Service> services;          ///< in order of their first contact
    std::uint64_t services_not_listed = 0;  ///< contacts on further signals
    std::uint64_t ports = 0;
    core::Duration gap{};

    bool told =
        false;  ///< somebody was told that it opened; only what was told is told to have ended
    std::uint64_t version = 0;               ///< of the record in the book; 0: not written
    std::vector<std::uint32_t> port_keys{};  ///< sorted; not kept in the book

    bool is_many_sources() const { return source.is_unspecified(); }
};

/// Severity follows how far a host went and where, not how often it knocked: scans are info, probes low, logon attempts
/// medium, exploits high; on an internal sensor at least high, and critical for exploits. A benign class is info.
Severity severity_of(const Incident& incident);

/// "i-" and the first time and source in hexadecimal: the same incident gets the same id whoever computes it.
std::string incident_id(const core::Address& source, core::Time first);

/// The body of its record in the book and of the API.
std::string incident_json(const Incident& incident);
/// The reverse, of a body from the book. Nothing when it is none.
std::optional<Incident> incident_of_json(std::string_view body);

/// One line for people: "192.0.2.7: exploit_attempt on tcp/445 and 2 more, LABEL"; "192.0.2.7 (benign, research): ...".
std::string incident_title(const Incident& incident);

}  // namespace hitme::console::incidents
