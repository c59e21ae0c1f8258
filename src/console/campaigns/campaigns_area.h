// SPDX-License-Identifier: Apache-2.0
// /api/v1/campaigns and /api/v1/claims (docs/formats/api.yaml). Reading is for everybody, changing for analysts.
#pragma once

#include "console/area.h"

namespace hitme::console {

class CampaignsArea : public Area {
 public:
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;
};

}  // namespace hitme::console
