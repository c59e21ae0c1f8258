// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/notes.h"

#include <algorithm>

namespace hitme::recognition::smb {
namespace {

constexpr std::array<std::string_view, counted_kinds> counted_names{"smb1_negotiate",
                                                                    "smb2_negotiate",
                                                                    "session_setup",
                                                                    "logon_failure",
                                                                    "tree_connect",
                                                                    "open",
                                                                    "rpc_bind",
                                                                    "rpc_request",
                                                                    "transaction",
                                                                    "transaction2",
                                                                    "transaction2_secondary",
                                                                    "nt_transact",
                                                                    "write"};

// The worm's exploit and its implant are not its own alone (smb.md 1.15).
const Rule* family_that_uses(const Rule& rule) {
    if (rule.id == rules::eternalblue.id || rule.id == rules::doublepulsar_execute.id)
        return &rules::wannacry;
    if (rule.id == rules::eternalromance.id) return &rules::bad_rabbit;
    if (rule.id == rules::ms04_011.id) return &rules::lsass_bots;
    if (rule.id == rules::ms10_061.id) return &rules::stuxnet;
    return nullptr;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t space = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, space));
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return words;
}

}  // namespace

void Notes::begin_message(std::uint64_t offset, core::Time at) {
    ++number_;
    offset_ = offset;
    at_ = at;
    command_ = {};
    is_broken_ = false;
}

void Notes::reach(event::Stage stage, std::string_view what) {
    if (!needs(stage)) return;
    reached_ |= static_cast<std::uint8_t>(1u << static_cast<int>(stage));
    std::string why = "message " + std::to_string(number_);
    why.reserve(why.size() + command_.size() + what.size() + 4);
    if (!command_.empty()) why.append(", ").append(command_);
    if (!what.empty()) why.append(", ").append(what);
    story_.reach(stage, std::move(why));
}

void Notes::found(const Rule& rule, event::Grade grade, std::initializer_list<Mark> marks) {
    found(rule, grade, std::span<const Mark>(marks.begin(), marks.size()));
}

void Notes::found(const Rule& rule, event::Grade grade, std::span<const Mark> marks) {
    if (needs(rule.stage))
        reach(rule.stage, marks.empty() ? std::string(rule.name)
                                        : std::string(rule.name) + ": " + marks.front().value);
    // An attack repeats itself a thousand times: what would change nothing is not put into words.
    for (const event::Label& told : so_far().labels)
        if (told.name == rule.name && told.grade >= grade &&
            told.evidence.size() >= max_evidence_per_label)
            return;
    event::Label label;
    label.name = rule.name;
    label.grade = grade;
    label.rule = rule.id;
    label.attack_ids = words_of(rule.attack_ids);
    for (const Mark& mark : marks) put_evidence(mark, label.evidence);
    story_.label(std::move(label));
    const Rule* family = marks.empty() ? nullptr : family_that_uses(rule);
    if (family != nullptr) family_sign(*family, "exploit", SignWorth::shared, marks.front());
}

void Notes::family_sign(const Rule& family, std::string_view kind, SignWorth worth,
                        const Mark& mark) {
    std::size_t own = 0;
    std::size_t all = 0;
    for (const FamilySign& one : family_signs_) {
        if (one.family != family.name) continue;
        if (one.kind == kind) return;
        ++all;
        own += one.worth == SignWorth::own ? 1u : 0u;
    }
    if (family_signs_.size() >= max_family_signs) return;
    std::vector<event::Evidence> evidence;
    put_evidence(mark, evidence);
    family_signs_.push_back({family.name, kind, worth, std::move(evidence.front())});
    ++all;
    own += worth == SignWorth::own ? 1u : 0u;
    if (worth == SignWorth::own)
        story_.fact("smb.family_sign", std::string(family.name) + ": " + mark.value);
    if (all < 2 || own == 0) return;
    if (needs(family.stage)) reach(family.stage, std::string(family.name) + ": " + mark.value);
    event::Label label;
    label.name = family.name;
    label.grade = own >= 2 ? event::Grade::certain : event::Grade::likely;
    label.rule = family.id;
    label.attack_ids = words_of(family.attack_ids);
    const bool is_told = has(family);
    for (const FamilySign& one : family_signs_) {
        if (one.family != family.name) continue;
        if (!is_told || &one == &family_signs_.back()) label.evidence.push_back(one.evidence);
    }
    story_.label(std::move(label));
}

