// SPDX-License-Identifier: Apache-2.0
// A draft of a notice to the network that sources are in (C-44). Nothing is sent: a person reads it and sends it, or not.
//
// One      all sources of the network are one draft, and a network gets one a UTC day: asked again that day, refused.
// Holds    times in UTC and a zone, sources, ports, sample lines, and a machine-readable part: one JSON object a line.
// Hides    our own target addresses, unless asked to show them; sensor names always.
// Only     sources with a completed handshake are named: an address that may be forged is nobody's fault.
// Limits   max_complaint_contacts looked at, max_complaint_sources named, samples_per_source lines each.
#pragma once

#include <string>

#include "core/ip.h"
#include "core/result.h"
#include "runtime/zone.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::console::cases {

constexpr core::Duration longest_complaint = std::chrono::hours{31 * 24};
constexpr std::size_t max_complaint_contacts = 50'000;
constexpr std::size_t max_complaint_sources = 2000;
constexpr std::size_t samples_per_source = 3;

enum class Targets : std::uint8_t { hidden, shown };

struct ComplaintQuestion {
    core::Prefix network;
    core::Time from;
    core::Time to;
    Targets targets = Targets::hidden;
};

struct ComplaintDraft {
    std::string id;
    std::string network;
    core::Time from;
    core::Time to;
    std::uint64_t sources = 0;
    std::uint64_t contacts = 0;
    std::string text;
    std::string machine;
};

/// Errors   refused: this network had its draft today. not_found: no contact that may be complained about. Those of the store
///          and the book.
core::Result<ComplaintDraft> draft_complaint(store::EventStore& store, store::Book& book,
                                             const ComplaintQuestion& question,
                                             const runtime::Zone& zone, core::Time now,
                                             const std::string& author);
std::string complaint_json(const ComplaintDraft& draft);

}  // namespace hitme::console::cases
