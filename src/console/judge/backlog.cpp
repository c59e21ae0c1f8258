// SPDX-License-Identifier: Apache-2.0
#include "console/judge/backlog.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace hitme::console {
namespace {

constexpr core::Duration look_back = std::chrono::hours{48};
constexpr core::Duration same_host_for = std::chrono::hours{24};
constexpr double cleared = 0.9;

/// Times in which some sensor listened, merged and in order.
std::vector<analytics::Span> heard_by_any(const analytics::Uptimes& uptimes) {
    std::vector<analytics::Span> all;
    for (const auto& spans : uptimes) all.insert(all.end(), spans.begin(), spans.end());
    return merge_spans(std::move(all));
}

/// How long hosts stay away between two contacts, as it was before `outage`; nothing where hardly any comes twice.
core::Duration time_to_come_again(const Stream& stream, core::Time outage) {
    struct Host {
        core::Time last;
        bool came_again = false;
    };
    std::map<std::uint32_t, Host> hosts;
    std::vector<core::Duration> gaps;
    const auto first = std::ranges::lower_bound(stream.sightings, outage - look_back, {},
                                                &analytics::Sighting::at);
    for (auto sighting = first; sighting != stream.sightings.end() && sighting->at < outage;
         ++sighting) {
        const auto [seen, is_first] = hosts.try_emplace(sighting->source, Host{sighting->at});
        if (is_first) continue;
        Host& host = seen->second;
        const core::Duration gap = sighting->at - std::exchange(host.last, sighting->at);
        if (gap >= same_host_for) continue;
        gaps.push_back(gap);
        host.came_again = true;
    }
    const auto returned =
        std::ranges::count_if(hosts, [](const auto& one) { return one.second.came_again; });
    if (hosts.size() < least_backlog_hosts ||
        static_cast<double>(returned) < least_share_seen_again * static_cast<double>(hosts.size()))
        return {};
    const auto place =
        static_cast<std::ptrdiff_t>(std::floor(cleared * static_cast<double>(gaps.size() - 1)));
    std::ranges::nth_element(gaps, gaps.begin() + place);
    return gaps[static_cast<std::size_t>(place)];
}

}  // namespace

std::vector<analytics::Span> backlogs(const Stream& stream, const analytics::Uptimes& uptimes,
                                      core::Time from, core::Time to) {
    std::vector<analytics::Span> found;
    const auto heard = heard_by_any(uptimes);
    for (std::size_t i = 1; i < heard.size(); ++i) {
        const core::Time since = heard[i - 1].to;
        const core::Time again = heard[i].from;
        if (again <= from || since >= to || again - since < least_outage) continue;
        const core::Duration length = std::min(again - since, time_to_come_again(stream, since));
        if (length > core::Duration{0}) found.push_back({again, std::min(to, again + length)});
    }
    return found;
}

analytics::Uptimes without(analytics::Uptimes uptimes, const std::vector<analytics::Span>& spans) {
    if (spans.empty()) return uptimes;
    for (auto& listened : uptimes) {
        std::vector<analytics::Span> left;
        auto cut = spans.begin();
        for (analytics::Span span : listened) {
            while (cut != spans.end() && cut->to <= span.from) ++cut;
            for (auto next = cut; next != spans.end() && next->from < span.to; ++next) {
                if (next->from > span.from) left.push_back({span.from, next->from});
                span.from = std::max(span.from, next->to);
            }
            if (span.from < span.to) left.push_back(span);
        }
        listened = std::move(left);
    }
    return uptimes;
}

}  // namespace hitme::console