// Of bytes that were put together of pieces, a place for each piece that the mark lies in.
void Notes::put_evidence(const Mark& mark, std::vector<event::Evidence>& evidence) const {
    std::string value = "message " + std::to_string(number_) + ", ";
    value.reserve(value.size() + command_.size() + mark.value.size() + 2);
    if (!command_.empty()) value.append(command_).append(", ");
    value += mark.value;
    if (pieces_ == nullptr) {
        evidence.push_back({offset_ + mark.offset, mark.length, std::move(value)});
        return;
    }
    std::uint64_t at = mark.offset;
    std::uint64_t left = mark.length;
    for (std::size_t piece = 0; piece < evidence_pieces; ++piece) {
        const PieceFinder::Run run = pieces_->find(at);
        const std::uint64_t length = std::min(left, run.together);
        at += length;
        left -= length;
        std::string words = value;
        if (piece > 0) words += " (goes on)";
        const bool is_last = left == 0 || length == 0 || piece + 1 == evidence_pieces;
        if (is_last && left > 0)
            words += " (" + std::to_string(left) + " bytes more lie elsewhere)";
        evidence.push_back({run.place, length, std::move(words)});
        if (is_last) return;
    }
}

void Notes::listed(const Rule& rule, const Mark& mark) {
    // Honest clients do the same: the lowest grade.
    if (!has(rule)) found(rule, event::Grade::consistent, {mark});
}

bool Notes::has(const Rule& rule) const {
    return grade_of(rule) != event::Grade::none;
}

event::Grade Notes::grade_of(const Rule& rule) const {
    for (const event::Label& label : so_far().labels)
        if (label.name == rule.name) return label.grade;
    return event::Grade::none;
}

std::size_t Notes::operation(std::string_view protocol, std::string_view name,
                             std::string_view arguments) {
    return story_.operation(name, arguments, offset_, protocol);
}

void Notes::phrase(Weight weight, std::string_view verb, std::string_view object) {
    for (Phrase& known : phrases_)
        if (known.text.size() == verb.size() + object.size() && known.text.starts_with(verb) &&
            known.text.ends_with(object))
            return say_again(known, weight);
    say(weight, std::string(verb) + std::string(object));
}

void Notes::phrase(Weight weight, std::string text) {
    for (Phrase& known : phrases_)
        if (known.text == text) return say_again(known, weight);
    say(weight, std::move(text));
}

void Notes::say_again(Phrase& known, Weight weight) {
    if (known.weight == weight) ++known.times;
    known.weight = std::max(known.weight, weight);
}

void Notes::say(Weight weight, std::string text) {
    if (phrases_.size() >= max_phrases) {
        const auto lightest =
            std::min_element(phrases_.begin(), phrases_.end(),
                             [](const Phrase& a, const Phrase& b) { return a.weight < b.weight; });
        ++phrases_not_kept_;
        if (lightest->weight >= weight) return;
        phrases_.erase(lightest);
    }
    phrases_.push_back({weight, 1, std::move(text)});
}

void Notes::rephrase(std::string_view from, std::string to) {
    const auto said = [&](std::string_view text) {
        return std::find_if(phrases_.begin(), phrases_.end(),
                            [&](const Phrase& one) { return one.text == text; });
    };
    const auto old = said(from);
    if (old == phrases_.end() || from == to) return;
    const Weight weight = old->weight;
    const bool was_said = said(to) != phrases_.end();
    if (old->times == 1 && !was_said) {
        old->text = std::move(to);
        return;
    }
    if (--old->times == 0) phrases_.erase(old);
    phrase(weight, std::move(to));
}

void Notes::raise(Weight weight, std::string_view text) {
    for (Phrase& known : phrases_)
        if (known.text == text) known.weight = std::max(known.weight, weight);
}

void Notes::malformed(const core::ParseError& error) {
    lost_pieces_ = true;
    if (is_broken_ || not_captured_) return;
    is_broken_ = true;
    if (pieces_ != nullptr)
        story_.malformed({error.fault, 0, error.field}, pieces_->find(error.offset).place);
    else
        story_.malformed(error, offset_);
}

