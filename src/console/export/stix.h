// SPDX-License-Identifier: Apache-2.0
// STIX 2.1 (OASIS Standard, 10 June 2021): a bundle of what decoys saw.
//
// For each source   an ipv4-addr or ipv6-addr, a network-traffic for each signal (our own address is not told), an
//                   observed-data with counts and times, an indicator, and a sighting of it by us.
// Once              an identity (us), an attack-pattern for each ATT&CK technique, a malware for implants that were spoken
//                   to, a report that refers to all indicators and says how many contacts were left out.
// Identifiers       UUID version 5: for observables as section 2.9 says (its namespace, the canonical JSON of the contributing
//                   properties), for the rest in a namespace of ours. The same window of the same store gives the same bytes.
// Marking           TLP 2.0 is left to the operator: no data leaves by itself.
// Pure.
#pragma once

#include <string>

#include "console/export/gathering.h"
#include "console/export/sink.h"

namespace hitme::console {

/// What an export says of itself.
struct ExportTitle {
    std::string producer;  ///< who says so; empty: "hitme decoys"
    core::Time from;
    core::Time to;
};

constexpr core::Duration indicator_lives = std::chrono::days{7};  // ours: addresses change hands

core::Result<void> write_stix(const Gathering& gathering, const ExportTitle& title,
                              const Sink& sink);

/// What ATT&CK calls a technique that our rules name; the id itself for another.
std::string_view technique_name(std::string_view id);
/// True for the form of a technique's id, T1234 or T1234.001: nothing else is taken over from a record.
bool is_technique_id(std::string_view id);

}  // namespace hitme::console
