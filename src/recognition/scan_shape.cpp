// SPDX-License-Identifier: Apache-2.0
#include "recognition/scan_shape.h"

#include <algorithm>

#include "recognition/story_builder.h"

namespace hitme::recognition {
namespace {

using event::Grade;

constexpr std::uint16_t scanner_window = 1024;
constexpr std::uint16_t zmap_window = 65535;
constexpr std::uint16_t zmap_identification = 54321;
constexpr std::uint16_t ethernet_segment = 1460;
constexpr std::uint8_t nmap_lowest_hop_limit = 37;  // nmap draws from 37 to 59
constexpr std::uint8_t nmap_highest_hop_limit = 59;

bool has_no_option(const SynSeen& syn) {
    return syn.options.count == 0;
}

bool has_segment_size_alone(const SynSeen& syn) {
    const auto& kinds = syn.options.kinds;
    return syn.options.maximum_segment_size.has_value() &&
           std::all_of(kinds.begin() + 1, kinds.begin() + std::max<int>(syn.options.count, 1),
                       [](std::uint8_t kind) { return kind <= 1; });
}

// masscan's way to number its packets: a fold of where they go (templ-pkt: ip_id).
bool is_masscan_identification(const Attempt& attempt, const SynSeen& syn) {
    if (!attempt.destination.is_v4()) return false;
    const std::uint32_t folded =
        attempt.destination.v4_value() ^ attempt.destination_port ^ syn.sequence;
    return static_cast<std::uint16_t>(folded) == syn.identification;
}

std::string seconds_of(core::Duration span) {
    const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(span).count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

// The time from the first SYN to each repeat: "3.0, 9.0 s".
std::string repeat_times(const Attempt& attempt) {
    std::string words;
    std::vector<core::Time> times;
    for (const SynSeen& syn : attempt.syns) times.push_back(syn.at);
    std::sort(times.begin(), times.end());
    for (std::size_t i = 1; i < times.size(); ++i)
        words += (words.empty() ? "" : ", ") + seconds_of(times[i] - times[0]);
    return words;
}

// RFC 6298 section 5.5: each wait is longer than the one before; the first is 0.8 to 4 s by the stacks in use.
bool backs_off(const Attempt& attempt) {
    if (attempt.syns.size() < 2) return false;
    std::vector<core::Time> times;
    for (const SynSeen& syn : attempt.syns) times.push_back(syn.at);
    std::sort(times.begin(), times.end());
    core::Duration before = times[1] - times[0];
    if (before < std::chrono::milliseconds{800} || before > std::chrono::seconds{4}) return false;
    for (std::size_t i = 2; i < times.size(); ++i) {
        const core::Duration wait = times[i] - times[i - 1];
        if (wait < before + before / 2) return false;
        before = wait;
    }
    return true;
}

std::string shape_words(const SynSeen& syn) {
    std::string words = "window " + std::to_string(syn.window) + ", options ";
    words += syn.options.count == 0 ? "none" : option_words(syn.options);
    return words + ", time to live " + std::to_string(syn.hop_limit);
}

const SynSeen& first_syn(const Attempt& attempt) {
    return *std::min_element(attempt.syns.begin(), attempt.syns.end(),
                             [](const SynSeen& a, const SynSeen& b) { return a.at < b.at; });
}

}  // namespace

std::string_view name_of(ScanKind kind) {
    switch (kind) {
        case ScanKind::unknown:
            return "unknown";
        case ScanKind::nmap_half_open:
            return "nmap half-open scan";
        case ScanKind::masscan:
            return "masscan";
        case ScanKind::zmap:
            return "zmap";
        case ScanKind::operating_system:
            return "operating system connect";
    }
    return "unknown";
}

std::uint8_t initial_hop_limit(std::uint8_t hop_limit) {
    for (const std::uint8_t initial : {std::uint8_t{32}, std::uint8_t{64}, std::uint8_t{128}})
        if (hop_limit <= initial) return initial;
    return 255;
}

std::string option_words(const wire::TcpOptions& options) {
    std::string words;
    for (std::size_t i = 0; i < options.count; ++i) {
        if (!words.empty()) words += ',';
        switch (options.kinds[i]) {
            case 0:
                words += 'E';
                break;
            case 1:
                words += 'N';
                break;
            case 2:
                words += 'M';
                if (options.maximum_segment_size)
                    words += std::to_string(*options.maximum_segment_size);
                break;
            case 3:
                words += 'W';
                if (options.window_scale) words += std::to_string(*options.window_scale);
                break;
            case 4:
                words += 'S';
                break;
            case 8:
                words += 'T';
                break;
            default:
                words += '?' + std::to_string(options.kinds[i]);
        }
    }
    return words;
}

ScanVerdict recognise_scan(const Attempt& attempt) {
    ScanVerdict verdict;
    if (attempt.syns.empty()) return verdict;
    const SynSeen& syn = first_syn(attempt);
    verdict.why = shape_words(syn);
    const bool bare = has_no_option(syn) || has_segment_size_alone(syn);
    if (bare) {
        if (syn.identification == zmap_identification && initial_hop_limit(syn.hop_limit) == 255) {
            verdict.kind = ScanKind::zmap;
            verdict.grade = syn.window == zmap_window ? Grade::likely : Grade::consistent;
            verdict.why += ", identification 54321";
        } else if (syn.window == scanner_window && is_masscan_identification(attempt, syn)) {
            verdict.kind = ScanKind::masscan;
            verdict.grade = Grade::likely;
            verdict.why += ", identification made of address, port and sequence number";
        } else if (syn.window == scanner_window && initial_hop_limit(syn.hop_limit) == 255) {
            verdict.kind = ScanKind::masscan;
            verdict.grade = Grade::consistent;
        } else if (syn.window == scanner_window && has_segment_size_alone(syn) &&
                   syn.options.maximum_segment_size == ethernet_segment &&
                   syn.hop_limit <= nmap_highest_hop_limit) {
            verdict.kind = ScanKind::nmap_half_open;
            // A far nmap arrives with less than it drew; one below the range may be a far stack of 64 as well.
            const bool in_range = syn.hop_limit >= nmap_lowest_hop_limit;
            verdict.grade = in_range && attempt.answered != Answered::completed ? Grade::likely
                                                                                : Grade::consistent;
        }
        return verdict;
    }
    if (!syn.options.window_scale && !syn.options.selective_acknowledgement) return verdict;
    verdict.kind = ScanKind::operating_system;
    verdict.grade = Grade::consistent;
    if (backs_off(attempt)) {
        verdict.grade = Grade::likely;
        verdict.why += ", repeated after " + repeat_times(attempt) + " s";
    }
    return verdict;
}

void add_syn_facts(const Attempt& attempt, Story& story) {
    if (attempt.syns.empty()) return;
    const SynSeen& syn = first_syn(attempt);
    std::string sentence = std::move(story.sentence);
    StoryBuilder builder{std::move(story)};
    builder.fact("tcp.syn_window", std::to_string(syn.window));
    builder.fact("tcp.syn_options", option_words(syn.options));
    builder.fact("ip.hop_limit", std::to_string(syn.hop_limit));
    builder.fact("ip.initial_hop_limit", std::to_string(initial_hop_limit(syn.hop_limit)));
    if (attempt.syn_count > 1) builder.fact("tcp.syn_count", std::to_string(attempt.syn_count));
    story = builder.story(sentence);
}

Story story_of_attempt(const Attempt& attempt) {
    StoryBuilder builder{""};
    std::string how;
    switch (attempt.answered) {
        case Answered::nothing:
            how = "no answer was seen";
            break;
        case Answered::reset:
            how = "reset when answered";
            break;
        case Answered::ignored:
            how = "answered, then silent";
            break;
        case Answered::not_completed:
            how = "the answer was not taken up";
            break;
        case Answered::completed:
            how = "connected and sent nothing";
            break;
    }
    const std::string tries = attempt.syn_count > 1 ? std::to_string(attempt.syn_count) + " SYN, "
                              : attempt.syn_count == 1 ? "1 SYN, "
                                                       : "";
    builder.reach(event::Stage::scan, tries + how);
    const ScanVerdict verdict = recognise_scan(attempt);
    std::string sentence = how == "connected and sent nothing" ? how : "tried to connect; " + how;
    if (attempt.syn_count > 1)
        sentence += ", tried " + std::to_string(attempt.syn_count) + " times";
    if (verdict.kind != ScanKind::unknown) {
        event::Label label;
        label.name = name_of(verdict.kind);
        label.grade = verdict.grade;
        label.rule = "scan.syn_shape@1";
        label.attack_ids = {"T1046"};
        label.evidence.push_back({0, 0, verdict.why});
        builder.label(std::move(label));
        sentence += ": " + std::string(name_of(verdict.kind)) + ", " +
                    std::string(event::name_of(verdict.grade)) + " (" + verdict.why + ")";
    }
    Story story = builder.story(sentence);
    add_syn_facts(attempt, story);
    return story;
}

}  // namespace hitme::recognition
