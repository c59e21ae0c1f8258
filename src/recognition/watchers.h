// SPDX-License-Identifier: Apache-2.0
// The table of watchers: which protocol is watched by which class. One line a protocol.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "core/bytes.h"
#include "recognition/conversation.h"

namespace hitme::recognition {

/// Names that watch_protocol() knows, as wire::guess_protocol says them.
std::span<const std::string_view> watched_protocols();

/// The watcher for datagrams, by the first one that the client sent: by what it looks like, whatever the port.
std::unique_ptr<Conversation> watch_datagrams(core::Bytes first);

}  // namespace hitme::recognition
