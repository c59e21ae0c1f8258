// SPDX-License-Identifier: Apache-2.0
// What a made-up telephone exchange says to a SIP request over UDP, where that fits into as many bytes as came.
//
// What     RFC 3261 sections 8.2.6 (fields that are taken over), 11.2 (OPTIONS), 22 (401 with a digest challenge). Fields that
//          need not be there are left out from the last on until the reply is no longer than the request; else it is silent.
//          The topmost Via says where the request came from (18.2.1, RFC 3581 section 4) where that fits, too. What needs a dialog
//          gets 481, an event without a name 489 (RFC 6665).
// Personas of one stack each: chan_sip or PJSIP words, orders and challenges in its own way.
// Silent   to ACK, to responses, to what cannot be read, and where the fields of section 8.1.1 are missing.
// Never    registers, calls or sends anywhere but back.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dialogue/session.h"

namespace hitme::dialogue {

std::vector<std::string_view> sip_personas();
std::optional<core::ByteVector> answer_sip(std::string_view persona, core::Bytes datagram,
                                           core::Time now, const Surroundings& surroundings);

}  // namespace hitme::dialogue
