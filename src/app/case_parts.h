// SPDX-License-Identifier: Apache-2.0
// The desks and areas of cases, allow rules, own networks, dossier, re-entry watch and sensor classes, made from the settings:
// for `hitme up` (app/desks) and for the commands that ask the same areas.
#pragma once

#include <memory>
#include <vector>

#include "console/area.h"
#include "console/cases/hosts.h"
#include "console/desk.h"
#include "console/notice.h"
#include "console/response/response_desk.h"
#include "console/settings.h"
#include "console/visibility.h"
#include "store/book.h"

namespace hitme::app {

console::cases::HostSettings host_settings(const console::ConsoleSettings::Cases& settings);

struct CaseDesks {
    /// In the order in which they should see a batch.
    std::vector<std::unique_ptr<console::Desk>> desks;
    /// For console::ResponseDesk; holds as long as the desks.
    console::BenignCase benign_case;
};
/// Book and notices must outlive them. `as_of`: for lines of the benign list that
/// name an AS; empty, none of them matches.
CaseDesks make_case_desks(store::Book& book, console::Notices& notices,
                          const console::ConsoleSettings::Cases& settings,
                          console::AsOf as_of = {});
std::vector<std::shared_ptr<console::Area>> make_case_areas(
    const console::ConsoleSettings::Cases& settings, console::AsOf as_of = {});

}  // namespace hitme::app
