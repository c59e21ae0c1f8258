// SPDX-License-Identifier: Apache-2.0
#include "console/judge/projection.h"

#include "analytics/growth/forecast.h"
#include "analytics/growth/measure.h"
#include "console/judge/moment.h"
#include "console/judge/sentences.h"
#include "console/judge/source_proof.h"
#include "runtime/secret_number.h"

namespace hitme::console {
namespace {

using analytics::GrowthVerdict;

bool may_go_on(GrowthVerdict verdict) {
    return verdict == GrowthVerdict::linear || verdict == GrowthVerdict::exponential ||
           verdict == GrowthVerdict::growing_shape_unresolved ||
           verdict == GrowthVerdict::undetermined;
}

std::string band(const analytics::Quantiles& hosts) {
    return rounded(hosts.q500) + " (95 %: " + rounded(hosts.q025) + " to " + rounded(hosts.q975) +
           ")";
}

}  // namespace

core::Time next_monday_morning(core::Time as_of, const runtime::Zone& zone) {
    constexpr core::Duration morning = std::chrono::hours{8};
    for (auto day = std::chrono::floor<std::chrono::days>(as_of) - std::chrono::days{1};;
         day += std::chrono::days{1}) {
        if (std::chrono::weekday{day} != std::chrono::Monday) continue;
        const core::Time at = zone.instants_of(core::Time{day} + morning).first;
        if (at > as_of) return at;
    }
}

std::optional<Measure> projection_of(const Stream& stream, core::Time as_of, core::Time deadline,
                                     const runtime::Zone& zone) {
    const auto growth = growth_at(stream, as_of, zone);
    if (!may_go_on(growth.verdict)) return std::nullopt;
    const auto forecast = analytics::forecast_hosts(growth, deadline);
    if (!forecast.conditional) return std::nullopt;
    const double judged = growth.window_hours;
    const double ahead = analytics::hours_of(deadline - as_of);
    const double bin = analytics::hours_of(forecast.bin);
    Measure measure;
    measure.id = "projection";
    measure.unit = "hosts";
    measure.from = growth.window.window_from;
    measure.to = as_of;
    measure.query = "/api/v1/findings?subject=" + stream.name + "&question=growth";
    std::string text =
        "If it continues until " + zone.format(deadline) + ", hosts in " + rounded(bin) + " h: ";
    if (!forecast.refused) {
        measure.value = forecast.hosts.q500;
        measure.low = forecast.hosts.q025;
        measure.high = forecast.hosts.q975;
        text += band(forecast.hosts) + "; ";
    }
    text += band(forecast.if_linear) + " if it stays linear, " + band(forecast.if_exponential) +
            " if exponential. Assumes " + std::string(analytics::forecast_assumption) + ".";
    if (ahead > judged)
        text += " That is further ahead (" + rounded(ahead) + " h) than was judged (" +
                rounded(judged) + " h): neither is a forecast.";
    else if (forecast.refused)
        text += " That is further ahead (" + rounded(ahead) + " h) than half of what was judged (" +
                rounded(judged) + " h), so no one number is given.";
    measure.sentence = labelled(stream, std::move(text));
    return measure;
}

core::Result<std::optional<Measure>> project(store::EventStore& store, event::Signal signal,
                                             core::Time as_of, core::Time deadline,
                                             const runtime::Zone& zone) {
    StreamBuilder builder{signal, runtime::secret_number()};
    std::uint64_t looked = 0;
    const auto visited =
        store.visit_until(as_of - projected_from, as_of, [&](const event::Event& event) {
            builder.add(event);
            return ++looked <= max_projected_events;
        });
    if (!visited) return visited.error();
    if (looked > max_projected_events) return std::optional<Measure>{};
    return projection_of(builder.take(signal.to_string(), {}), as_of, deadline, zone);
}

}  // namespace hitme::console
