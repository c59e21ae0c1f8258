// SPDX-License-Identifier: Apache-2.0
#include "analytics/source_life.h"

#include <algorithm>

#include "core/check.h"

namespace hitme::analytics {
namespace {

NewHosts::Settings kept_whole(std::uint64_t secret) {
    NewHosts::Settings settings;
    settings.memory = active_for;  // an episode then is active throughout, and for 24 h after
    settings.horizon = NewHosts::keep_all;
    settings.secret = secret;
    return settings;
}

core::Time after(core::Time at, core::Duration span) {
    return at > core::Time::max() - span ? core::Time::max() : at + span;
}

/// Differences between neighbouring points of a count.
struct Steps {
    std::vector<std::int64_t> at;
    void add(std::size_t point, std::int64_t difference) {
        if (point < at.size()) at[point] += difference;
    }
};

}  // namespace

SourceLife::SourceLife(std::uint64_t secret) : episodes_(kept_whole(secret)) {}

void SourceLife::observe(const core::Address& source, core::Time at) {
    episodes_.observe(any_signal, source, at, [](core::Time, int) {});
}

std::vector<LifePoint> SourceLife::series(core::Time first, core::Time last, core::Duration step) {
    core::check(step.count() > 0, "a series has a step");
    std::vector<LifePoint> points;
    for (core::Time at = first; at <= last && points.size() < max_points; at += step) {
        points.push_back({at, 0, 0, 0});
        if (at > core::Time::max() - step) break;
    }
    const auto earlier = [](const LifePoint& point, core::Time at) { return point.at < at; };
    const auto later = [](core::Time at, const LifePoint& point) { return at < point.at; };
    const auto from = [&](core::Time at) {  // the first point at or after `at`
        return static_cast<std::size_t>(
            std::lower_bound(points.begin(), points.end(), at, earlier) - points.begin());
    };
    const auto beyond = [&](core::Time at) {  // the first point after `at`
        return static_cast<std::size_t>(std::upper_bound(points.begin(), points.end(), at, later) -
                                        points.begin());
    };

    Steps cumulative{std::vector<std::int64_t>(points.size())};
    Steps active = cumulative;
    Steps kept = cumulative;  // not retired
    episodes_.for_each_source(
        [&](std::uint32_t, const core::Address&, std::span<const Episode> episodes) {
            cumulative.add(from(episodes.front().first), +1);
            for (std::size_t i = 0; i < episodes.size(); ++i) {
                const core::Time start = episodes[i].first;
                active.add(from(start), +1);
                active.add(beyond(after(episodes[i].last, active_for)), -1);
                // Kept spans of episodes may overlap: each ends where the next episode begins, if that is sooner.
                kept.add(from(start), +1);
                const std::size_t end = beyond(after(episodes[i].last, retired_after));
                kept.add(i + 1 < episodes.size() ? std::min(end, from(episodes[i + 1].first)) : end,
                         -1);
            }
        });
    std::int64_t now_cumulative = 0;
    std::int64_t now_active = 0;
    std::int64_t now_kept = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        now_cumulative += cumulative.at[i];
        now_active += active.at[i];
        now_kept += kept.at[i];
        points[i].cumulative = static_cast<std::uint64_t>(now_cumulative);
        points[i].active = static_cast<std::uint64_t>(now_active);
        points[i].retired = static_cast<std::uint64_t>(now_cumulative - now_kept);
    }
    return points;
}

}  // namespace hitme::analytics
