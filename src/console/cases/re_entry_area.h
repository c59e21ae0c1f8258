// SPDX-License-Identifier: Apache-2.0
// /api/v1/re-entry: watches and their reports. Contract: docs/formats/api.yaml.
#pragma once

#include "console/area.h"
#include "console/cases/hosts.h"

namespace hitme::console::cases {

class ReEntryArea : public Area {
 public:
    explicit ReEntryArea(HostSettings hosts) : hosts_(std::move(hosts)) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    Hosts hosts_;
};

}  // namespace hitme::console::cases
