// SPDX-License-Identifier: Apache-2.0
#include "recognition/story_builder.h"

#include <algorithm>
#include <cstring>

#include "core/digest.h"
#include "core/text.h"

namespace hitme::recognition {
namespace {

constexpr std::size_t max_credentials = 1024;  // ours: a connection tries fewer than this

// Ours: most sessions wait, and room that is not used is held by each of them. So the first items get room by few at once;
// whoever says more is soon done, and gets it by doubling.
constexpr std::size_t facts_at_once = 2;
constexpr std::size_t operations_at_once = 2;
constexpr std::size_t few_steps = 6;

template <class Items>
void make_room(Items& items, std::size_t at_once) {
    if (items.size() == items.capacity() && items.size() < few_steps * at_once)
        items.reserve(items.size() + at_once);
}

// Nearly all texts are plain already, and a story has dozens of them: eight letters are looked at together.
bool is_plain(std::string_view text, std::size_t most) {
    if (text.size() > most) return false;
    constexpr std::uint64_t each = 0x0101'0101'0101'0101;
    constexpr std::uint64_t high = each * 0x80;
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t letters = 0;
        std::memcpy(&letters, text.data() + at, sizeof letters);
        // Of letters below 0x80 neither sum carries into the next: one reaches 0x80 from 0x20 on, the other from 0x7F on.
        const std::uint64_t visible = letters + each * 0x60;
        const std::uint64_t beyond = letters + each * 0x01;
        if (((letters | ~visible | beyond) & high) != 0) return false;
    }
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                       [](char letter) { return letter >= 0x20 && letter < 0x7F; });
}

}  // namespace

std::string shown(std::string_view text, std::size_t most) {
    if (is_plain(text, most)) return std::string(text);
    std::string doubled = core::printable(text, most);
    if (doubled.find("\\\\") == doubled.npos) return doubled;
    std::string out;
    for (std::size_t at = 0; at < doubled.size(); ++at) {
        out += doubled[at];
        if (doubled.compare(at, 2, "\\\\") == 0) ++at;
    }
    return out;
}

void StoryBuilder::reach(event::Stage stage, std::string why) {
    const auto at = std::lower_bound(
        story_.stages.begin(), story_.stages.end(), stage,
        [](const StageReached& reached, event::Stage wanted) { return reached.stage < wanted; });
    if (at != story_.stages.end() && at->stage == stage) return;
    story_.stages.insert(at, StageReached{stage, shown(why)});
    story_.stage = story_.stages.back().stage;
}

void StoryBuilder::fact(FactName name, std::string_view value) {
    if (value.empty() || story_.facts.size() >= max_facts) return;
    std::string made;
    if (!is_plain(value, max_value_bytes)) value = made = shown(value);
    for (const Fact& told : story_.facts)
        if (told.name == std::string_view(name) && told.value == value) return;
    make_room(story_.facts, facts_at_once);
    story_.facts.push_back({name, std::string(value)});
}

void StoryBuilder::label(event::Label label) {
    for (event::Evidence& place : label.evidence) place.value = shown(place.value);
    if (label.evidence.size() > max_evidence_per_label)
        label.evidence.resize(max_evidence_per_label);
    const auto same =
        std::find_if(story_.labels.begin(), story_.labels.end(),
                     [&](const event::Label& told) { return told.name == label.name; });
    if (same != story_.labels.end()) {
        same->grade = std::max(same->grade, label.grade);
        for (event::Evidence& place : label.evidence)
            if (same->evidence.size() < max_evidence_per_label)
                same->evidence.push_back(std::move(place));
    } else if (story_.labels.size() < max_labels) {
        story_.labels.push_back(std::move(label));
    } else if (story_.labels.back().grade < label.grade) {
        story_.labels.back() = std::move(label);  // the last has the lowest grade
    }
    const auto is_higher = [](const auto& a, const auto& b) { return a.grade > b.grade; };
    if (!std::is_sorted(story_.labels.begin(), story_.labels.end(), is_higher))
        std::stable_sort(story_.labels.begin(), story_.labels.end(), is_higher);
}

std::size_t StoryBuilder::operation(std::string_view name, std::string_view arguments,
                                    std::uint64_t offset, std::string_view protocol) {
    if (story_.operations.size() >= max_operations) {
        ++story_.operations_not_kept;
        return no_operation;
    }
    make_room(story_.operations, operations_at_once);
    Operation& made = story_.operations.emplace_back();
    made.protocol = protocol.empty() ? std::string_view(story_.protocol) : protocol;
    made.name = shown(name);
    made.arguments = shown(arguments);
    made.offset = offset;
    return story_.operations.size() - 1;
}

void StoryBuilder::outcome(std::size_t place, std::string_view text) {
    if (place < story_.operations.size()) story_.operations[place].outcome = shown(text);
}

void StoryBuilder::outcome(std::string_view text) {
    if (!story_.operations.empty() && story_.operations_not_kept == 0)
        story_.operations.back().outcome = shown(text);
}

void StoryBuilder::malformed(const core::ParseError& error, std::uint64_t base) {
    // The same fault of the same field again, as a sender repeats itself, is counted: the first place tells it.
    const bool is_known =
        std::any_of(story_.malformed.begin(), story_.malformed.end(), [&](const Malformed& known) {
            return known.fault == error.fault && known.field == error.field;
        });
    if (is_known || story_.malformed.size() >= max_malformed) {
        ++story_.malformed_not_kept;
        return;
    }
    story_.malformed.push_back({error.fault, base + error.offset, error.field});
}

void StoryBuilder::logon_failed(std::string_view credential_key) {
    const std::uint64_t key = short_digest(credential_key);
    if (std::find(credentials_.begin(), credentials_.end(), key) != credentials_.end()) return;
    if (credentials_.size() < max_credentials) credentials_.push_back(key);
    ++story_.logons_failed;
}

void StoryBuilder::logon_failed(const FailedLogon& logon) {
    if (story_.failed_logons.size() < max_failed_logons) story_.failed_logons.push_back(logon);
    if (std::find(credentials_.begin(), credentials_.end(), logon.credential) != credentials_.end())
        return;
    if (credentials_.size() < max_credentials) credentials_.push_back(logon.credential);
    ++story_.logons_failed;
}

Story StoryBuilder::story(std::string_view sentence) const {
    Story told = story_;
    told.sentence = shown(sentence, max_sentence_bytes);
    return told;
}

std::size_t StoryBuilder::memory() const {
    std::size_t bytes = sizeof *this + credentials_.capacity() * sizeof(std::uint64_t);
    bytes += story_.failed_logons.capacity() * sizeof(FailedLogon);
    for (const auto& each : story_.stages) bytes += sizeof each + each.why.capacity();
    for (const auto& each : story_.facts) bytes += sizeof each + each.value.capacity();
    for (const auto& each : story_.operations)
        bytes += sizeof each + each.name.capacity() + each.arguments.capacity();
    for (const auto& each : story_.labels) {
        bytes += sizeof each;
        for (const auto& place : each.evidence) bytes += sizeof place + place.value.capacity();
    }
    return bytes;
}

std::string secret_digest(core::Bytes secret) {
    return core::sha256_hex(secret);
}

std::uint64_t short_digest(std::string_view text) {
    const auto digest = core::sha256(core::as_bytes(text));
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < 8; ++i) key = key << 8 | digest[i];
    return key;
}

std::string hexadecimal(std::uint64_t value, int digits) {
    std::string out = "0x";
    for (int at = digits - 1; at >= 0; --at) out += "0123456789abcdef"[(value >> (4 * at)) & 15];
    return out;
}

}  // namespace hitme::recognition
