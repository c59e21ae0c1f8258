// SPDX-License-Identifier: Apache-2.0
#include "analytics/coverage.h"

#include <algorithm>
#include <set>

#include "core/check.h"

namespace hitme::analytics {
namespace {

double hours_of(core::Duration span) {
    return std::chrono::duration<double, std::ratio<3600>>(span).count();
}

}  // namespace

std::vector<Uptime> merge_uptime(std::vector<Uptime> spans) {
    std::sort(spans.begin(), spans.end(), [](const Uptime& left, const Uptime& right) {
        if (left.sensor != right.sensor) return left.sensor < right.sensor;
        return left.from < right.from;
    });
    std::vector<Uptime> merged;
    for (Uptime& span : spans) {
        if (span.to <= span.from) continue;
        if (!merged.empty() && merged.back().sensor == span.sensor &&
            goes_on(merged.back().to, span.from)) {
            merged.back().to = std::max(merged.back().to, span.to);
        } else {
            merged.push_back(std::move(span));
        }
    }
    return merged;
}

Coverage measure_coverage(std::span<const Uptime> uptime, const CoverageWindow& window) {
    core::check(window.from < window.to, "a coverage window is not empty");
    std::vector<Uptime> inside;
    for (const Uptime& span : uptime) {
        if (span.from >= window.to || span.to <= window.from) continue;
        inside.push_back(
            {span.sensor, std::max(span.from, window.from), std::min(span.to, window.to)});
    }
    inside = merge_uptime(std::move(inside));

    std::set<std::string> names(window.expected.begin(), window.expected.end());
    for (const Uptime& span : inside) names.insert(span.sensor);

    Coverage coverage;
    coverage.known = !inside.empty();
    const core::Duration length = window.to - window.from;
    auto span = inside.begin();
    for (const std::string& name : names) {
        core::Duration up{};
        core::Time covered_to = window.from;
        if (span != inside.end() && span->sensor == name) ++coverage.heard;
        for (; span != inside.end() && span->sensor == name; ++span) {
            if (span->from > covered_to) coverage.gaps.push_back({name, covered_to, span->from});
            covered_to = span->to;
            up += span->to - span->from;
        }
        if (covered_to < window.to && coverage.known)
            coverage.gaps.push_back({name, covered_to, window.to});
        coverage.sensors.push_back({name, hours_of(up) / hours_of(length)});
        coverage.exposure_hours += hours_of(up);
    }
    if (!coverage.known) return coverage;
    const auto expected = static_cast<double>(names.size());
    coverage.share = coverage.exposure_hours / (expected * hours_of(length));

    if (window.bin.count() > 0) {
        const core::Duration narrowest =
            length / static_cast<std::int64_t>(max_coverage_bins) + core::Duration{1};
        const core::Duration width = std::max(window.bin, narrowest);
        for (core::Time at = window.from; at < window.to; at += std::min(width, window.to - at))
            coverage.bins.push_back({at, 0, 0});
        for (const Uptime& up : inside) {
            auto index = static_cast<std::size_t>((up.from - window.from) / width);
            for (; index < coverage.bins.size() && coverage.bins[index].at < up.to; ++index) {
                Coverage::Bin& bin = coverage.bins[index];
                const core::Time end =
                    std::min(up.to, bin.at + std::min(width, window.to - bin.at));
                bin.exposure_hours += hours_of(end - std::max(up.from, bin.at));
            }
        }
        for (Coverage::Bin& bin : coverage.bins) {
            const core::Duration wide = std::min(width, window.to - bin.at);
            bin.share = bin.exposure_hours / (expected * hours_of(wide));
        }
    }
    return coverage;
}

std::optional<double> rate_per_exposure(std::uint64_t events, double exposure_hours) {
    if (!(exposure_hours > 0)) return std::nullopt;
    return static_cast<double>(events) / exposure_hours;
}

std::optional<double> at_full_exposure(std::uint64_t events, double share) {
    if (!(share > 0)) return std::nullopt;
    return static_cast<double>(events) / share;
}

}  // namespace hitme::analytics
