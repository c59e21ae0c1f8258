// SPDX-License-Identifier: Apache-2.0
// Who was told of a case or an incident, when, by which channel, and why another channel was not: as a running console noted it.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "store/book.h"

namespace hitme::app {

/// Lines with columns, one a notice and channel, latest first; a sentence where nothing is kept of `page` (/cases/ID,
/// /incidents/ID). Errors   the book's.
core::Result<std::string> told_text(store::Book& book, std::string_view page);

/// `answer`, a JSON object, with a member `told`: the notices of that page, latest first, each a Notice of api.yaml.
/// Errors   the book's.
core::Result<std::string> with_told(store::Book& book, std::string_view page, std::string answer);

}  // namespace hitme::app
