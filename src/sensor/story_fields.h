// SPDX-License-Identifier: Apache-2.0
// A story that recognition tells, as the fields of a contact.
//
// Fields    stage, labels, protocol, and `decoded`: the sentence as "story", each stage with its reason as "stage.NAME",
//           the facts under their own names, operations as "operation", and what broke its protocol as "malformed".
// Limits    max_operations_told operations; more are counted in one entry "operations.more".
// Pure.
#pragma once

#include <cstdint>
#include <span>

#include "core/bytes.h"
#include "core/time.h"
#include "event/kinds.h"
#include "recognition/story.h"

namespace hitme::sensor {

constexpr std::size_t max_operations_told =
    64;  // ours: a page for a person; all stand in `hitme decode`

/// Writes `story` into `contact`. A contact keeps at least the stage that its handshake and bytes give.
void tell(const recognition::Story& story, event::Contact& contact);

/// Watches the first bytes of a contact that nobody answered, and tells what they say. Does nothing where no protocol is
/// recognised: random bytes have no story.
void tell_first_bytes(event::Contact& contact);

/// The same of an exchange of datagrams, as captures tell it: datagram by datagram, the first one with bytes decides who
/// watches. `sizes` are those of the datagrams that begin in the contact's first bytes, in order; the last may have been cut.
void tell_datagrams(std::span<const std::uint16_t> sizes, event::Contact& contact);

}  // namespace hitme::sensor
