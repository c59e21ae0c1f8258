// SPDX-License-Identifier: Apache-2.0
#include "console/judge/moment.h"

#include <algorithm>
#include <array>
#include <optional>

#include "console/judge/answer_json.h"
#include "console/judge/chart_json.h"
#include "console/judge/doubt.h"
#include "console/judge/finding_json.h"
#include "console/judge/sentences.h"
#include "console/judge/source_proof.h"
#include "core/text.h"
#include "event/signal.h"

namespace hitme::console {
namespace {

using analytics::GrowthVerdict;

// A digest for a chain of records, not a seal: nothing is gained by who forges it. Steele's splitmix64 as the mixer.
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
    return value ^ (value >> 31);
}

std::uint64_t mixed_text(std::string_view text) {
    std::uint64_t value = text.size();
    for (const char letter : text) value = mixed(value ^ static_cast<unsigned char>(letter));
    return value;
}

std::vector<std::string> names_of(const Stream& stream, const std::vector<std::uint16_t>& sensors) {
    std::vector<std::string> names;
    for (const std::uint16_t sensor : sensors)
        if (sensor < stream.sensors.size()) names.push_back(stream.sensors[sensor]);
    return names;
}

FindingCoverage coverage_of(const Stream& stream, core::Time from, core::Time to) {
    FindingCoverage coverage;
    coverage.sensors = stream.sensors.size();
    coverage.known =
        std::ranges::any_of(stream.uptimes, [](const auto& spans) { return !spans.empty(); });
    if (!coverage.known || to <= from) return coverage;
    const std::chrono::duration<double> whole = to - from;
    double missing = 0;
    for (const auto& reduced : reduced_exposure(stream, {from, from, to}))
        missing += (1 - reduced.share) *
                   std::chrono::duration<double>(reduced.span.to - reduced.span.from).count();
    coverage.share = std::clamp(1 - missing / whole.count(), 0.0, 1.0);
    return coverage;
}

Finding begin(const Stream& stream, const std::string& subject, std::string_view question,
              const FindingWindow& window) {
    Finding finding;
    finding.subject = subject;
    finding.question = question;
    finding.judged_at = window.to;
    finding.window = window;
    finding.method = question == worm_ladder_question ? "ladder/1" : std::string(question) + "/1";
    finding.coverage = coverage_of(stream, window.from, window.to);
    finding.data = data_of(stream, window.baseline_from, window.to);
    finding.simulated = stream.simulated;
    return finding;
}

double ms(core::Time at) {
    return static_cast<double>(core::nanoseconds_of(at)) / 1e6;
}

FindingNumber number(std::string name, const analytics::Estimate& estimate, std::string unit) {
    return {std::move(name), estimate.value, estimate.low, estimate.high, std::move(unit)};
}

FindingNumber number(std::string name, const std::optional<double>& value, std::string unit) {
    return {std::move(name), value, std::nullopt, std::nullopt, std::move(unit)};
}

// What was said of a rise that chance may have opened says so, and is told to nobody before the rise is confirmed. Nor is a
// curve that was fitted where no rise was confirmed at all: of quiet hours one verdict in a hundred is wrong, and they are asked
// every hour.
void suspect(Finding& finding, bool rise_is_open) {
    if (!speaks(finding) && !tells_of_a_rise(finding)) return;
    // A payload that many networks share is no matter of chance, whatever the rise.
    if (finding.question == worm_ladder_question && speaks(finding)) return;
    finding.suspected = true;
    finding.sentence += rise_is_open ? suspected_rise() : suspected_without_rise();
}

Finding onset_finding(const Stream& stream, const std::string& subject, const AskedTimes& times,
                      const analytics::OnsetFinding& onset, const analytics::OpenEvent* event,
                      const runtime::Zone& zone) {
    core::Time from = times.from;
    if (onset.ci95) from = std::min(from, onset.ci95->low);
    Finding finding = begin(stream, subject, "onset", {from, times.to, times.first});
    if (onset.refusal == analytics::OnsetRefusal::forged_sources)
        finding.verdict = withheld_verdict;
    else if (event == nullptr)
        finding.verdict = "no_rise";
    else if (event->closed)
        finding.verdict = "ended";
    else
        finding.verdict = onset.onset ? "rise" : "rise_refused";
    FindingNumber when{"onset", std::nullopt, std::nullopt, std::nullopt, "ms"};
    if (event != nullptr && onset.onset) {
        when.value = ms(*onset.onset);
        if (onset.ci95) {
            when.low = ms(onset.ci95->low);
            when.high = ms(onset.ci95->high);
        }
    }
    finding.numbers.push_back(when);
    if (event != nullptr) {
        finding.numbers.push_back(number("baseline_per_h", onset.baseline_per_h, "hosts/h"));
        finding.numbers.push_back(number("excess_per_h", onset.excess_per_h, "hosts/h"));
        finding.numbers.push_back(number("peak_excess", event->peak_excess, "hosts/h"));
    }
    finding.sentence = sentence_of(onset, zone);
    if (event != nullptr && !onset.alarm_at)
        finding.sentence = "New hosts rose: alarm at " + zone.format(event->opened) +
                           ". When it began cannot be said: judged again with what is known by "
                           "now, no alarm stands there.";
    if (event != nullptr && event->closed)
        finding.sentence +=
            " Over since " + zone.format(*event->closed) + ": below half of its peak for 24 h.";
    finding.sentence = labelled(stream, std::move(finding.sentence));
    finding.answer = onset_json(stream, onset, finding.sentence);
    return finding;
}

Finding growth_finding(const Stream& stream, const std::string& subject,
                       const analytics::GrowthFinding& growth,
                       const std::vector<analytics::Forecast>& forecasts,
                       const runtime::Zone& zone) {
    const auto& window = growth.window;
    Finding finding =
        begin(stream, subject, "growth", {window.window_from, window.now, window.baseline_from});
    finding.verdict = name_of(growth.verdict);
    switch (growth.verdict) {
        case GrowthVerdict::exponential:
        case GrowthVerdict::growing_shape_unresolved:
            finding.numbers.push_back(number("doubling_h", growth.doubling_h, "h"));
            break;
        case GrowthVerdict::linear:
            finding.numbers.push_back(
                number("slope_hosts_per_h2", growth.slope_hosts_per_h2, "hosts/h2"));
            break;
        case GrowthVerdict::logistic:
            finding.numbers.push_back(number("plateau", growth.plateau, "hosts/h"));
            break;
        case GrowthVerdict::step:
            finding.numbers.push_back(number("level_after", growth.level_after, "hosts/h"));
            finding.numbers.push_back(number("level_before", growth.level_before, "hosts/h"));
            break;
        default:
            break;
    }
    finding.numbers.push_back(number("fold_change", growth.fold_change, ""));
    if (growth.peak_at) finding.numbers.push_back(number("peak_at", ms(*growth.peak_at), "ms"));
    finding.sentence = growth.sentence;
    for (const auto& forecast : forecasts)
        if (!forecast.refused)
            finding.more.push_back(labelled(stream, sentence_of(forecast, zone)));
    finding.coverage.exposure_min = growth.exposure_min;
    finding.coverage.lost_sensors = names_of(stream, growth.lost_sensors);
    finding.coverage.excluded_sensors = names_of(stream, growth.excluded_sensors);
    std::vector<std::string> said;
    for (const auto& forecast : forecasts)
        said.push_back(labelled(stream, sentence_of(forecast, zone)));
    finding.answer = growth_json(stream, growth, forecasts, said);
    return finding;
}

Finding dormancy_finding(const Stream& stream, const std::string& subject,
                         const FindingWindow& window, const analytics::DormancyFinding& dormancy) {
    Finding finding = begin(stream, subject, "dormancy", window);
    finding.verdict = name_of(dormancy.verdict);
    const auto share = [&](const char* name,
                           const std::optional<analytics::ShareInterval>& interval) {
        if (interval)
            finding.numbers.push_back(
                {name, interval->value, interval->low, interval->high, "share"});
    };
    if (dormancy.verdict == analytics::DormancyVerdict::scan_then_sleep ||
        dormancy.verdict == analytics::DormancyVerdict::daily_off)
        share("return_by_36h", dormancy.return_by_36h);
    share("stopped_by_24h", dormancy.stopped_by_24h);
    finding.numbers.push_back(number("scan_h", dormancy.scan_h, "h"));
    finding.numbers.push_back(number("sleep_h", dormancy.sleep_h, "h"));
    finding.sentence = dormancy.sentence;
    finding.answer = dormancy_json(stream, dormancy);
    return finding;
}

Finding attribution_finding(const Stream& stream, const std::string& subject,
                            const FindingWindow& window, const analytics::JudgedWindow& judged,
                            const analytics::AttributionFinding& attribution) {
    Finding finding = begin(stream, subject, "attribution", window);
    if (attribution.refusal != analytics::AttributionRefusal::none)
        finding.verdict = "refused";
    else
        finding.verdict = attribution.largest.value_or("none_stands_out");
    const auto put = [&](const analytics::ClassShare& one) {
        if (one.share)
            finding.numbers.push_back({"share of " + core::printable(one.name, 100),
                                       one.share->median, one.share->low, one.share->high,
                                       "share"});
    };
    for (const auto& one : attribution.classes)
        if (attribution.largest == one.name) put(one);
    for (const auto& one : attribution.classes)
        if (attribution.largest != one.name) put(one);
    finding.sentence = attribution.sentence;
    finding.answer = attribution_json(stream, attribution, judged);
    return finding;
}

FindingWindow window_of(const analytics::JudgedWindow& judged) {
    return {judged.window_from, judged.now, judged.baseline_from};
}

/// A question that is not asked, because the sources look forged.
Finding withheld_finding(const Stream& stream, const std::string& subject,
                         std::string_view question, const analytics::JudgedWindow& judged) {
    Finding finding = begin(stream, subject, question, window_of(judged));
    finding.verdict = withheld_verdict;
    finding.sentence = withheld_sentence(stream);
    auto json = begin_answer(stream, finding.method, judged);
    json.key("verdict").text(finding.verdict).key("refusal").text("forged_sources");
    finding.answer = end_answer(json, finding.sentence);
    return finding;
}

Finding persistence_finding(const Stream& stream, const std::string& subject,
                            const analytics::JudgedWindow& judged, const HourlyHosts& hourly,
                            bool rise_goes_on) {
    Finding finding = begin(stream, subject, "persistence", window_of(judged));
    if (!rise_goes_on) {
        finding.verdict = "no_rise";
        finding.sentence = labelled(stream, "No rise goes on whose persistence could be asked.");
        auto json = begin_answer(stream, finding.method, judged);
        json.key("verdict").text(finding.verdict);
        finding.answer = end_answer(json, finding.sentence);
        return finding;
    }
    const auto persistence = ask_persistence(hourly);
    finding.verdict = name_of(persistence.verdict);
    finding.numbers.push_back(number("hours_above", persistence.share, "share"));
    finding.numbers.push_back(
        number("hours_observed", static_cast<double>(persistence.observed), "h"));
    finding.sentence = labelled(stream, persistence.sentence);
    auto json = begin_answer(stream, finding.method, judged);
    put_persistence(json, persistence, judged.window_from);
    finding.answer = end_answer(json, finding.sentence);
    return finding;
}

Finding agreement_finding(const Stream& stream, const std::string& subject,
                          const analytics::JudgedWindow& judged, const AskedAgreement& asked) {
    Finding finding = begin(stream, subject, "agreement", window_of(judged));
    finding.verdict = name_of(asked.finding.verdict);
    for (const auto& one : asked.finding.classes)
        if (one.ratio)
            finding.numbers.push_back({"ratio of " + core::printable(one.name, 100),
                                       one.ratio->value, one.ratio->low, one.ratio->high, ""});
    finding.sentence = labelled(stream, asked.finding.sentence);
    auto json = begin_answer(stream, finding.method, judged);
    put_agreement(json, asked);
    finding.answer = end_answer(json, finding.sentence);
    return finding;
}

Finding ladder_finding(const Stream& stream, const std::string& subject,
                       const analytics::JudgedWindow& judged,
                       const analytics::LadderFinding& ladder) {
    Finding finding = begin(stream, subject, worm_ladder_question, window_of(judged));
    finding.verdict = name_of(ladder.level);
    finding.sentence = labelled(stream, ladder.sentence);
    // What is missing of the next level belongs to what is said.
    for (const auto& rung : ladder.rungs)
        finding.more.push_back(std::string(name_of(rung.level)) + (rung.met ? ": " : " not met: ") +
                               rung.evidence + ".");
    auto json = begin_answer(stream, finding.method, judged);
    put_ladder(json, ladder);
    finding.answer = end_answer(json, finding.sentence);
    return finding;
}

}  // namespace

