// SPDX-License-Identifier: Apache-2.0
// /api/v1/outside (docs/formats/api.yaml). Reading is for everybody, importing and asking for a fetch for analysts. Nothing here
// fetches: the FeedFetcher does.
//
// Kept      our sources of a window that was asked for, for half a minute: a busy port's take 0.3 s to read, and a page asks again.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "console/area.h"
#include "console/corroboration/feed.h"
#include "console/corroboration/imports.h"

namespace hitme::console {

constexpr core::Duration own_sources_hold =
    std::chrono::seconds{30};                 // ours: as snapshots of sources
constexpr std::size_t most_kept_windows = 8;  // ours: some 0.3 MB each

class OutsideArea : public Area {
 public:
    /// `feeds`: those that are fetched. `notices` hears when an import names an own network; it may be null.
    explicit OutsideArea(std::vector<Feed> feeds = {}, Notices* notices = nullptr)
        : feeds_(std::move(feeds)), notices_(notices) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    struct KeptSources {
        core::Time read_at;
        core::Duration window{};
        core::Time to;
        OwnSources sources;
    };
    runtime::HttpResponse corroboration(const AreaContext& context, const AreaRequest& request);
    /// Those of [from, to), perhaps as they were up to own_sources_hold ago where the window ends now.
    core::Result<const OwnSources*> sources_of(const AreaContext& context, event::Signal signal,
                                               core::Time from, core::Time to);

    std::vector<Feed> feeds_;
    Notices* notices_;
    std::map<std::uint32_t, KeptSources> kept_;  ///< by signal
};

}  // namespace hitme::console
