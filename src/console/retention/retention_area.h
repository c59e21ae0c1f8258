// SPDX-License-Identifier: Apache-2.0
// /api/v1/retention: how long events are kept. Contract: docs/formats/api.yaml.
#pragma once

#include "console/area.h"
#include "console/retention/retention.h"

namespace hitme::console {

class RetentionArea : public Area {
 public:
    /// `settings`: what the settings file says.
    explicit RetentionArea(store::Retention settings) : settings_(settings) {}

    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    runtime::HttpResponse tell(const AreaContext& context) const;
    runtime::HttpResponse write(const AreaContext& context, const AreaRequest& request) const;

    store::Retention settings_;
};

}  // namespace hitme::console