FindingData data_of(const Stream& stream, core::Time from, core::Time to) {
    FindingData data;
    data.unverified_contacts = stream.unverified;
    std::vector<std::uint64_t> sensors;
    for (const auto& name : stream.sensors) sensors.push_back(mixed_text(name));
    std::vector<std::uint64_t> sources(stream.sources.size());
    std::uint64_t sum = 0;
    for (const auto& sighting : stream.sightings) {
        if (sighting.at < from || sighting.at >= to) continue;
        auto& source = sources[sighting.source];
        if (source == 0) {
            ++data.hosts;
            source = mixed_text(stream.sources[sighting.source].to_string()) | 1;
        }
        ++data.events;
        sum += mixed(source ^ sensors[sighting.sensor] ^
                     mixed(static_cast<std::uint64_t>(core::nanoseconds_of(sighting.at))));
    }
    for (const core::Time at : stream.without_source) {
        if (at < from || at >= to) continue;
        ++data.events;
        sum += mixed(static_cast<std::uint64_t>(core::nanoseconds_of(at)));
    }
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(sum >> (56 - 8 * i));
    data.digest = core::to_hex(bytes);
    return data;
}

SeenHosts hosts_seen(const Stream& stream, core::Time from, core::Time to,
                     const std::vector<std::string>& excluded) {
    SeenHosts seen;
    if (to <= from) return seen;
    std::vector<bool> counts(stream.sensors.size());
    double listening = 0;
    double sensors = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        counts[i] = std::ranges::find(excluded, stream.sensors[i]) == excluded.end();
        if (!counts[i] || i >= stream.uptimes.size()) continue;
        ++sensors;
        listening += analytics::covered_seconds(stream.uptimes[i], from, to) /
                     std::chrono::duration<double>(to - from).count();
    }
    if (sensors > 0) seen.exposure = listening / sensors;
    std::vector<bool> is_seen(stream.sources.size());
    for (const auto& sighting : stream.sightings) {
        if (sighting.at < from || sighting.at >= to || !counts[sighting.sensor]) continue;
        if (is_seen[sighting.source]) continue;
        is_seen[sighting.source] = true;
        ++seen.hosts;
    }
    return seen;
}

