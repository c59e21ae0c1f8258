// SPDX-License-Identifier: Apache-2.0
#include "console/findings/wide_watch.h"

#include <algorithm>
#include <utility>

#include "analytics/coverage.h"
#include "analytics/onset/monitor.h"

namespace hitme::console {
namespace {

constexpr core::Duration nominated_for = std::chrono::hours{24};
constexpr core::Duration looked_back = std::chrono::days{8};  // the monitor fits seven days
constexpr core::Duration least_baseline = std::chrono::hours{72};
constexpr double bin_hours =
    std::chrono::duration<double, std::ratio<3600>>(store::series_bin).count();

// Hours of full exposure of each bin; whole bins where no heartbeat speaks of the time.
core::Result<std::vector<double>> exposure_of(store::EventStore& store, core::Time from,
                                              core::Time to) {
    auto spans = store.uptime(from, to);
    if (!spans) return spans.error();
    std::vector<analytics::Uptime> uptime;
    uptime.reserve(spans->size());
    for (auto& span : *spans) uptime.push_back({std::move(span.sensor), span.from, span.to});
    const auto coverage = analytics::measure_coverage(uptime, {from, to, store::series_bin, {}});
    const auto bins = static_cast<std::size_t>((to - from) / store::series_bin);
    std::vector<double> exposed(bins, bin_hours);
    if (!coverage.known) return exposed;
    for (std::size_t bin = 0; bin < bins && bin < coverage.bins.size(); ++bin)
        exposed[bin] = bin_hours * coverage.bins[bin].share;
    return exposed;
}

}  // namespace

core::Result<WideLook> look_wide(store::EventStore& store, core::Time at,
                                 const std::vector<event::Signal>& followed) {
    WideLook look;
    const core::Time to = core::bin_of(at, store::series_bin);
    auto today = store.top_signals(to - nominated_for, to, most_watched_signals + 1);
    if (!today) return today.error();
    if (today->size() > most_watched_signals) {
        look.over = true;
        today->resize(most_watched_signals);
    }
    look.signals = today->size();
    look.threshold = std::max(analytics::confirming_threshold,
                              analytics::threshold_for(std::max<std::size_t>(look.signals, 1)));
    const auto state = store.state();
    if (!state) return state.error();
    if (!state->oldest_day) return look;
    const core::Time first = core::Time{*state->oldest_day};
    const core::Time from = std::max(first, to - looked_back);
    const core::Time watch_from = std::max(first + least_baseline, to - nominated_for);
    if (watch_from >= to) return look;
    const auto exposed = exposure_of(store, from, to);
    if (!exposed) return exposed.error();

    auto settings = analytics::five_minute_cells();
    settings.threshold = look.threshold;
    for (const auto& total : *today) {
        // Fewer can raise no alarm, and most signals of a day are of one or two hosts.
        if (static_cast<double>(total.new_hosts) < settings.least_hosts) continue;
        if (std::ranges::find(followed, total.signal) != followed.end()) continue;
        const auto points = store.series(total.signal, from, to);
        if (!points) return points.error();
        analytics::BinnedCounts cells{
            analytics::seconds_of(from), settings.cell_seconds, {}, *exposed};
        cells.count.resize(exposed->size());
        for (const auto& point : *points) {
            const auto bin = static_cast<std::size_t>((point.bin - from) / store::series_bin);
            if (bin < cells.count.size()) cells.count[bin] = static_cast<double>(point.new_hosts);
        }
        const auto alarms = analytics::watch(cells, analytics::seconds_of(watch_from), settings);
        const auto largest = std::ranges::max_element(alarms, {}, &analytics::OnsetAlarm::score);
        if (largest != alarms.end())
            look.rose.push_back(
                {total.signal, analytics::time_of_seconds(largest->at), largest->score});
    }
    std::ranges::stable_sort(look.rose, std::ranges::greater{}, &Nominated::score);
    if (look.rose.size() > most_nominated) {
        look.passed_over = look.rose.size() - most_nominated;
        look.rose.resize(most_nominated);
    }
    return look;
}

void put_wide_look(JsonWriter& json, const WideLook& look, core::Time at) {
    json.begin_object();
    json.key("at").time(at).key("signals").number(look.signals).key("over").truth(look.over);
    json.key("threshold").real(look.threshold).key("rose").begin_array();
    for (const auto& risen : look.rose) {
        json.begin_object().key("signal").text(risen.signal.to_string());
        json.key("at").time(risen.at).key("score").real(risen.score).end_object();
    }
    json.end_array().key("passed_over").number(look.passed_over).end_object();
}

}  // namespace hitme::console
