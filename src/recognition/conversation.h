// SPDX-License-Identifier: Apache-2.0
// One conversation of a client with a decoy or a server, watched byte by byte: the same code for a live HoneyPoint, a
// capture and a test.
//
// Feed      client() and server() take payload in stream order, in pieces of any size; the result does not depend on the
//           pieces. gap() says that bytes are missing; finish() that no more comes. Server bytes may be absent wholly.
// Story     story() may be asked at any time; a partial message counts for what it surely says.
// Bounds    memory is bounded whatever the bytes; each class names its limit. Never throws for foreign bytes.
// Pure      times are given, for rates of logons.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/time.h"
#include "recognition/story.h"

namespace hitme::recognition {

enum class Side : std::uint8_t { client, server };

class Conversation {
 public:
    virtual ~Conversation() = default;
    /// Who speaks with whom, before any byte, where the caller knows it. Most watchers do not ask.
    virtual void between(const core::Address& /*client*/, const core::Address& /*server*/) {}
    virtual void client(core::Bytes bytes, core::Time at) = 0;
    virtual void server(core::Bytes bytes, core::Time at) = 0;
    /// `length` bytes of `side` were not captured.
    virtual void gap(Side side, std::uint64_t length) = 0;
    virtual void finish() = 0;
    virtual Story story() const = 0;
    /// Bytes of memory that it holds, itself included.
    virtual std::size_t memory() const = 0;
};

/// The watcher for a protocol named by wire::guess_protocol ("smb1", "smb2", "http" ...); null for one that has none.
std::unique_ptr<Conversation> watch_protocol(std::string_view protocol);

}  // namespace hitme::recognition