namespace {

/// The signal's events at a moment, the onset of the open one, and the window that is judged.
struct Situation {
    std::vector<analytics::OpenEvent> events;
    const analytics::OpenEvent* rise = nullptr;  ///< of `events`
    analytics::OnsetFinding onset;
    AskedTimes looked;  ///< as asked: the onset's
    AskedTimes times;   ///< from the onset of an open rise on
    JudgeWindow window;
};

Situation situation_at(const Stream& stream, core::Time at, const runtime::Zone& zone) {
    Situation now;
    now.window.to = at;
    now.window.zone = zone;
    now.looked = times_of(stream, now.window);
    now.times = now.looked;
    now.events = ask_events(stream, now.looked);
    for (const auto& event : now.events)
        if (is_rise(event)) now.rise = &event;
    now.onset.threshold = analytics::MonitorSettings{}.threshold;
    now.onset.display_zone = zone.name();
    if (is_withheld(stream, now.looked.first, at))
        now.onset.refusal = analytics::OnsetRefusal::forged_sources;
    if (now.rise != nullptr) {
        JudgeWindow around = now.window;
        // The alarm that opened the event is the first that is watched for.
        around.watch_from = now.rise->opened - std::chrono::hours{6};
        now.onset = ask_onset(stream, around, now.looked);
        if (!now.rise->closed) now.times.begin_at_onset(now.onset.onset.value_or(now.rise->opened));
    }
    now.window.from = now.times.from;
    return now;
}

// Whether hosts sleep does not rest on a rise; all else is told of a confirmed one that lies in its window.
void suspect_unconfirmed(std::vector<Finding>& findings, const Situation& now) {
    const bool is_open = now.rise != nullptr && !now.rise->closed;
    for (auto& finding : findings) {
        if (finding.question == "dormancy") continue;
        const bool is_sure = finding.question == "onset"
                                 ? now.rise == nullptr || now.rise->confirmed
                                 : is_confirmed(now.events, finding.window.from);
        if (!is_sure) suspect(finding, is_open || finding.question == "onset");
    }
}

}  // namespace

