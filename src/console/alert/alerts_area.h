// SPDX-License-Identifier: Apache-2.0
// /api/v1/channels and /api/v1/notices: what docs/formats/api.yaml says of them.
#pragma once

#include <memory>

#include "console/alert/alerts.h"
#include "console/area.h"

namespace hitme::console::alert {

class AlertsArea : public Area {
 public:
    explicit AlertsArea(std::shared_ptr<Alerts> alerts) : alerts_(std::move(alerts)) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    runtime::HttpResponse list() const;
    runtime::HttpResponse notices(const AreaRequest& request) const;
    runtime::HttpResponse add(const AreaContext& context, const AreaRequest& request);
    runtime::HttpResponse change(const AreaContext& context, const AreaRequest& request,
                                 const std::string& name);
    runtime::HttpResponse remove(const AreaContext& context, const AreaRequest& request,
                                 const std::string& name);
    std::shared_ptr<Alerts> alerts_;
};

}  // namespace hitme::console::alert
