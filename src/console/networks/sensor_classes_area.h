// SPDX-License-Identifier: Apache-2.0
// /api/v1/sensor-classes: in what kind of network each sensor stood, and when (C-06). Contract: docs/formats/api.yaml.
#pragma once

#include "console/area.h"

namespace hitme::console::networks {

class SensorClassesArea : public Area {
 public:
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;
};

}  // namespace hitme::console::networks
