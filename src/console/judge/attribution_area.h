// SPDX-License-Identifier: Apache-2.0
// /api/v1/attribution, /api/v1/network/{address} and /api/v1/ip_databases (docs/formats/api.yaml).
//
// From     what the judging thread kept (console/attribution_view.h), where it is of the last hours and no window is asked for. Any
//          other reads the contacts of its window and baseline on the reading thread, at most max_attribution_contacts; more
//          of them are left to the judging thread, which is told that somebody wants them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "console/area.h"
#include "console/judge/grouping.h"
#include "console/judge/stream.h"

namespace hitme::console {

constexpr std::size_t usual_groups = 20;
constexpr std::size_t most_groups = 200;
constexpr std::uint64_t max_attribution_contacts = 500'000;  // ours: about a second

class AttributionArea : public Area {
 public:
    /// `secret` seeds the tables of sources.
    explicit AttributionArea(std::uint64_t secret,
                             std::uint64_t max_contacts = max_attribution_contacts)
        : secret_(secret), max_contacts_(max_contacts) {}
    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    std::uint64_t secret_;
    std::uint64_t max_contacts_;
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

/// One that was kept, with its first `limit` groups, the others put together. Nothing where it is none, or ended more than
/// `holds` before `now`.
std::optional<std::string> kept_attribution(std::string_view kept, std::size_t limit,
                                            core::Time now, core::Duration holds);

}  // namespace hitme::console
