// SPDX-License-Identifier: Apache-2.0
// What may be said of a signal whose sources prove no address (analytics 2.11, docs/methods/spoofing.md): it is labelled, and where
// the sources look forged it is withheld. A stream of proved sources is neither, and nothing here is worked out for it.
#pragma once

#include <string>
#include <string_view>

#include "console/judge/stream.h"
#include "core/time.h"

namespace hitme::console {

/// The reason of every refusal here, as it is said.
constexpr std::string_view withheld_reason = "withheld: forged sources";
/// The verdict of a finding that is withheld, where its question has no other word for a refusal.
constexpr std::string_view withheld_verdict = "refused";

/// Whether the unproved sources of [from, to), or of one UTC day of it, look forged. False where the stream's sources are proved.
/// Addresses of inside networks are left out: a decoy inside sees honest ones of them.
/// Cost     one pass over the sightings of the window and two bytes a source, no sort: it is asked at each question.
bool is_withheld(const Stream& stream, core::Time from, core::Time to);

/// "Of unverified sources: ..." where the stream's sources are unproved, else the sentence as it is.
std::string labelled(const Stream& stream, std::string sentence);

/// What is said in place of a finding that is withheld.
std::string withheld_sentence(const Stream& stream);

}  // namespace hitme::console
