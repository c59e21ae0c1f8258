// SPDX-License-Identifier: Apache-2.0
// What a made-up name server says to a query: that it refuses. Never more bytes than were asked with.
//
// What     RFC 1035 section 4.1.1: the header turned round, REFUSED (5), the question as it came; an OPT record (RFC 6891
//          section 6.1.1) where the query had one and the persona's server knows it. NOTIMP for another operation than QUERY,
//          FORMERR with the header alone for what cannot be read.
// Silent   to responses and to fewer than 12 bytes: an answer to an answer would loop.
// Never    resolves, forwards or recurses.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dialogue/session.h"

namespace hitme::dialogue {

std::vector<std::string_view> dns_personas();
std::optional<core::ByteVector> answer_dns(std::string_view persona, core::Bytes datagram,
                                           core::Time now, const Surroundings& surroundings);

}  // namespace hitme::dialogue
