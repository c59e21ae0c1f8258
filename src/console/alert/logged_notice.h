// SPDX-License-Identifier: Apache-2.0
// What the log of told notices holds: a notice, when it was told, and what became of it on each channel. Kept as notes of the
// book, so that a command can say who was told while no hitme runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "console/alert/channel_rules.h"
#include "console/notice.h"
#include "core/result.h"
#include "store/book.h"

namespace hitme::console::alert {

constexpr const char* notices_note = "alert/notices";
constexpr const char* case_notices_note = "alert/case_notices";
constexpr std::string_view case_pages = "/cases/";

/// A notice and what became of it.
struct LoggedNotice {
    Notice notice;
    core::Time told;
    struct Reached {
        std::string channel;
        Outcome outcome = Outcome::off;
        std::string why;
    };
    std::vector<Reached> outcomes;
};

/// A Notice of api.yaml.
std::string logged_notice_json(const LoggedNotice& logged);
/// A list of them; those that lack what makes one (kind, told) are passed by, and so is text that is no such list.
std::vector<LoggedNotice> logged_notices_of(std::string_view json);

/// What the book keeps of the notices whose page this is, latest first; as a running console last noted it, seconds ago at most.
/// Errors   those of the book.
core::Result<std::vector<LoggedNotice>> kept_notices(store::Book& book, std::string_view page);

}  // namespace hitme::console::alert
