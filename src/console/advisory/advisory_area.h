// SPDX-License-Identifier: Apache-2.0
// /api/v1/advisories and /api/v1/advisories.atom (docs/formats/api.yaml). Reading is for everybody, changing for analysts.
#pragma once

#include <string>
#include <utility>

#include "console/advisory/publishing.h"
#include "console/area.h"
#include "console/notice.h"

namespace hitme::console {

class AdvisoryArea : public Area {
 public:
    /// `dashboard`: how the dashboard is reached from where pages and the feed are read (alerts.link); empty: links are relative.
    explicit AdvisoryArea(AdvisorySources sources, Notices* notices = nullptr,
                          std::string dashboard = "")
        : sources_(std::move(sources)), notices_(notices), dashboard_(std::move(dashboard)) {}

    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    runtime::HttpResponse answer_one(const AreaContext& context, const AreaRequest& request,
                                     const std::string& id);
    runtime::HttpResponse answer_action(const AreaContext& context, const AreaRequest& request,
                                        const std::string& id, std::string_view action);

    AdvisorySources sources_;
    Notices* notices_;
    const std::string dashboard_;
};

}  // namespace hitme::console
