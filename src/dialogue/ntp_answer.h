// SPDX-License-Identifier: Apache-2.0
// What a made-up time server says: the time to a client (mode 3), 48 bytes for 48; nothing to anything else.
//
// What     RFC 5905 section 7.3; the fields of servers as installed, by persona.
// Silent   to modes 6 and 7, which made floods, and to modes that are no client's.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dialogue/session.h"

namespace hitme::dialogue {

std::vector<std::string_view> ntp_personas();
std::optional<core::ByteVector> answer_ntp(std::string_view persona, core::Bytes datagram,
                                           core::Time now, const Surroundings& surroundings);

}  // namespace hitme::dialogue