analytics::GrowthFinding growth_at(const Stream& stream, core::Time at, const runtime::Zone& zone) {
    const auto now = situation_at(stream, at, zone);
    return ask_growth(stream, now.window, now.times);
}

Moment judge_moment(const Stream& stream, const std::string& subject, core::Time at,
                    const runtime::Zone& zone, const SensorClassAt& class_at) {
    Moment moment;
    auto now = situation_at(stream, at, zone);
    moment.findings.push_back(
        onset_finding(stream, subject, now.looked, now.onset, now.rise, zone));
    const auto& times = now.times;
    const auto growth = ask_growth(stream, now.window, times);
    const auto forecasts = ask_forecasts(growth, zone);
    moment.findings.push_back(growth_finding(stream, subject, growth, forecasts, zone));
    if (!growth.fits.empty())
        moment.growth_chart = chart_json(stream, subject, growth, forecasts, now.onset);

    const auto judged = judged_window(times);
    const FindingWindow span = window_of(judged);
    moment.findings.push_back(
        dormancy_finding(stream, subject, span, ask_dormancy(stream, now.window, times)));
    moment.findings.push_back(
        attribution_finding(stream, subject, span, judged, ask_attribution(stream, times)));
    if (now.onset.refusal == analytics::OnsetRefusal::forged_sources) {
        moment.findings.push_back(withheld_finding(stream, subject, "persistence", judged));
        moment.findings.push_back(withheld_finding(stream, subject, "agreement", judged));
        if (stream.reads_payloads)
            moment.findings.push_back(
                withheld_finding(stream, subject, worm_ladder_question, judged));
    } else if (subject != fleet_subject) {
        const auto hourly = hourly_hosts(stream, judged);
        const bool goes_on = now.rise != nullptr && !now.rise->closed;
        moment.findings.push_back(persistence_finding(stream, subject, judged, hourly, goes_on));
        moment.findings.push_back(agreement_finding(
            stream, subject, judged, ask_agreement(stream, now.window, times, hourly, class_at)));
        const auto signal = event::Signal::parse(subject);
        if (stream.reads_payloads)
            moment.findings.push_back(
                ladder_finding(stream, subject, judged,
                               ask_ladder(stream, times, hourly,
                                          signal ? std::to_string(signal->port) : subject)));
    }
    suspect_unconfirmed(moment.findings, now);
    moment.events = std::move(now.events);
    return moment;
}

}  // namespace hitme::console
