// SPDX-License-Identifier: Apache-2.0
// Watches DNS over UDP: what was asked, and the shapes of reflection and of asking a server who it is.
//
// Told      an operation a question (type and name; outcome: the response code).
// Stages    probe: any query. enumeration: version.bind and its kind in class CHAOS (T1590.002), AXFR or IXFR (T1590.002).
// Labels    "DNS amplification probe", likely: type ANY (or TXT, RRSIG, DNSKEY with DNSSEC wanted) with an EDNS size of 4096 or
//           more (RFC 8482 says why); consistent: type ANY with less, or without EDNS, where recursion
//           is wanted. A datagram's source may be forged: the victim, not the attacker.
// Stream    a message with its length in front (RFC 1035 section 4.2.2) is read when it is whole in one call.
// Bounds    the story's own.
#pragma once

#include "recognition/conversation.h"
#include "recognition/story_builder.h"

namespace hitme::recognition {

class DnsConversation final : public Conversation {
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
    StoryBuilder builder_{"dns"};
    std::uint64_t offset_ = 0;  ///< of the datagram, in all that the client sent
};

}  // namespace hitme::recognition
