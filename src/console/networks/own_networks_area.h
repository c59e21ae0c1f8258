// SPDX-License-Identifier: Apache-2.0
// /api/v1/own-networks: which networks are ours, and where they were seen as sources. Contract: docs/formats/api.yaml.
#pragma once

#include "console/area.h"

namespace hitme::console::networks {

class OwnNetworksArea : public Area {
 public:
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;
};

}  // namespace hitme::console::networks
