// SPDX-License-Identifier: Apache-2.0
// What to do first about a notice, in one line. Whoever is woken by it need not look that up. Pure.
#pragma once

#include <string_view>

#include "console/notice.h"

namespace hitme::console::alert {

/// A sentence that begins with "First: ", or "Nothing to do: " where that is so. A literal. Of a response,
/// severity critical means that it failed, low that nothing was sent (a dry run).
std::string_view advice_for(NoticeKind kind, Severity severity);

}  // namespace hitme::console::alert
