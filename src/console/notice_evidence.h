// SPDX-License-Identifier: Apache-2.0
// The contact that a notice speaks of, for machines: what a ticket or a detection needs besides our sentences.
//
// Form     the event's own JSON (docs/formats/events.md): times RFC 3339 in UTC to the nanosecond, first_bytes in Base64.
// Limits   max_evidence_bytes of the first bytes; where they were more, first_bytes_sha256 still is that of all of them, and
//          "first_bytes_cut" is true. max_evidence_facts of labels and of decoded facts, max_evidence_text bytes of each decoded
//          value. So a notice stays a few kilobytes, whatever a stranger sent.
// Pure.
#pragma once

#include <string>

#include "event/kinds.h"

namespace hitme::console {

constexpr std::size_t max_evidence_bytes = 4096;  // C-65
constexpr std::size_t max_evidence_facts = 16;    // ours
constexpr std::size_t max_evidence_text = 256;    // ours

/// One JSON object.
std::string evidence_json(const event::Contact& contact);

}  // namespace hitme::console
