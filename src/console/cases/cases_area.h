// SPDX-License-Identifier: Apache-2.0
// /api/v1/cases: lists, one case whole, changes by people, exports. Contract: docs/formats/api.yaml.
#pragma once

#include "console/area.h"

namespace hitme::console::cases {

constexpr std::size_t max_searched_cases =
    20'000;  ///< what a search, an owner or an export looks through

class CasesArea : public Area {
 public:
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;
};

}  // namespace hitme::console::cases
