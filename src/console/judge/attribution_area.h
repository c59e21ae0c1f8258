// SPDX-License-Identifier: Apache-2.0
// /api/v1/attribution, /api/v1/network/{address} and /api/v1/ip_databases (docs/formats/api.yaml).
//
// Cost     an attribution reads the signal's contacts from the window's end back to the log's beginning; it runs on the reading
//          thread, as the report does.
#pragma once

#include <string>

#include "console/area.h"
#include "console/judge/grouping.h"
#include "console/judge/stream.h"

namespace hitme::console {

constexpr std::size_t usual_groups = 20;
constexpr std::size_t most_groups = 200;

class AttributionArea : public Area {
 public:
    /// `secret` seeds the tables of sources.
    explicit AttributionArea(std::uint64_t secret) : secret_(secret) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    std::uint64_t secret_;
};

struct AttributionQuestion {
    Grouping by = Grouping::class_region;
    std::optional<core::Time> from;
    std::optional<core::Time> to;
    std::size_t limit = usual_groups;
};
/// The Attribution object. The stream's classes are replaced.
std::string attribution_answer(Stream& stream, const AttributionQuestion& question,
                               const store::IpData& data, core::Time now);

}  // namespace hitme::console
