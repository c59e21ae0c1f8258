// SPDX-License-Identifier: Apache-2.0
// /api/v1/quarantine and /api/v1/drills: requests with their history, undo, resuming, the settings as they stand without their
// secrets, and drills. The contract: docs/formats/api.yaml.
//
// Who      reads: viewer. Changes: admin; they are new versions of records, which the desk carries out.
#pragma once

#include "console/area.h"
#include "console/response/settings.h"

namespace hitme::console {

class ResponseArea : public Area {
 public:
    ResponseArea(ResponseSettings settings, DrillSettings drills)
        : settings_(std::move(settings)), drills_(std::move(drills)) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    runtime::HttpResponse quarantine(const AreaContext& context, const AreaRequest& request,
                                     std::string_view rest) const;
    runtime::HttpResponse drills(const AreaContext& context, const AreaRequest& request,
                                 std::string_view rest) const;
    runtime::HttpResponse state(const AreaContext& context) const;

    const ResponseSettings settings_;
    const DrillSettings drills_;
};

}  // namespace hitme::console
