// SPDX-License-Identifier: Apache-2.0
// /api/v1/findings, /api/v1/alarms, /api/v1/forecast-scores: what the judging job wrote (docs/formats/api.yaml).
//
// Reading only. Findings are looked through newest first; a question or a time is looked for among the last max_looked_through of
// them, and `total` counts what was found there.
#pragma once

#include "console/area.h"

namespace hitme::console {

constexpr std::size_t max_looked_through = 5000;

class FindingsArea final : public Area {
 public:
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;
};

}  // namespace hitme::console
