// SPDX-License-Identifier: Apache-2.0
// Watches NTP: time asked for, and the requests that were used to flood others.
//
// Told      an operation a request (mode and what it asks).
// Stages    probe: any request of modes 1 to 5. enumeration: modes 6 and 7, which ask about the server (RFC 9327).
// Labels    "NTP amplification probe", likely: MON_GETLIST (mode 7, CVE-2013-5211) and peer lists; mode 6 READVAR is
//           consistent only. A datagram's source may be forged: the victim, not the attacker.
// Bounds    the story's own.
#pragma once

#include "recognition/conversation.h"
#include "recognition/story_builder.h"

namespace hitme::recognition {

class NtpConversation final : public Conversation {
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
    StoryBuilder builder_{"ntp"};
    std::uint64_t offset_ = 0;  ///< of the datagram, in all that the client sent
};

}  // namespace hitme::recognition
