// SPDX-License-Identifier: Apache-2.0
#include "recognition/stream_conversation.h"

#include <utility>

#include "recognition/telling.h"

namespace hitme::recognition {

void StreamConversation::client(core::Bytes bytes, core::Time at) {
    heard_ = heard_ || !bytes.empty();
    if (client_lost_) return;
    client_.append(bytes);
    while (!client_lost_ && !client_.empty()) {
        const auto taken = client_message(client_.bytes(), at);
        if (taken) {
            client_.consume(*taken);
            continue;
        }
        if (taken.error().fault == core::Fault::need_more) {
            if (client_.size() <= max_kept_) return;
            story_.malformed({core::Fault::over_limit, 0, taken.error().field}, client_.offset());
        } else {
            story_.malformed(taken.error(), client_.offset());
        }
        client_lost_ = true;
    }
    if (client_lost_) client_.drop();
}

void StreamConversation::server(core::Bytes bytes, core::Time at) {
    if (server_lost_) return;
    server_.append(bytes);
    while (!server_lost_ && !server_.empty()) {
        const auto taken = server_message(server_.bytes(), at);
        if (taken) {
            server_.consume(*taken);
            continue;
        }
        if (taken.error().fault == core::Fault::need_more && server_.size() <= max_kept_) return;
        server_lost_ = true;  // the server's faults are no part of the client's story
    }
    if (server_lost_) server_.drop();
}

void StreamConversation::gap(Side side, std::uint64_t length) {
    Unread& unread = side == Side::client ? client_ : server_;
    unread.pass(length);
    (side == Side::client ? client_lost_ : server_lost_) = true;
}

void StreamConversation::finish() {
    if (client_lost_ || client_.empty()) return;
    story_.malformed({core::Fault::truncated, client_.size(), "end of stream"}, client_.offset());
    client_lost_ = true;
    client_.drop();
}

Story StreamConversation::story() const {
    StoryBuilder builder = story_;
    // Whoever sent anything probed, though no message of it could be read.
    if (heard_ && builder.so_far().stage < event::Stage::probe)
        builder.reach(event::Stage::probe, "bytes that are no known message");
    Story told = builder.so_far();
    told.sentence = sentence_of(told, shown_);
    return told;
}

std::size_t StreamConversation::memory() const {
    return sizeof *this + story_.memory() + client_.memory() + server_.memory();
}

event::Label label_of(std::string_view name, event::Grade grade, std::string_view rule,
                      std::vector<std::string> attack_ids, event::Evidence evidence) {
    event::Label label;
    label.name = name;
    label.grade = grade;
    label.rule = rule;
    label.attack_ids = std::move(attack_ids);
    label.evidence.push_back(std::move(evidence));
    return label;
}

}  // namespace hitme::recognition
