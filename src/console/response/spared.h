// SPDX-License-Identifier: Apache-2.0
// Who is not isolated although policy.h would allow it: people have said that the touch is wanted. An allow rule hides it, or the
// case of its host stands as benign.
//
// Touches  are judged on the ingesting thread, where the case of the touch is known (response_desk.h). Here: what a person asks
//          for by hand, of which only the request and the book are left.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "console/response/order.h"
#include "console/visibility.h"
#include "core/result.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::size_t max_benign_cases = store::max_entries_per_page;  // the last changed

/// Why a touch makes no request.
struct Spared {
    enum class Why : std::uint8_t { not_spared, allowed, case_benign };
    Why why = Why::not_spared;
    std::string by;  ///< id of the rule or of the case

    explicit operator bool() const { return why != Why::not_spared; }
};
/// allowed, case_benign; empty for not_spared.
std::string_view name_of(Spared::Why why);
/// "allow rule r-01234567 hides this touch", "its case c-0123456789 is benign".
std::string words_of(const Spared& spared);

/// As rules and cases stand at `now`. A case names its host by every address that it had.
/// Errors   those of the book: nothing is known then, and nobody must be isolated.
core::Result<Spared> spared_now(store::Book& book, const Order& order, core::Time now);

}  // namespace hitme::console
