// SPDX-License-Identifier: Apache-2.0
// /api/v1/incidents: what docs/formats/api.yaml says of it.
#pragma once

#include "console/area.h"

namespace hitme::console::incidents {

class IncidentsArea : public Area {
 public:
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;
};

}  // namespace hitme::console::incidents
