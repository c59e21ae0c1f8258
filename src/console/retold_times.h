// SPDX-License-Identifier: Apache-2.0
// Times in a sentence of ours, told again in the reader's zone (C-59). A finding's sentence is in the zone of the program that
// judged, a notice's in UTC; a report and an alert are read elsewhere.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "runtime/zone.h"

namespace hitme::console {

/// `sentence` with each time that a zone of `written_in` would print so ("Thu 2008-11-06 2:24 PM UTC") as `reader` prints it.
/// What no such zone prints, letter for letter, stays: an abbreviation alone does not tell a zone.
std::string retold(std::string_view sentence, std::span<const runtime::Zone> written_in,
                   const runtime::Zone& reader);

/// The same for what this host's judge wrote: in UTC, or in the host's own zone.
std::string told_for(std::string_view sentence, const runtime::Zone& reader);

/// `sentence` with each RFC 3339 time in UTC ("2026-03-01T12:00:05Z", with a fraction or without) as the reader's clock shows
/// it, to the second and with its zone: "2026-03-01 13:00:05 CET". What is no such time stays.
std::string told_to_the_second(std::string_view sentence, const runtime::Zone& reader);

}  // namespace hitme::console
