// SPDX-License-Identifier: Apache-2.0
// One RADIUS request over UDP and its answer: sent again until an answer comes that knows the secret, or time is over.
//
// Again     the same bytes, at equal spans of the timeout (RFC 5176 section 2.3: the same identifier, as nothing has changed).
// Answers   forged ones are counted and waited past, so a stranger cannot end the exchange.
// Threads   any. Waits.
// Errors    network: no socket, nobody there, or no good answer in time; the text says which. cancelled.
#pragma once

#include <atomic>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "wire/radius.h"

namespace hitme::console {

struct RadiusServer {
    core::Address address;
    std::uint16_t port = 3799;
    std::string secret;
    core::Duration timeout = std::chrono::seconds{4};
    std::uint64_t tries = 3;
};

struct RadiusReply {
    wire::RadiusAnswer answer = wire::RadiusAnswer::ack;  ///< ack or nak
    wire::RadiusPacket packet;
    std::uint64_t sent = 0;    ///< packets
    std::uint64_t forged = 0;  ///< answers that were not believed
};

/// `request`: signed, as sign_radius_request() gives it.
core::Result<RadiusReply> exchange_radius(const RadiusServer& server, core::Bytes request,
                                          const std::atomic<bool>* stop = nullptr);

}  // namespace hitme::console