void Notes::malformed_call(const core::ParseError& error) {
    if (lost_pieces_ || is_broken_) return;
    is_broken_ = true;
    story_.malformed(error, offset_);
}

void Notes::unfinished(std::uint64_t place, const char* field) {
    story_.malformed({core::Fault::truncated, 0, field}, place);
}

std::string Notes::plain_sentence() const {
    const Story& story = so_far();
    std::vector<std::string> names;
    for (const Operation& operation : story.operations) {
        std::string name = operation.name;
        if (!operation.arguments.empty()) name += " (" + operation.arguments + ")";
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    std::string text;
    if (number_ == 0) {
        text = story.stage == event::Stage::none ? "only answers were seen"
                                                 : "sent less than a message";
    } else if (names.empty()) {
        text = "sent " + std::to_string(number_) + (number_ == 1 ? " message" : " messages") +
               " without anything to tell";
    } else {
        const std::size_t told = std::min(names.size(), phrases_told);
        for (std::size_t i = 0; i < told; ++i) text += (i == 0 ? "sent " : ", ") + names[i];
        if (names.size() > told) text += " and " + std::to_string(names.size() - told) + " more";
    }
    if (story.malformed.empty()) return text;
    const Malformed& fault = story.malformed.front();
    return text + "; broken at byte " + std::to_string(fault.offset) + " (" + fault.field + ", " +
           std::string(core::name_of(fault.fault)) + ")";
}

std::string Notes::sentence() const {
    std::vector<const Phrase*> chosen;
    for (const Phrase& phrase : phrases_) chosen.push_back(&phrase);
    std::stable_sort(chosen.begin(), chosen.end(),
                     [](const Phrase* a, const Phrase* b) { return a->weight > b->weight; });
    // What attacked, with what led to it; greetings only where nothing else was said.
    std::uint64_t not_told = phrases_not_kept_;
    if (!chosen.empty() && chosen.front()->weight == Weight::attack) {
        not_told = 0;  // of what attacked alone
        const bool tells_enough = chosen.size() > 1 && chosen[1]->weight == Weight::attack;
        const Weight lightest = tells_enough ? Weight::check : Weight::share;
        std::erase_if(chosen, [&](const Phrase* one) { return one->weight < lightest; });
    }
    if (chosen.size() > phrases_told) {
        not_told += chosen.size() - phrases_told;
        chosen.resize(phrases_told);
    }
    std::sort(chosen.begin(), chosen.end());  // they lie in one vector, in the order of events
    std::string text;
    for (const Phrase* one : chosen) {
        text += (text.empty() ? "" : ", ") + shown(one->text);
        if (one->times > 1) text += " (" + std::to_string(one->times) + " times)";
    }
    if (not_told > 0) text += " and " + std::to_string(not_told) + " more";
    std::string labels;
    std::string clients;
    std::size_t told = 0;
    for (const event::Label& label : so_far().labels) {
        if (only_says_stage(label.rule)) continue;  // in the phrases already
        std::string& list = is_client_rule(label.rule) ? clients : labels;
        if (&list == &labels && told++ >= labels_told) continue;
        list += (list.empty() ? "" : "; ") + label.name + ", " +
                std::string(event::name_of(label.grade));
    }
    if (!labels.empty()) text += (text.empty() ? "" : ": ") + labels;
    if (text.empty()) text = plain_sentence();
    if (!clients.empty()) text += " (client like " + clients + ")";
    return text;
}

Story Notes::told() const {
    Story story = story_.story(sentence());
    for (std::size_t i = 0; i < counts_.size(); ++i)
        if (counts_[i] > 0) story.counts.push_back({counted_names[i], counts_[i]});
    return story;
}

std::size_t Notes::memory() const {
    std::size_t bytes =
        sizeof *this - sizeof story_ + story_.memory() + phrases_.capacity() * sizeof(Phrase);
    bytes += family_signs_.capacity() * sizeof(FamilySign);
    for (const FamilySign& sign : family_signs_) bytes += sign.evidence.value.capacity();
    for (const Phrase& phrase : phrases_) bytes += phrase.text.capacity();
    return bytes;
}

}  // namespace hitme::recognition::smb
