// SPDX-License-Identifier: Apache-2.0
// /api/v1/outside (docs/formats/api.yaml). Reading is for everybody, importing and asking for a fetch for analysts. Nothing here
// fetches: the FeedFetcher does.
#pragma once

#include <utility>
#include <vector>

#include "console/area.h"
#include "console/corroboration/feed.h"
#include "console/corroboration/imports.h"

namespace hitme::console {

class OutsideArea : public Area {
 public:
    /// `feeds`: those that are fetched. `notices` hears when an import names an own network; it may be null.
    explicit OutsideArea(std::vector<Feed> feeds = {}, Notices* notices = nullptr)
        : feeds_(std::move(feeds)), notices_(notices) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    std::vector<Feed> feeds_;
    Notices* notices_;
};

}  // namespace hitme::console
