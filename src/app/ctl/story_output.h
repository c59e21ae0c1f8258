// SPDX-License-Identifier: Apache-2.0
// A watched conversation as one line of JSON, and as lines for people.
//
// JSON     one object a line: source, destination ("address:port"), started_at, ended_at, protocol, stage, stages[] {stage,
//          why}, labels[] {name, grade, rule, attack_ids[], evidence[] {offset, length, value}}, operations[] {protocol,
//          name, arguments, outcome, offset}, facts[] {name, value}, malformed[] {fault, offset, field}, sentence; then the
//          counts bytes_in, bytes_out, missing_in, missing_out, midstream, operations_not_kept, malformed_not_kept.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/ip.h"
#include "event/kinds.h"
#include "sensor/capture/packet_conversations.h"

namespace hitme::app {

/// "192.0.2.1:445", "[2001:db8::1]:445".
std::string endpoint(const core::Address& address, std::uint16_t port);

/// Appends the object without a line end.
void append_json(std::string& out, const sensor::WatchedConversation& conversation);

/// Appends the head line, the sentence, and what supports it, indented.
void append_text(std::string& out, const sensor::WatchedConversation& conversation);

/// What each source did, over all its conversations: the highest stage counts.
class SourceSummary {
 public:
    void add(const sensor::WatchedConversation& conversation);
    /// One line a source, the highest stage first, at most `most` lines; then how many more there are.
    std::string text(std::size_t most) const;

 private:
    struct Source {
        event::Stage stage = event::Stage::none;
        std::uint64_t conversations = 0;
        std::uint64_t logons_failed = 0;
        std::map<std::string, std::uint64_t> labels;
    };
    static constexpr std::size_t max_sources = 100'000;  // ours: later ones are counted alone
    std::map<core::Address, Source> sources_;
    std::uint64_t not_kept_ = 0;
};

}  // namespace hitme::app
