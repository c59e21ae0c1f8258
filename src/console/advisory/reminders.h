// SPDX-License-Identifier: Apache-2.0
// Promises with a time (C-56): kind "reminder" of the book. Raised when due, as a notice, once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/advisory/draft.h"
#include "console/notice.h"
#include "core/result.h"
#include "runtime/zone.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view reminder_kind = "reminder";
constexpr std::size_t max_promise_bytes = 400;

/// RFC 3339, or a weekday ("monday"): 00:00 of the next one in the zone after `now`. Nothing for anything else.
std::optional<core::Time> due_time(std::string_view text, const runtime::Zone& zone,
                                   core::Time now);

/// Errors   bad_input: no text. Those of the book.
core::Result<Promise> promise(store::Book& book, const std::string& campaign,
                              const std::string& text, core::Time due, std::string_view author,
                              core::Time now);
/// Of a campaign ("": all), due first. Errors   those of the book.
core::Result<std::vector<Promise>> promises_on(store::Book& book, const std::string& campaign);
/// Marks what is due as raised and tells it. Returns what was raised. Errors   those of the book.
core::Result<std::vector<Promise>> raise_due(store::Book& book, core::Time now, Notices* notices);

void put_promise(JsonWriter& json, const Promise& promise, std::string_view campaign);

}  // namespace hitme::console
