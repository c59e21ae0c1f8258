// SPDX-License-Identifier: Apache-2.0
#include "console/judge/answer_json.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "analytics/growth/measure.h"

namespace hitme::console {

JsonWriter begin_answer(const Stream& stream, std::string_view method) {
    JsonWriter json;
    json.begin_object().key("name").text(stream.name).key("method").text(method);
    if (stream.simulated) json.key("simulated").truth(true);
    if (stream.future > 0) json.key("future_contacts").number(stream.future);
    if (stream.judges_unverified) json.key("proof").text("unverified");
    return json;
}

JsonWriter begin_answer(const Stream& stream, std::string_view method,
                        const analytics::JudgedWindow& judged) {
    JsonWriter json = begin_answer(stream, method);
    json.key("window").begin_object().key("from").time(judged.window_from);
    json.key("to").time(judged.now);
    json.key("hours").real(analytics::hours_of(judged.now - judged.window_from)).end_object();
    json.key("baseline_from").time(judged.baseline_from);
    return json;
}

std::string end_answer(JsonWriter& json, std::string_view sentence) {
    json.key("sentence").text(sentence).end_object();
    return json.take();
}

void put_ci95(JsonWriter& json, const std::optional<double>& low,
              const std::optional<double>& high) {
    json.key("ci95").begin_array().real(low).real(high).end_array();
}

void put_ratio(JsonWriter& json, std::string_view key,
               const std::optional<analytics::RateRatio>& ratio) {
    json.key(key);
    if (!ratio) {
        json.null();
        return;
    }
    json.begin_object().key("value").real(ratio->value);
    put_ci95(json, ratio->low, ratio->high);
    json.end_object();
}

void put_persistence(JsonWriter& json, const analytics::PersistenceFinding& finding,
                     const std::optional<core::Time>& onset) {
    json.key("verdict").text(name_of(finding.verdict)).key("onset").time(onset);
    json.key("hours").number(finding.hours).key("observed").number(finding.observed);
    json.key("above").number(finding.above).key("share").real(finding.share);
    json.key("still").truth(finding.still);
}

namespace {

double minutes_of(core::Duration span) {
    return std::chrono::duration<double, std::ratio<60>>(span).count();
}

/// Which group of sensors leads and which lag. The two ends of a lag are those that both intervals allow: it holds at least as
/// often as they do.
void put_order(JsonWriter& json, const std::vector<analytics::ClassChange>& classes) {
    struct Hit {
        core::Time at;
        std::string_view name;
        analytics::Span onset;
    };
    std::vector<Hit> order;
    for (const auto& one : classes)
        if (one.onset)
            order.push_back(
                {one.onset_at.value_or(one.onset->from + (one.onset->to - one.onset->from) / 2),
                 one.name, *one.onset});
    std::ranges::sort(order, {}, [](const Hit& hit) { return std::pair{hit.at, hit.name}; });
    json.key("order").begin_array();
    for (const auto& hit : order) {
        const auto& first = order.front();
        json.begin_object().key("name").text(hit.name).key("onset").time(hit.at);
        json.key("lag_min").real(minutes_of(hit.at - first.at)).key("lag_ci95_min");
        if (&hit == &first)
            json.null();
        else
            json.begin_array()
                .real(minutes_of(hit.onset.from - first.onset.to))
                .real(minutes_of(hit.onset.to - first.onset.from))
                .end_array();
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void put_agreement(JsonWriter& json, const AskedAgreement& asked) {
    const auto& [finding, classes, sensors] = asked;
    json.key("verdict").text(name_of(finding.verdict));
    json.key("onsets_overlap");
    if (finding.onsets_overlap)
        json.truth(*finding.onsets_overlap);
    else
        json.null();
    json.key("classes").begin_array();
    for (std::size_t i = 0; i < finding.classes.size(); ++i) {
        const auto& one = finding.classes[i];
        json.begin_object().key("name").text(one.name).key("judged").truth(one.judged);
        put_ratio(json, "ratio", one.ratio);
        json.key("changed").truth(one.changed).key("onset_ci95");
        if (classes[i].onset)
            json.begin_array().time(classes[i].onset->from).time(classes[i].onset->to).end_array();
        else
            json.null();
        json.key("sensors").begin_array();
        for (const auto& sensor : sensors.at(one.name)) json.text(sensor);
        json.end_array().end_object();
    }
    json.end_array();
    put_order(json, classes);
}

void put_ladder(JsonWriter& json, const analytics::LadderFinding& finding) {
    json.key("level")
        .text(name_of(finding.level))
        .key("direction")
        .text(name_of(finding.direction));
    json.key("called").text(finding.called).key("family");
    if (finding.family)
        json.text(*finding.family);
    else
        json.null();
    json.key("networks_are").text("/16 of the source");
    json.key("rungs").begin_array();
    for (const auto& rung : finding.rungs) {
        json.begin_object().key("level").text(name_of(rung.level)).key("met").truth(rung.met);
        json.key("evidence").text(rung.evidence).end_object();
    }
    json.end_array();
}

}  // namespace hitme::console
