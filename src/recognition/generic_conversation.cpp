// SPDX-License-Identifier: Apache-2.0
#include "recognition/generic_conversation.h"

#include <algorithm>

namespace hitme::recognition {
namespace {

constexpr std::size_t shown_bytes = 64;  // ours: enough for a person to know it again

void keep(core::ByteVector& first, core::Bytes bytes, std::size_t most) {
    const core::Bytes piece =
        bytes.first(std::min(bytes.size(), most - std::min(most, first.size())));
    first.insert(first.end(), piece.begin(), piece.end());
}

core::Bytes head_of(const core::ByteVector& first) {
    return core::Bytes(first).first(std::min(first.size(), shown_bytes));
}

}  // namespace

void GenericConversation::client(core::Bytes bytes, core::Time) {
    client_bytes_ += bytes.size();
    if (guessed_) return;
    keep(first_, bytes, wire::max_guess_bytes);
    if (first_.size() < wire::max_guess_bytes) return;
    // More bytes change no guess: only what is shown stays.
    guessed_ = true;
    guess_ = wire::guess_protocol(first_, carrier_);
    first_.resize(shown_bytes);
    first_.shrink_to_fit();
}

void GenericConversation::server(core::Bytes bytes, core::Time) {
    server_bytes_ += bytes.size();
    keep(first_of_server_, bytes, shown_bytes);
}

void GenericConversation::gap(Side, std::uint64_t length) {
    missing_ += length;
}

Story GenericConversation::story() const {
    const std::string_view guess = guessed_ ? guess_ : wire::guess_protocol(first_, carrier_);
    StoryBuilder builder{guess};
    std::string sentence;
    if (client_bytes_ == 0) {
        builder.reach(event::Stage::scan, carrier_ == wire::Carrier::stream
                                              ? "connected, no bytes"
                                              : "datagrams without bytes");
        sentence = carrier_ == wire::Carrier::stream ? "connected and said nothing"
                                                     : "sent datagrams without bytes";
    } else {
        builder.reach(event::Stage::probe, "bytes were sent");
        builder.fact("first_bytes.protocol", guess);
        builder.fact("first_bytes.client", head_of(first_));
        sentence = "sent " + std::to_string(client_bytes_) +
                   (client_bytes_ == 1 ? " byte" : " bytes") +
                   (guess.empty() ? " of a protocol that is not known"
                                  : " that look like " + std::string(guess));
    }
    builder.fact("first_bytes.server", head_of(first_of_server_));
    if (missing_ > 0) builder.fact("gap", std::to_string(missing_) + " bytes");
    return builder.story(sentence);
}

std::size_t GenericConversation::memory() const {
    return sizeof *this + first_.capacity() + first_of_server_.capacity();
}

}  // namespace hitme::recognition
