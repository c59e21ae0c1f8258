// SPDX-License-Identifier: Apache-2.0
#include "console/report/chain.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::size_t max_sentence = 600;

std::string why(FindingWhy why) {
    switch (why) {
        case FindingWhy::verdict:
            return "another verdict";
        case FindingWhy::interval:
            return "another size";
        case FindingWhy::method:
            return "another method";
        case FindingWhy::late_events:
            return "late events";
        case FindingWhy::reason:
            return "another reason";
        case FindingWhy::window:
            return "another time";
        case FindingWhy::longer:
            return "a longer time";
        case FindingWhy::rise_confirmed:
            return "confirmed";
        case FindingWhy::first:
            break;
    }
    return "the first";
}

std::string shown(const std::string& sentence) {
    return core::printable(sentence, max_sentence);
}

struct Told {
    const Finding* first = nullptr;  ///< of a run of the same verdict
    const Finding* last = nullptr;
    std::size_t more = 0;  ///< between and with the last
    const Finding* next = nullptr;
};

std::vector<const Finding*> chain_of(const KeptStory& story, std::string_view question) {
    std::vector<const Finding*> chain;
    for (const auto& finding : story.findings)
        if (finding.question == question) chain.push_back(&finding);
    std::ranges::sort(chain, {}, [](const Finding* one) {
        return std::pair{one->judged_at, finding_number(one->id).value_or(0)};
    });
    return chain;
}

std::vector<Told> runs_of(const std::vector<const Finding*>& chain) {
    std::vector<Told> runs;
    for (const Finding* finding : chain) {
        if (!runs.empty() && runs.back().first->verdict == finding->verdict &&
            runs.back().first->suspected == finding->suspected) {
            runs.back().last = finding;
            ++runs.back().more;
            continue;
        }
        if (!runs.empty()) runs.back().next = finding;
        runs.push_back({finding, finding, 0, nullptr});
    }
    return runs;
}

std::string what_followed(const Told& run, const runtime::Zone& zone) {
    if (run.next == nullptr) return {};
    const std::string when = zone.format(run.next->judged_at);
    if (run.next->verdict == run.first->verdict)
        return (run.first->suspected ? " Confirmed " : " Suspected again ") + when + ".";
    return " Superseded " + when + ": " + run.next->verdict + ", not " + run.first->verdict + ".";
}

void tell(const Told& run, const runtime::Zone& zone, std::vector<std::string>& lines) {
    std::string line = zone.format(run.first->judged_at) + ": " + shown(run.first->sentence);
    if (run.more == 0) line += what_followed(run, zone);
    lines.push_back(std::move(line));
    if (run.more == 0) return;
    line = "  " + zone.format(run.last->judged_at) + " (" + std::to_string(run.more) +
           (run.more == 1 ? " finding" : " findings") + " later, " + why(run.last->why) +
           "): " + shown(run.last->sentence);
    line += what_followed(run, zone);
    lines.push_back(std::move(line));
}

void tell_chain(const KeptStory& story, std::string_view question, const runtime::Zone& zone,
                std::vector<std::string>& lines) {
    const auto runs = runs_of(chain_of(story, question));
    std::vector<const Told*> told;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const bool took_back = i > 0 && speaks(*runs[i - 1].first);
        const bool stands = i + 1 == runs.size();
        if (speaks(*runs[i].first) || took_back || stands) told.push_back(&runs[i]);
    }
    constexpr std::size_t most = max_story_lines / 2;  // a run may take two lines
    if (told.size() > most) {
        lines.push_back("(" + std::to_string(told.size() - most) + " earlier ones are in --json)");
        told.erase(told.begin(), told.end() - static_cast<std::ptrdiff_t>(most));
    }
    for (const Told* run : told) tell(*run, zone, lines);
}

}  // namespace

KeptStory known_at(KeptStory story, std::optional<core::Time> at) {
    if (!at) return story;
    std::erase_if(story.findings, [&](const Finding& one) { return one.judged_at > *at; });
    for (auto& finding : story.findings)
        if (finding.superseded_at && *finding.superseded_at > *at) {
            finding.superseded_by.reset();
            finding.superseded_at.reset();
        }
    return story;
}

std::vector<std::string> story_lines(const KeptStory& story, const runtime::Zone& zone) {
    std::vector<std::string> lines;
    for (const std::string_view question : {"onset", "growth", "dormancy"})
        tell_chain(story, question, zone, lines);
    const auto growth = chain_of(story, "growth");
    if (!growth.empty())
        for (const auto& forecast : growth.back()->more) lines.push_back(shown(forecast));
    constexpr std::size_t most_scores = 6;
    const std::size_t skipped =
        story.scores.size() > most_scores ? story.scores.size() - most_scores : 0;
    for (std::size_t i = skipped; i < story.scores.size(); ++i)
        lines.push_back(shown(story.scores[i]));
    tell_chain(story, "attribution", zone, lines);
    for (const std::string_view question : rise_questions) {
        const auto chain = chain_of(story, question);
        if (!chain.empty() && tells_of_a_rise(*chain.back()))
            tell_chain(story, question, zone, lines);
    }
    return lines;
}

}  // namespace hitme::console
