// SPDX-License-Identifier: Apache-2.0
// /api/v1/outside (docs/formats/api.yaml). Reading is for everybody, importing for analysts. Nothing here fetches.
#pragma once

#include "console/area.h"
#include "console/corroboration/imports.h"

namespace hitme::console {

class OutsideArea : public Area {
 public:
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;
};

}  // namespace hitme::console
