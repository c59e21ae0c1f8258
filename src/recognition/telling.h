// SPDX-License-Identifier: Apache-2.0
// The one sentence of a story, made of what the story holds.
//
//     "HTTP: GET /manager/html, GET /.env and 3 more; 2 logons refused; Log4Shell, certain: exploit attempt"
//
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "recognition/story.h"

namespace hitme::recognition {

/// `protocol` as people write it: "HTTP".
std::string sentence_of(const Story& story, std::string_view protocol);

/// Mends what `story` says of a client that was not heard, where `missing` of its bytes were sent and not captured, or
/// what came before the capture began is unknown: such a one is not known to have said nothing.
void tell_not_captured(Story& story, std::uint64_t missing, bool midstream);

}  // namespace hitme::recognition
