// SPDX-License-Identifier: Apache-2.0
// Logons of a conversation whose passwords can be read: told as facts and operations, counted when they are refused.
//
// Told     "<protocol>.user" as it is; the password only as its SHA-256, or as "default credential" when the pair is a known
//          default (recognition/default_credentials.h). One logon is a probe; guessing is counted over conversations
//          (recognition/logon_counter.h).
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.h"
#include "recognition/story_builder.h"

namespace hitme::recognition {

/// A logon whose answer was not seen yet.
struct Logon {
    FailedLogon key;
    std::size_t place = no_operation;  ///< of its operation
    bool tried = false;
};

/// Tells a logon with user and password; its operation is named `operation`.
Logon tell_logon(StoryBuilder& story, std::string_view operation, std::string_view user,
                 std::string_view password, std::uint64_t offset, core::Time at);

/// The server refused it, and what it said.
void refuse_logon(StoryBuilder& story, Logon& logon, std::string_view answer);
/// The server let it in.
void accept_logon(StoryBuilder& story, Logon& logon, std::string_view answer);

}  // namespace hitme::recognition
