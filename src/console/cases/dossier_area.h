// SPDX-License-Identifier: Apache-2.0
// /api/v1/dossier: the answer to "why is your network scanning mine?", its evidence pack, and drafts of complaints to others.
// Contract: docs/formats/api.yaml.
#pragma once

#include "console/area.h"
#include "console/cases/hosts.h"

namespace hitme::console::cases {

/// Whether drafts of complaints may be made: off unless the operator's settings switch them on.
enum class Complaints : std::uint8_t { off, on };

class DossierArea : public Area {
 public:
    DossierArea(HostSettings hosts, Complaints complaints)
        : hosts_(std::move(hosts)), complaints_(complaints) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    Hosts hosts_;
    Complaints complaints_;
};

}  // namespace hitme::console::cases
