// SPDX-License-Identifier: Apache-2.0
// Watches SIP over UDP: scans for extensions, registrations and calls to be charged to somebody else.
//
// Told      an operation a request (method, URI; outcome: the status code); facts sip.user_agent, sip.from, sip.to; the user of
//           an Authorization (its response is told as a hash).
// Stages    probe: any request. enumeration: OPTIONS or REGISTER for a third different user (T1087). INVITE is a call that was
//           tried: the label "call attempt" (toll fraud), consistent.
// Tools     "friendly-scanner", "sipvicious" and others say their name in User-Agent: grade consistent.
// Bounds    the story's own, and max_users.
#pragma once

#include <vector>

#include "recognition/conversation.h"
#include "recognition/story_builder.h"

namespace hitme::recognition {

class SipConversation final : public Conversation {
 public:
    /// One datagram a call.
    void client(core::Bytes datagram, core::Time at) override;
    void server(core::Bytes datagram, core::Time at) override;
    void gap(Side, std::uint64_t length) override { offset_ += length; }
    void finish() override;
    Story story() const override;
    std::size_t memory() const override {
        return sizeof *this - sizeof builder_ + builder_.memory();
    }

 private:
    StoryBuilder builder_{"sip"};
    static constexpr std::size_t max_users = 3;  // ours: the third tells
    std::vector<std::uint64_t> users_;
    std::uint64_t offset_ = 0;  ///< of the datagram, in all that the client sent
};

}  // namespace hitme::recognition
