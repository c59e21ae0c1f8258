// SPDX-License-Identifier: Apache-2.0
#include "recognition/telling.h"

#include <algorithm>

namespace hitme::recognition {
namespace {

constexpr std::size_t told_operations = 3;
constexpr std::size_t told_argument_bytes = 80;

std::string with_spaces(std::string_view name) {
    std::string text(name);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

}  // namespace

std::string sentence_of(const Story& story, std::string_view protocol) {
    std::string text(protocol);
    text += ": ";
    const std::uint64_t operations = story.operations.size() + story.operations_not_kept;
    if (operations == 0)
        text += story.stage <= event::Stage::scan ? "connected and said nothing"
                                                  : "said something that asks for nothing";
    for (std::size_t i = 0; i < std::min(told_operations, story.operations.size()); ++i) {
        const Operation& each = story.operations[i];
        if (i > 0) text += ", ";
        text += each.name;
        if (!each.arguments.empty()) text += " " + each.arguments.substr(0, told_argument_bytes);
        if (each.arguments.size() > told_argument_bytes) text += "...";
    }
    if (operations > told_operations)
        text += " and " + std::to_string(operations - told_operations) + " more";
    if (story.logons_failed > 0)
        text += "; " + std::to_string(story.logons_failed) +
                (story.logons_failed == 1 ? " logon refused" : " different logons refused");
    if (!story.malformed.empty()) text += "; not well formed (" + story.malformed[0].field + ")";
    for (std::size_t i = 0; i < std::min<std::size_t>(2, story.labels.size()); ++i)
        text += "; " + story.labels[i].name + ", " + std::string(name_of(story.labels[i].grade));
    if (story.stage > event::Stage::probe) text += ": " + with_spaces(name_of(story.stage));
    return text;
}

void tell_not_captured(Story& story, std::uint64_t missing, bool midstream) {
    if (story.stage > event::Stage::scan || (missing == 0 && !midstream)) return;
    if (missing == 0) {
        story.stage = event::Stage::none;
        story.stages.clear();
        story.sentence = "its beginning was not captured, and nothing that it sent later";
        return;
    }
    const std::string count =
        std::to_string(missing) + (missing == 1 ? " byte that was" : " bytes that were");
    story.stage = event::Stage::probe;
    story.stages = {{story.stage, count + " not captured"}};
    story.sentence = "sent " + count + " not captured";
}

}  // namespace hitme::recognition
