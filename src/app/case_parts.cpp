// SPDX-License-Identifier: Apache-2.0
#include "app/case_parts.h"

#include <utility>

#include "console/allow/allow_desk.h"
#include "console/allow/allow_rules_area.h"
#include "console/cases/case_desk.h"
#include "console/cases/cases_area.h"
#include "console/cases/dossier_area.h"
#include "console/cases/re_entry_area.h"
#include "console/networks/network_desk.h"
#include "console/networks/own_networks_area.h"
#include "console/networks/sensor_classes_area.h"

namespace hitme::app {

console::cases::HostSettings host_settings(const console::ConsoleSettings::Cases& settings) {
    console::cases::HostSettings hosts;
    hosts.lease_files = settings.lease_files;
    if (!settings.neighbours) hosts.neighbour_file.clear();
    return hosts;
}

CaseDesks make_case_desks(store::Book& book, console::Notices& notices,
                          const console::ConsoleSettings::Cases& settings, console::AsOf as_of) {
    CaseDesks made;
    auto& desks = made.desks;
    auto cases = std::make_unique<console::cases::CaseDesk>(book, notices, host_settings(settings));
    made.benign_case = [desk = cases.get()](const event::Contact& contact) {
        return desk->benign_case(contact);
    };
    desks.push_back(std::move(cases));
    desks.push_back(std::make_unique<console::networks::NetworkDesk>(book, notices));
    desks.push_back(
        std::make_unique<console::allow::AllowDesk>(book, settings.benign_list, std::move(as_of)));
    return made;
}

std::vector<std::shared_ptr<console::Area>> make_case_areas(
    const console::ConsoleSettings::Cases& settings, console::AsOf as_of) {
    using console::cases::Complaints;
    return {
        std::make_shared<console::cases::CasesArea>(),
        std::make_shared<console::allow::AllowRulesArea>(settings.benign_list, std::move(as_of)),
        std::make_shared<console::networks::OwnNetworksArea>(),
        std::make_shared<console::networks::SensorClassesArea>(),
        std::make_shared<console::cases::ReEntryArea>(host_settings(settings)),
        std::make_shared<console::cases::DossierArea>(
            host_settings(settings), settings.complaints ? Complaints::on : Complaints::off)};
}

}  // namespace hitme::app
