// SPDX-License-Identifier: Apache-2.0
#include "sensor/story_fields.h"

#include <algorithm>
#include <memory>
#include <string>

#include "recognition/conversation.h"
#include "recognition/watchers.h"

namespace hitme::sensor {
namespace {

std::string line_of(const recognition::Operation& operation) {
    std::string line = operation.protocol;
    if (!line.empty() && !operation.name.empty()) line += ' ';
    line += operation.name;
    if (!operation.arguments.empty()) line += " " + operation.arguments;
    if (!operation.outcome.empty()) line += " -> " + operation.outcome;
    return line;
}

}  // namespace

void tell(const recognition::Story& story, event::Contact& contact) {
    if (!story.protocol.empty()) contact.protocol = story.protocol;
    contact.stage = std::max(contact.stage, story.stage);
    contact.labels = story.labels;
    auto& decoded = contact.decoded;
    if (!story.sentence.empty()) decoded.push_back({"story", story.sentence});
    for (const recognition::StageReached& reached : story.stages)
        decoded.push_back({"stage." + std::string(event::name_of(reached.stage)), reached.why});
    for (const recognition::Fact& fact : story.facts)
        decoded.push_back({std::string(fact.name), fact.value});
    const std::size_t told = std::min(story.operations.size(), max_operations_told);
    for (std::size_t i = 0; i < told; ++i)
        decoded.push_back({"operation", line_of(story.operations[i])});
    const std::uint64_t more = story.operations.size() - told + story.operations_not_kept;
    if (more > 0) decoded.push_back({"operations.more", std::to_string(more)});
    for (const recognition::Malformed& fault : story.malformed)
        decoded.push_back({"malformed", std::string(core::name_of(fault.fault)) + " " +
                                            fault.field + " at byte " +
                                            std::to_string(fault.offset)});
}

void tell_first_bytes(event::Contact& contact) {
    if (contact.protocol.empty() || contact.first_bytes.empty()) return;
    const auto conversation = recognition::watch_protocol(contact.protocol);
    if (!conversation) return;
    conversation->client(contact.first_bytes, contact.seen_at);
    // What was not kept is a gap, not a message that ends early.
    if (contact.bytes_in > contact.first_bytes.size())
        conversation->gap(recognition::Side::client, contact.bytes_in - contact.first_bytes.size());
    conversation->finish();
    tell(conversation->story(), contact);
}

void tell_datagrams(std::span<const std::uint16_t> sizes, event::Contact& contact) {
    std::unique_ptr<recognition::Conversation> conversation;
    core::Bytes rest = contact.first_bytes;
    for (const std::uint16_t size : sizes) {
        const core::Bytes datagram = rest.first(std::min<std::size_t>(size, rest.size()));
        rest = rest.subspan(datagram.size());
        if (datagram.empty()) continue;
        if (!conversation) conversation = recognition::watch_datagrams(datagram);
        conversation->client(datagram, contact.seen_at);
    }
    // Bytes of which none was kept say nothing; that there were none says something.
    if (!conversation && contact.bytes_in > 0) return;
    if (!conversation) conversation = recognition::watch_datagrams({});
    const std::size_t heard = contact.first_bytes.size() - rest.size();
    if (contact.bytes_in > heard)
        conversation->gap(recognition::Side::client, contact.bytes_in - heard);
    conversation->finish();
    tell(conversation->story(), contact);
}

}  // namespace hitme::sensor
