// SPDX-License-Identifier: Apache-2.0
// Runs a watcher over both sides of a conversation, in pieces of any size, and looks its story up.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "recognition/conversation.h"
#include "support/piecewise.h"

namespace hitme::tests {

using Turns = std::vector<std::pair<recognition::Side, core::ByteVector>>;
using Watch = std::unique_ptr<recognition::Conversation> (*)();

inline recognition::Story watched(Watch watch, const Turns& turns, std::size_t piece = 1 << 20) {
    const auto conversation = watch();
    for (const auto& [side, bytes] : turns)
        for (const core::Bytes part : pieces_of(bytes, piece)) {
            if (side == recognition::Side::client)
                conversation->client(part, core::Time{});
            else
                conversation->server(part, core::Time{});
        }
    conversation->finish();
    return conversation->story();
}

/// The value of a fact; empty when it was not told.
inline std::string fact_of(const recognition::Story& story, std::string_view name) {
    for (const auto& fact : story.facts)
        if (fact.name == name) return fact.value;
    return {};
}

inline bool has_label(const recognition::Story& story, std::string_view name, event::Grade grade) {
    return std::any_of(story.labels.begin(), story.labels.end(), [&](const auto& label) {
        return label.name == name && label.grade == grade && !label.evidence.empty();
    });
}

/// All that a story says, as one text, to compare two of them.
inline std::string told(const recognition::Story& story) {
    std::string text = story.sentence + "\n";
    for (const auto& each : story.stages) text += each.why + "\n";
    for (const auto& each : story.facts) text += std::string(each.name) + "=" + each.value + "\n";
    for (const auto& each : story.operations)
        text += each.name + " " + each.arguments + " " + each.outcome + " @" +
                std::to_string(each.offset) + "\n";
    for (const auto& each : story.labels) text += each.name + " " + each.rule + "\n";
    for (const auto& each : story.malformed)
        text += each.field + " @" + std::to_string(each.offset) + "\n";
    return text + std::to_string(story.logons_failed);
}

/// The same story for pieces of 1, 2, 3, 7 bytes and whole; every cut and flip of the client's bytes survives.
inline void expect_steady_story(Watch watch, const Turns& turns) {
    const std::string whole = told(watched(watch, turns));
    for (const std::size_t piece : {1u, 2u, 3u, 7u})
        EXPECT_EQ(told(watched(watch, turns, piece)), whole);
    for (std::size_t turn = 0; turn < turns.size(); ++turn)
        for_each_cut_and_flip(turns[turn].second, [&](core::Bytes changed) {
            Turns other = turns;
            other[turn].second.assign(changed.begin(), changed.end());
            EXPECT_FALSE(watched(watch, other).sentence.empty());
        });
}

}  // namespace hitme::tests
