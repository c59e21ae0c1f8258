// SPDX-License-Identifier: Apache-2.0
#include "console/api/now.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analytics/interval.h"
#include "console/api/listening.h"
#include "console/json_writer.h"

namespace hitme::console::api {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t top_signals_told = 10;
constexpr std::size_t max_kept_countries = 64;
constexpr double covered_enough = 0.9;  // C-11: a coverage hole above 10 % makes it warm up again

struct Warming {
    bool on = true;
    std::optional<core::Time> until;
};

Warming warming_of(const Context& context, std::optional<core::Time> first_event,
                   const analytics::Coverage& last_day) {
    if (!first_event) return {};
    if (context.now - *first_event < 24h) return {true, *first_event + 24h};
    if (!last_day.known || last_day.share >= covered_enough) return {false, std::nullopt};
    // The hole has left the last 24 h a day after its end at the latest.
    Warming warming;
    for (const auto& gap : last_day.gaps)
        warming.until = std::max(warming.until.value_or(gap.to), gap.to);
    if (warming.until) warming.until = *warming.until + 24h;
    return warming;
}

struct Totals {
    std::uint64_t events = 0;
    std::uint64_t new_hosts = 0;
};

core::Result<Totals> totals(const Context& context, const NowQuestion& question, core::Time from) {
    const auto points = context.store.series(question.signal, from, context.now);
    if (!points.has_value()) return points.error();
    Totals sum;
    for (const auto& point : *points) {
        sum.events += point.events;
        sum.new_hosts += point.new_hosts;
    }
    return sum;
}

void write_interval(JsonWriter& json, std::uint64_t count, core::Duration window,
                    const Warming& warming) {
    auto interval = analytics::interval_to_say(count, window);
    std::string sentence = analytics::sentence(interval);
    if (warming.on) {
        interval.mean_seconds = interval.low_seconds = interval.high_seconds = std::nullopt;
        sentence = "warming up: in the first 24 h every host is new";
    }
    json.begin_object().key("count").number(count);
    json.key("window_seconds").real(std::chrono::duration<double>(window).count());
    json.key("mean_seconds").real(interval.mean_seconds);
    json.key("low_seconds").real(interval.low_seconds);
    json.key("high_seconds").real(interval.high_seconds);
    json.key("sentence").text(sentence).end_object();
}

core::Result<std::uint64_t> count_sources(const Context& context, const NowQuestion& question,
                                          std::optional<core::Time> seen_from) {
    store::SourceQuery query;
    query.signal = question.signal;
    query.seen_from = seen_from;
    query.limit = 0;
    const auto page = context.store.sources(query);
    if (!page.has_value()) return page.error();
    return page->total;
}

core::Result<std::optional<core::Time>> first_event(const Context& context) {
    store::SourceQuery query;
    query.order = store::SourceOrder::first_seen;
    query.descending = false;
    query.limit = 1;
    const auto page = context.store.sources(query);
    if (!page.has_value()) return page.error();
    std::optional<core::Time> first;
    if (!page->rows.empty()) first = page->rows.front().first_seen;
    return first;
}

void write_store(JsonWriter& json, const store::StoreState& state) {
    json.key("store").begin_object().key("events").number(state.events);
    json.key("bytes").number(state.bytes_on_disk).key("days").number(state.days);
    json.key("full").truth(state.full).key("refused_writes").number(state.refused_writes);
    json.key("events_removed").number(state.events_removed).end_object();
}

}  // namespace

NowQuestion read_now(Parameters& parameters) {
    NowQuestion question;
    question.signal = parameters.signal("signal");
    question.window = parameters.duration("window", 5min, std::chrono::days{90}, 24h);
    return question;
}

