// SPDX-License-Identifier: Apache-2.0
// Watches what no other watcher reads: says that something was said, how much, and what its first bytes look like.
//
// Stages    scan without bytes of the client, probe with them; never more, because nothing is understood.
// Bounds    the first wire::max_guess_bytes of the client until they are guessed; then 64 bytes of each side.
#pragma once

#include <string_view>

#include "core/bytes.h"
#include "recognition/conversation.h"
#include "recognition/story_builder.h"
#include "wire/first_bytes.h"

namespace hitme::recognition {

class GenericConversation final : public Conversation {
 public:
    explicit GenericConversation(wire::Carrier carrier = wire::Carrier::stream)
        : carrier_(carrier) {}
    void client(core::Bytes bytes, core::Time at) override;
    void server(core::Bytes bytes, core::Time at) override;
    void gap(Side side, std::uint64_t length) override;
    void finish() override {}
    Story story() const override;
    std::size_t memory() const override;

 private:
    wire::Carrier carrier_;
    core::ByteVector first_;
    core::ByteVector first_of_server_;
    bool guessed_ = false;
    std::string_view guess_;
    std::uint64_t client_bytes_ = 0;
    std::uint64_t server_bytes_ = 0;
    std::uint64_t missing_ = 0;
};

}  // namespace hitme::recognition
