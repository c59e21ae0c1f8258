// SPDX-License-Identifier: Apache-2.0
// /api/v1/now: the state of things, for the first page.
//
// Window   ends now, and begins at the start of the 5-minute bin in which it would begin; the interval says how long
//          that is.
// Warming  in the first 24 h from the first event, and where sensors listened for less than 90 % of the last 24 h, every
//          host looks new: then the count is told, but no mean interval (C-11).
#pragma once

#include <map>
#include <string>

#include "console/api/context.h"
#include "console/query.h"
#include "core/result.h"
#include "event/signal.h"

namespace hitme::console::api {

struct NowQuestion {
    std::optional<event::Signal> signal;
    core::Duration window = std::chrono::hours{24};
};

NowQuestion read_now(Parameters& parameters);

/// How long a count of countries is kept: it is the one part that reads every source.
constexpr core::Duration countries_kept_for = std::chrono::seconds{30};

class NowHandler {
 public:
    /// The Now object of api.yaml.
    core::Result<std::string> answer(const Context& context, const NowQuestion& question);

 private:
    struct Countries {
        core::Time counted_at;
        std::string json;
    };
    core::Result<std::string> countries(const Context& context, const NowQuestion& question);

    // By signal key and window; emptied when it has grown past what one dashboard asks for.
    std::map<std::pair<std::uint32_t, core::Duration>, Countries> countries_;
};

}  // namespace hitme::console::api