core::Result<std::string> NowHandler::countries(const Context& context,
                                                const NowQuestion& question) {
    const std::pair key{question.signal ? question.signal->key() : store::any_signal,
                        question.window};
    if (const auto kept = countries_.find(key); kept != countries_.end()) {
        if (context.now - kept->second.counted_at < countries_kept_for &&
            context.now >= kept->second.counted_at)
            return kept->second.json;
    }
    std::map<std::string, std::uint64_t, std::less<>> counts;
    store::SourceQuery query;
    query.signal = question.signal;
    query.seen_from = context.now - question.window;
    if (context.geo.known()) {
        const auto visited = context.store.visit_matching_sources(
            query, [&](const core::Address& source, core::Time) {
                ++counts[std::string(context.geo.country(source))];
            });
        if (!visited.has_value()) return visited.error();
    }
    std::vector<std::pair<std::string, std::uint64_t>> rows(counts.begin(), counts.end());
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    const std::string source = context.geo.source();
    JsonWriter json;
    json.begin_object().key("known").truth(context.geo.known()).key("source").text(source);
    json.key("rows").begin_array();
    for (const auto& [country, sources] : rows) {
        json.begin_object().key("country").text(country);
        json.key("sources").number(sources).end_object();
    }
    json.end_array().end_object();
    if (countries_.size() >= max_kept_countries) countries_.clear();
    auto& kept = countries_[key];
    kept = {context.now, json.take()};
    return kept.json;
}

core::Result<std::string> NowHandler::answer(const Context& context, const NowQuestion& question) {
    const core::Time from = core::bin_of(context.now - question.window, store::series_bin);
    const core::Time hour_from = core::bin_of(context.now - 1h, store::series_bin);
    const auto window = totals(context, question, from);
    if (!window.has_value()) return window.error();
    const auto hour = totals(context, question, hour_from);
    if (!hour.has_value()) return hour.error();
    const auto first = first_event(context);
    if (!first.has_value()) return first.error();
    const auto sources = count_sources(context, question, from);
    if (!sources.has_value()) return sources.error();
    const auto active = count_sources(context, question, context.now - 24h);
    if (!active.has_value()) return active.error();
    const auto cumulative = count_sources(context, question, std::nullopt);
    if (!cumulative.has_value()) return cumulative.error();
    const auto sensors = context.store.sensors();
    if (!sensors.has_value()) return sensors.error();
    const auto coverage = listening(context, *sensors, from, context.now, core::Duration{0});
    if (!coverage.has_value()) return coverage.error();
    const auto last_day =
        listening(context, *sensors, context.now - 24h, context.now, core::Duration{0});
    if (!last_day.has_value()) return last_day.error();
    const auto top = context.store.top_signals(from, context.now, top_signals_told);
    if (!top.has_value()) return top.error();
    const auto state = store_state(context);
    if (!state.has_value()) return state.error();
    const auto by_country = countries(context, question);
    if (!by_country.has_value()) return by_country.error();

    const Warming warming = warming_of(context, *first, *last_day);
    JsonWriter json;
    json.begin_object().key("at").time(context.now);
    json.key("window_seconds").real(std::chrono::duration<double>(question.window).count());
    json.key("signal");
    if (question.signal)
        json.text(question.signal->to_string());
    else
        json.null();
    json.key("simulated").truth(context.origin == Origin::simulated);
    json.key("warming").truth(warming.on).key("warm_at").time(warming.until);
    json.key("new_hosts");
    write_interval(json, window->new_hosts, context.now - from, warming);
    json.key("new_hosts_last_hour");
    write_interval(json, hour->new_hosts, context.now - hour_from, warming);
    json.key("events").number(window->events).key("sources").number(*sources);
    json.key("active_sources").number(*active).key("cumulative_sources").number(*cumulative);
    json.key("first_event").time(*first);
    json.key("coverage");
    write_coverage(json, *coverage);
    json.key("top_signals").begin_array();
    for (const auto& row : *top) {
        json.begin_object().key("signal").text(row.signal.to_string());
        json.key("events").number(row.events).key("new_hosts").number(row.new_hosts).end_object();
    }
    json.end_array().key("countries").raw(*by_country);
    const auto up = std::count_if(sensors->begin(), sensors->end(), [&](const auto& sensor) {
        return context.now - sensor.last_heartbeat.seen_at <= up_for;
    });
    json.key("sensors_up").number(static_cast<std::uint64_t>(up));
    json.key("sensors_total").number(sensors->size());
    write_store(json, *state);
    json.end_object();
    return json.take();
}

}  // namespace hitme::console::api
