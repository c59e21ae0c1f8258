// SPDX-License-Identifier: Apache-2.0
// The table of watchers: which protocol is watched by which class. One line a protocol.
#pragma once

#include <span>
#include <string_view>

#include "recognition/conversation.h"

namespace hitme::recognition {

/// Names that watch_protocol() knows, as wire::guess_protocol says them.
std::span<const std::string_view> watched_protocols();

}  // namespace hitme::recognition
