// SPDX-License-Identifier: Apache-2.0
#include "console/judge/questions.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <utility>

#include "console/judge/cycle_question.h"
#include "console/judge/doubt.h"
#include "console/judge/finding_json.h"
#include "console/judge/sentences.h"
#include "console/judge/source_proof.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::array<std::pair<std::string_view, Judgement>, 7> judgements{{
    {"growth", Judgement::growth},
    {"onset", Judgement::onset},
    {"dormancy", Judgement::dormancy},
    {"attribution", Judgement::attribution},
    {"counts", Judgement::counts},
    {"coordination", Judgement::coordination},
    {"daily-cycle", Judgement::daily_cycle},
}};

bool tells_of_change(analytics::GrowthVerdict verdict) {
    return verdict != analytics::GrowthVerdict::no_growth &&
           verdict != analytics::GrowthVerdict::undetermined &&
           verdict != analytics::GrowthVerdict::insufficient_data;
}

/// `doubt` is added to what is said of a change.
std::string growth_since(const Stream& stream, const JudgeWindow& window, const AskedTimes& times,
                         const std::string& doubt = {}) {
    auto finding = ask_growth(stream, window, times);
    if (tells_of_change(finding.verdict)) finding.sentence += doubt;
    const auto forecasts = ask_forecasts(finding, window.zone);
    std::vector<std::string> said;
    for (const auto& forecast : forecasts)
        said.push_back(labelled(stream, sentence_of(forecast, window.zone)));
    return growth_json(stream, finding, forecasts, said);
}

std::string judge_growth(const Stream& stream, const JudgeWindow& window) {
    AskedTimes times = times_of(stream, window);
    if (!window.from) {
        const auto onset = ask_last_onset(stream, window, times);
        if (onset.onset) times.begin_at_onset(*onset.onset);
    }
    return growth_since(stream, window, times);
}

/// `head` says what the window is, where nobody asked for it.
std::string judge_counts(const Stream& stream, const AskedTimes& times, core::Time from,
                         const std::string& head) {
    const auto counts = count_stream(stream, from, times.to);
    return counts_json(stream, counts, said(stream, times, head + sentence_of(counts)));
}

std::string judge_onset(const Stream& stream, const JudgeWindow& window) {
    const AskedTimes times = times_of(stream, window);
    const auto finding = ask_onset(stream, window, times);
    return onset_json(stream, finding, said(stream, times, sentence_of(finding, window.zone)));
}

std::string judge_attribution(const Stream& stream, const JudgeWindow& window) {
    const AskedTimes times = times_of(stream, window);
    return attribution_json(stream, ask_attribution(stream, times), judged_window(times));
}

std::string judge_coordination(const Stream& stream, const JudgeWindow& window) {
    const AskedTimes times = times_of(stream, window);
    const auto groups = ask_groups(stream, times);
    const auto judged = judged_window(times);
    const bool withheld = is_withheld(stream, judged.window_from, judged.now);
    return coordination_json(stream, groups, judged,
                             withheld ? withheld_sentence(stream)
                                      : said(stream, times, sentence_of(groups, window.zone)));
}

std::string shown(const boost::json::value& value) {
    if (value.is_string()) return core::printable(core::as_bytes(value.get_string()), 400);
    if (value.is_double()) {
        char text[32];
        std::snprintf(text, sizeof text, "%.4g", value.get_double());
        return text;
    }
    if (const auto* list = value.if_array()) {
        std::string text;
        for (const auto& one : *list) text += (text.empty() ? "" : ", ") + shown(one);
        return "[" + text + "]";
    }
    if (const auto* object = value.if_object()) {
        std::string text;
        for (const auto& [key, one] : *object)
            text += (text.empty() ? "" : ", ") + std::string(key) + " " + shown(one);
        return "{" + text + "}";
    }
    return boost::json::serialize(value);
}

}  // namespace

std::optional<Judgement> judgement_named(std::string_view name) {
    const auto* found =
        std::ranges::find(judgements, name, &decltype(judgements)::value_type::first);
    if (found == judgements.end()) return std::nullopt;
    return found->second;
}

