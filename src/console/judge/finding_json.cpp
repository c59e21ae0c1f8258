// SPDX-License-Identifier: Apache-2.0
#include "console/judge/finding_json.h"

#include <algorithm>
#include <chrono>

#include "analytics/growth/measure.h"
#include "analytics/interval.h"
#include "console/json_writer.h"
#include "console/judge/answer_json.h"

namespace hitme::console {
namespace {

using analytics::hours_of;

/// On the stream's own scale, whole as its times are: the end of a log stands a nanosecond after its last row.
void put_ms(JsonWriter& json, const Stream& stream, core::Time at) {
    json.raw(
        std::to_string(std::chrono::floor<std::chrono::milliseconds>(at - stream.epoch).count()));
}

void put_time(JsonWriter& json, const Stream& stream, const std::string& key,
              const std::optional<core::Time>& at) {
    json.key(key).time(at);
    if (stream.epoch == core::Time{}) return;
    json.key(key + "_ms");
    if (!at)
        json.null();
    else
        put_ms(json, stream, *at);
}

void put_interval(JsonWriter& json, const Stream& stream, const std::string& key,
                  const std::optional<core::Time>& low, const std::optional<core::Time>& high) {
    json.key(key).begin_array().time(low).time(high).end_array();
    if (stream.epoch == core::Time{}) return;
    json.key(key + "_ms").begin_array();
    for (const auto& at : {low, high}) {
        if (!at)
            json.null();
        else
            put_ms(json, stream, *at);
    }
    json.end_array();
}

void put_estimate(JsonWriter& json, const std::string& key, const analytics::Estimate& estimate) {
    json.key(key).begin_object();
    json.key("value").real(estimate.value);
    put_ci95(json, estimate.low, estimate.high);
    json.end_object();
}

void put_share(JsonWriter& json, const std::string& key,
               const std::optional<analytics::ShareInterval>& share) {
    json.key(key);
    if (!share) {
        json.null();
        return;
    }
    json.begin_object().key("value").real(share->value);
    put_ci95(json, share->low, share->high);
    json.end_object();
}

void put_sensors(JsonWriter& json, const Stream& stream, const std::string& key,
                 const std::vector<std::uint16_t>& sensors) {
    json.key(key).begin_array();
    for (const std::uint16_t sensor : sensors)
        json.text(sensor < stream.sensors.size() ? stream.sensors[sensor] : std::to_string(sensor));
    json.end_array();
}

void put_window(JsonWriter& json, const Stream& stream, core::Time from, core::Time to) {
    json.key("window").begin_object();
    put_time(json, stream, "from", from);
    put_time(json, stream, "to", to);
    json.key("hours").real(hours_of(to - from));
    json.end_object();
}

void put_quantiles(JsonWriter& json, const std::string& key,
                   const analytics::Quantiles& quantiles) {
    json.key(key).begin_object();
    json.key("q025").real(quantiles.q025).key("q10").real(quantiles.q100);
    json.key("q50").real(quantiles.q500).key("q90").real(quantiles.q900);
    json.key("q975").real(quantiles.q975).end_object();
}

}  // namespace

std::string growth_json(const Stream& stream, const analytics::GrowthFinding& finding,
                        std::span<const analytics::Forecast> forecasts,
                        std::span<const std::string> forecast_sentences) {
    JsonWriter json = begin_answer(stream, "growth/1");
    json.key("verdict").text(name_of(finding.verdict));
    json.key("best").text(name_of(finding.best()));
    json.key("reasons").begin_array();
    for (const auto reason : finding.reasons) json.text(name_of(reason));
    json.end_array();
    json.key("probabilities").begin_object();
    for (std::size_t i = 0; i < analytics::shape_count; ++i)
        json.key(name_of(static_cast<analytics::GrowthVerdict>(i))).real(finding.probabilities[i]);
    json.end_object();
    json.key("delta_bic").begin_object();
    for (const auto family : analytics::families)
        json.key(name_of(family)).real(finding.delta_bic[static_cast<std::size_t>(family)]);
    json.end_object();
    json.key("decisive_at").real(finding.decisive);
    json.key("alpha").real(finding.alpha).key("rho").real(finding.rho);
    json.key("bins").number(finding.bins).key("bin_h").real(hours_of(finding.bin));
    json.key("hosts").real(finding.hosts);
    put_window(json, stream, finding.window.window_from, finding.window.now);
    put_time(json, stream, "baseline_from", finding.window.baseline_from);
    json.key("exposure_min").real(finding.exposure_min);
    json.key("exposure_source").text(name_of(finding.exposure_source));
    put_sensors(json, stream, "excluded_sensors", finding.excluded_sensors);
    put_sensors(json, stream, "lost_sensors", finding.lost_sensors);
    put_sensors(json, stream, "added_sensors", finding.added_sensors);
    put_sensors(json, stream, "blind_sensors", finding.blind_sensors);
    json.key("loud_sources").begin_array();
    for (const std::uint32_t source : finding.loud_sources)
        if (source < stream.sources.size()) json.text(stream.sources[source].to_string());
    json.end_array();
    json.key("panel_verdict");
    if (finding.panel_verdict)
        json.text(name_of(*finding.panel_verdict));
    else
        json.null();
    json.key("fold_change").real(finding.fold_change);
    json.key("doubling_h").real(finding.doubling_h.value);
    put_ci95(json, finding.doubling_h.low, finding.doubling_h.high);
    put_estimate(json, "doubling_if_exponential_h", finding.doubling_if_exponential_h);
    put_estimate(json, "slope_hosts_per_h2", finding.slope_hosts_per_h2);
    put_estimate(json, "plateau", finding.plateau);
    put_time(json, stream, "peak_at", finding.peak_at);
    put_time(json, stream, "step_at", finding.step_at);
    json.key("level_before").real(finding.level_before);
    json.key("level_after").real(finding.level_after);
    json.key("needs_more_hours").real(finding.needs_more_hours);
    json.key("unverified_contacts").number(stream.unverified);
    json.key("judges_unverified").truth(stream.judges_unverified);
    json.key("sentence").text(finding.sentence);
    json.key("forecast").begin_array();
    for (std::size_t i = 0; i < forecasts.size(); ++i) {
        const auto& forecast = forecasts[i];
        json.begin_object();
        put_time(json, stream, "at", forecast.at);
        json.key("bin_h").real(hours_of(forecast.bin));
        json.key("refused");
        if (forecast.refused) {
            json.text(name_of(*forecast.refused));
        } else {
            json.null();
            put_quantiles(json, "hosts", forecast.hosts);
            json.key("conditional").begin_object();
            put_quantiles(json, "linear", forecast.if_linear);
            put_quantiles(json, "exponential", forecast.if_exponential);
            json.end_object();
            json.key("assumption").text(analytics::forecast_assumption);
        }
        if (i < forecast_sentences.size()) json.key("sentence").text(forecast_sentences[i]);
        json.end_object();
    }
    json.end_array().end_object();
    return json.take();
}

std::string onset_json(const Stream& stream, const analytics::OnsetFinding& finding,
                       std::string_view sentence) {
    JsonWriter json = begin_answer(stream, "onset/1");
    put_time(json, stream, "alarm_at", finding.alarm_at);
    put_time(json, stream, "dated_alarm_at", finding.dated_alarm_at);
    put_time(json, stream, "onset", finding.onset);
    put_interval(json, stream, "ci95",
                 finding.ci95 ? std::optional{finding.ci95->low} : std::nullopt,
                 finding.ci95 ? std::optional{finding.ci95->high} : std::nullopt);
    json.key("shape");
    if (finding.shape)
        json.text(name_of(*finding.shape));
    else
        json.null();
    json.key("refusal");
    if (finding.refusal == analytics::OnsetRefusal::none)
        json.null();
    else
        json.text(name_of(finding.refusal));
    json.key("baseline_per_h").real(finding.baseline_per_h);
    json.key("excess_per_h").real(finding.excess_per_h);
    json.key("phi").real(finding.phi);
    json.key("threshold").real(finding.threshold);
    json.key("score").real(finding.score);
    json.key("alarms").number(finding.alarms);
    json.key("alarms_at").begin_array();
    for (const auto at : finding.alarms_at) json.time(at);
    json.end_array();
    if (stream.epoch != core::Time{}) {
        json.key("alarms_at_ms").begin_array();
        for (const auto at : finding.alarms_at) put_ms(json, stream, at);
        json.end_array();
    }
    put_time(json, stream, "judged_at", finding.judged_at);
    json.key("display_zone").text(finding.display_zone);
    json.key("sentence").text(sentence);
    json.end_object();
    return json.take();
}

namespace {

void put_sources(JsonWriter& json, const analytics::SourceSessions& sources) {
    json.key("sources").begin_object().key("hosts").number(sources.hosts);
    json.key("sessions").number(sources.sessions).key("one_shot").number(sources.one_shot);
    json.key("burst_then_silent").number(sources.burst_then_silent);
    json.key("recurring").number(sources.recurring).key("continuous").number(sources.continuous);
    json.key("untested").number(sources.untested).key("tested").number(sources.tested);
    json.key("expected_recurring").real(sources.expected_recurring);
    json.key("p").real(sources.p).end_object();
}

}  // namespace

std::string dormancy_json(const Stream& stream, const analytics::DormancyFinding& finding) {
    JsonWriter json = begin_answer(stream, "dormancy/1");
    json.key("verdict").text(name_of(finding.verdict));
    json.key("reason").text(name_of(finding.reason));
    json.key("testable").truth(finding.verdict != analytics::DormancyVerdict::insufficient_data);
    json.key("hosts").number(finding.hosts);
    json.key("hosts_with_bout").number(finding.hosts_with_bout);
    json.key("confirmed_silent").number(finding.confirmed_silent);
    json.key("scan_h").real(finding.scan_h);
    json.key("sleep_h").real(finding.sleep_h);
    json.key("sleep_quartiles_h");
    if (finding.sleep_quartiles_h)
        json.begin_array()
            .real(finding.sleep_quartiles_h->low)
            .real(finding.sleep_quartiles_h->high)
            .end_array();
    else
        json.null();
    put_share(json, "stopped_by_24h", finding.stopped_by_24h);
    put_share(json, "return_by_36h", finding.return_by_36h);
    json.key("night_ratio").real(finding.night_ratio);
    json.key("bump_p").real(finding.bump_p);
    json.key("bump_h").real(finding.bump_h);
    json.key("expected_revisit_h").real(finding.expected_revisit_h);
    put_sources(json, finding.sources);
    json.key("sentence").text(finding.sentence);
    json.end_object();
    return json.take();
}

namespace {

void put_network(JsonWriter& json, std::string_view key,
                 const std::optional<analytics::NetworkShare>& network) {
    json.key(key);
    if (!network) {
        json.null();
        return;
    }
    json.begin_object().key("network").text(network->network);
    json.key("hosts").number(network->hosts).key("baseline_hosts").number(network->baseline_hosts);
    json.key("share").real(network->share).end_object();
}

}  // namespace

std::string attribution_json(const Stream& stream, const analytics::AttributionFinding& finding,
                             const analytics::JudgedWindow& window) {
    JsonWriter json = begin_answer(stream, "attribution/1");
    json.key("classes_from").text(stream.classes_from);
    json.key("refusal");
    if (finding.refusal == analytics::AttributionRefusal::none)
        json.null();
    else
        json.text(name_of(finding.refusal));
    put_window(json, stream, window.window_from, window.now);
    put_time(json, stream, "baseline_from", window.baseline_from);
    json.key("excess").real(finding.excess);
    json.key("unknown_share").real(finding.unknown_share);
    json.key("largest");
    if (finding.largest)
        json.text(*finding.largest);
    else
        json.null();
    put_network(json, "largest_24", finding.largest_24);
    put_network(json, "largest_16", finding.largest_16);
    json.key("classes").begin_array();
    for (const auto& one : finding.classes) {
        json.begin_object().key("name").text(one.name);
        json.key("hosts").number(one.hosts).key("baseline_hosts").number(one.baseline_hosts);
        json.key("excess").real(one.excess);
        json.key("share").real(one.share ? std::optional{one.share->median} : std::nullopt);
        json.key("ci95");
        if (one.share)
            json.begin_array().real(one.share->low).real(one.share->high).end_array();
        else
            json.null();
        json.key("over_representation");
        if (one.over_representation) {
            json.begin_object().key("value").real(one.over_representation->median);
            json.key("ci95").begin_array().real(one.over_representation->low);
            json.real(one.over_representation->high).end_array().end_object();
        } else {
            json.null();
        }
        json.key("growth_rank");
        if (one.growth_rank)
            json.number(*one.growth_rank);
        else
            json.null();
        json.end_object();
    }
    json.end_array();
    json.key("sentence").text(finding.sentence);
    json.end_object();
    return json.take();
}

std::string coordination_json(const Stream& stream, std::span<const analytics::Group> groups,
                              const analytics::JudgedWindow& window, std::string_view sentence) {
    JsonWriter json = begin_answer(stream, "coordination/1");
    put_window(json, stream, window.window_from, window.now);
    json.key("groups").begin_array();
    for (const auto& group : groups) {
        json.begin_object().key("fingerprint").text(group.fingerprint);
        put_time(json, stream, "started", group.started);
        json.key("members").number(group.members.size());
        json.key("p").real(group.p);
        json.key("sensors_covered").begin_array();
        for (std::size_t i = 0; i < stream.sensors.size(); ++i)
            if (((group.sensors_covered >> i) & 1) != 0) json.text(stream.sensors[i]);
        json.end_array();
        json.key("overlap").real(group.overlap);
        json.key("overlap_expected").real(group.overlap_expected);
        json.key("division_p").real(group.division_p);
        json.end_object();
    }
    json.end_array().key("sentence").text(sentence).end_object();
    return json.take();
}

namespace {

/// Empty bins from the one of `from` to the one before `to`.
void begin_bins(StreamCounts& counts) {
    if (counts.to <= counts.from) return;
    if ((counts.to - counts.from) / std::chrono::hours{1} > max_hour_bins)
        counts.bin = std::chrono::days{1};
    if ((counts.to - counts.from) / counts.bin > max_day_bins) return;
    for (core::Time at = core::bin_of(counts.from, counts.bin); at < counts.to; at += counts.bin)
        counts.bins.push_back({at, 0, 0, 0, 0});
}

/// The bin of an instant in the window; nothing where there are none.
StreamCounts::Bin* bin_at(StreamCounts& counts, core::Time at) {
    if (counts.bins.empty()) return nullptr;
    const auto index = static_cast<std::size_t>((at - counts.bins.front().from) / counts.bin);
    return index < counts.bins.size() ? &counts.bins[index] : nullptr;
}

/// Distinct sources of each bin.
void count_hosts(const Stream& stream, StreamCounts& counts) {
    std::vector<std::pair<core::Time, std::uint32_t>> seen;
    for (const auto& sighting : stream.sightings)
        if (sighting.at >= counts.from && sighting.at < counts.to)
            seen.emplace_back(core::bin_of(sighting.at, counts.bin), sighting.source);
    std::ranges::sort(seen);
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    for (const auto& [at, source] : seen)
        if (auto* bin = bin_at(counts, at)) ++bin->hosts;
}

/// Who is in `cumulative`, and of these who is there still (C-15).
void count_lives(const Stream& stream, StreamCounts& counts) {
    std::vector<std::optional<core::Time>> first(stream.sources.size());
    std::vector<core::Time> last(stream.sources.size());
    for (const auto& sighting : stream.sightings) {
        if (sighting.at >= counts.to) continue;
        auto& earliest = first[sighting.source];
        auto& latest = last[sighting.source];
        latest = earliest ? std::max(latest, sighting.at) : sighting.at;
        earliest = std::min(earliest.value_or(sighting.at), sighting.at);
    }
    for (std::size_t source = 0; source < first.size(); ++source) {
        if (!first[source]) continue;
        ++counts.cumulative;
        counts.cumulative_since =
            std::min(counts.cumulative_since.value_or(*first[source]), *first[source]);
        if (last[source] >= counts.to - std::chrono::hours{24}) ++counts.active;
        if (last[source] < counts.to - std::chrono::days{7}) ++counts.retired;
        if (*first[source] < counts.from) continue;
        ++counts.first_ever;
        if (auto* bin = bin_at(counts, *first[source])) ++bin->first_ever;
    }
    if (counts.cumulative_since) counts.warm_at = *counts.cumulative_since + std::chrono::hours{24};
}

}  // namespace

StreamCounts count_stream(const Stream& stream, core::Time from, core::Time to) {
    StreamCounts counts;
    counts.from = from;
    counts.to = to;
    const auto is_inside = [&](core::Time at) { return at >= from && at < to; };
    begin_bins(counts);
    count_lives(stream, counts);
    count_hosts(stream, counts);
    const auto count_event = [&](core::Time at) {
        ++counts.events;
        if (auto* bin = bin_at(counts, at)) ++bin->events;
    };
    // A signal of datagrams alone is labelled as a whole.
    if (!stream.judges_unverified && stream.unverified > 0 &&
        stream.proved.size() == stream.sources.size())
        counts.proved.emplace();
    std::vector<std::uint64_t> events(stream.sources.size());
    for (const auto& sighting : stream.sightings) {
        if (!is_inside(sighting.at)) continue;
        ++events[sighting.source];
        count_event(sighting.at);
    }
    for (std::uint32_t source = 0; source < events.size(); ++source) {
        if (events[source] == 0) continue;
        ++counts.hosts;
        if (counts.proved && stream.proved[source]) ++counts.proved->hosts;
        counts.top.push_back({stream.sources[source], events[source]});
    }
    for (const core::Time at : stream.without_source)
        if (is_inside(at)) count_event(at);
    for (const auto& newcomer : stream.newcomers) {
        if (!is_inside(newcomer.at)) continue;
        ++counts.new_hosts;
        if (counts.proved && stream.proved[newcomer.source]) ++counts.proved->new_hosts;
        if (counts.warm_at && newcomer.at >= *counts.warm_at) ++counts.new_hosts_after_warm_up;
        if (auto* bin = bin_at(counts, newcomer.at)) ++bin->new_hosts;
    }
    std::vector<std::pair<core::Time, std::uint32_t>> by_hour;
    for (const auto& sighting : stream.sightings)
        if (is_inside(sighting.at))
            by_hour.emplace_back(core::bin_of(sighting.at, std::chrono::hours{1}), sighting.source);
    std::ranges::sort(by_hour);
    counts.hourly_hosts =
        static_cast<std::uint64_t>(std::unique(by_hour.begin(), by_hour.end()) - by_hour.begin());
    std::ranges::sort(counts.top, [](const auto& a, const auto& b) {
        return a.events != b.events ? a.events > b.events : a.source < b.source;
    });
    if (counts.top.size() > max_top_sources) counts.top.resize(max_top_sources);
    return counts;
}

namespace {

void put_interval_of(JsonWriter& json, std::string_view key, std::uint64_t count,
                     core::Duration window) {
    const auto interval = analytics::interval_to_say(count, window);
    const auto minutes = [](const std::optional<double>& seconds) {
        return seconds ? std::optional{*seconds / 60} : std::nullopt;
    };
    json.key(key).begin_object();
    json.key("value").real(minutes(interval.mean_seconds));
    json.key("ci95").begin_array();
    json.real(minutes(interval.low_seconds)).real(minutes(interval.high_seconds));
    json.end_array();
    json.key("sentence").text(analytics::sentence(interval)).end_object();
}

}  // namespace

std::string counts_json(const Stream& stream, const StreamCounts& counts,
                        std::string_view sentence) {
    JsonWriter json = begin_answer(stream, "counts/1");
    put_window(json, stream, counts.from, counts.to);
    json.key("events").number(counts.events);
    json.key("hosts").number(counts.hosts);
    json.key("new_hosts").number(counts.new_hosts);
    json.key("first_ever").number(counts.first_ever);
    json.key("hourly_hosts").number(counts.hourly_hosts);
    json.key("repeat_share");
    if (counts.hourly_hosts == 0)
        json.null();
    else
        json.real(1 -
                  static_cast<double>(counts.new_hosts) / static_cast<double>(counts.hourly_hosts));
    put_interval_of(json, "new_host_interval_min", counts.new_hosts, counts.to - counts.from);
    json.key("proved");
    if (counts.proved) {
        json.begin_object().key("hosts").number(counts.proved->hosts);
        json.key("new_hosts").number(counts.proved->new_hosts);
        put_interval_of(json, "new_host_interval_min", counts.proved->new_hosts,
                        counts.to - counts.from);
        json.end_object();
    } else {
        json.null();
    }
    json.key("cumulative").number(counts.cumulative);
    put_time(json, stream, "cumulative_since", counts.cumulative_since);
    json.key("active").number(counts.active).key("retired").number(counts.retired);
    put_time(json, stream, "warm_at", counts.warm_at);
    json.key("new_hosts_after_warm_up").number(counts.new_hosts_after_warm_up);
    json.key("without_source").number(stream.without_source.size());
    json.key("unverified_contacts").number(stream.unverified);
    json.key("top").begin_array();
    for (const auto& top : counts.top) {
        json.begin_object().key("source").text(top.source.to_string());
        json.key("events").number(top.events);
        json.key("share").real(static_cast<double>(top.events) /
                               static_cast<double>(counts.events));
        json.end_object();
    }
    json.end_array();
    json.key("bin_h").number(
        static_cast<std::uint64_t>(std::chrono::floor<std::chrono::hours>(counts.bin).count()));
    json.key("bins").begin_array();
    for (const auto& bin : counts.bins) {
        json.begin_object();
        put_time(json, stream, "from", bin.from);
        json.key("events").number(bin.events).key("hosts").number(bin.hosts);
        json.key("new_hosts").number(bin.new_hosts).key("first_ever").number(bin.first_ever);
        json.key("warming_up").truth(counts.warm_at && bin.from < *counts.warm_at);
        json.end_object();
    }
    json.end_array().key("sentence").text(sentence).end_object();
    return json.take();
}

}  // namespace hitme::console