std::string judgement_names() {
    std::string names;
    for (std::size_t i = 0; i < judgements.size(); ++i) {
        if (i > 0) names += i + 1 == judgements.size() ? " or " : ", ";
        names += judgements[i].first;
    }
    return names;
}

std::string judge(const Stream& stream, Judgement question, const JudgeWindow& window) {
    switch (question) {
        case Judgement::growth:
            return judge_growth(stream, window);
        case Judgement::onset:
            return judge_onset(stream, window);
        case Judgement::dormancy:
            return dormancy_json(stream, ask_dormancy(stream, window, times_of(stream, window)));
        case Judgement::attribution:
            return judge_attribution(stream, window);
        case Judgement::coordination:
            return judge_coordination(stream, window);
        case Judgement::daily_cycle:
            return judge_daily_cycle(stream, window);
        case Judgement::counts:
            break;
    }
    const AskedTimes times = times_of(stream, window);
    return judge_counts(stream, times, window.from.value_or(times.first), {});
}

std::vector<std::string> judge_all(const Stream& stream, const JudgeWindow& window) {
    JudgeWindow from_onset = window;
    const AskedTimes times = times_of(stream, window);
    const auto onset = ask_last_onset(stream, window, times);
    // Growth is asked for the asked window, else from the onset on; who and whether they sleep, for the same time.
    if (!from_onset.from) from_onset.from = onset.onset.value_or(times.from);
    const auto events = ask_events(stream, times);
    const bool is_sure = is_confirmed(events, *from_onset.from);
    const bool goes_on = is_sure && std::ranges::any_of(events, [](const auto& event) {
                             return is_rise(event) && !event.closed;
                         });
    const std::string doubt = onset.alarm_at ? suspected_rise() : suspected_without_rise();
    std::vector<std::string> findings;
    // How often new hosts come is asked of what goes on, where something does: of the whole log it would be the quiet before.
    if (onset.onset && !window.from && goes_on)
        findings.push_back(judge_counts(stream, times, *onset.onset, "Since the visible onset: "));
    else
        findings.push_back(judge(stream, Judgement::counts, window));
    auto of_onset = sentence_of(onset, window.zone);
    if (onset.alarm_at && !is_sure) of_onset += doubt;
    findings.push_back(onset_json(stream, onset, said(stream, times, std::move(of_onset))));
    // A report's window is no window of growth: where a rise began inside of it, growth is judged from there.
    AskedTimes of_growth = times;
    if (onset.onset && (!window.from || *onset.onset > *window.from))
        of_growth.begin_at_onset(*onset.onset);
    else if (!onset.onset)
        of_growth.start = analytics::WindowStart::last_hours;
    findings.push_back(growth_since(stream, window, of_growth, is_sure ? std::string{} : doubt));
    for (const Judgement question : {Judgement::dormancy, Judgement::attribution})
        findings.push_back(judge(stream, question, from_onset));
    return findings;
}

std::vector<std::string> sentences_of(const std::string& finding) {
    const auto value = boost::json::parse(finding);
    std::vector<std::string> said;
    const auto take = [&](const boost::json::object& object) {
        const auto* sentence = object.if_contains("sentence");
        if (sentence != nullptr && sentence->is_string()) said.push_back(shown(*sentence));
    };
    take(value.get_object());
    if (const auto* forecasts = value.get_object().if_contains("forecast"))
        for (const auto& forecast : forecasts->get_array()) take(forecast.get_object());
    return said;
}

std::string in_words(const std::string& finding) {
    const auto value = boost::json::parse(finding);
    const auto& object = value.get_object();
    std::string text;
    if (const auto* sentence = object.if_contains("sentence");
        sentence != nullptr && sentence->is_string())
        text += shown(*sentence) + "\n";
    for (const auto& [key, member] : object) {
        if (key == "sentence") continue;
        text += "  " + std::string(key) + ": " + shown(member) + "\n";
    }
    if (!text.empty()) text.pop_back();
    return text;
}

}  // namespace hitme::console
