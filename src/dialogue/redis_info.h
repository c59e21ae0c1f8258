// SPDX-License-Identifier: Apache-2.0
// What a made-up Redis server says of itself: the reply to INFO, with the fields of its version in their order.
//
// What     the fields that servers of 5.0.7 (Ubuntu 20.04), 6.0.16 (Debian 11) and 7.0.15 (Debian 12) print, from their output; what is
//          a sum or a ratio of others is worked out, so that a reader who checks finds it right. Versions before 5 ask for a password.
// Sections "server", "clients" and so on, in any case; "default", "all" and "everything" for all. None of a name: an empty reply.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace hitme::dialogue {

/// A server that is asked.
struct RedisServer {
    std::string_view version;  ///< "7.0.15"
    std::string_view system;   ///< "Linux 6.1.0-22-amd64 x86_64"
    std::uint16_t port = 0;
    std::uint64_t identity_seed = 0;
    core::Time booted;
    core::Time now;
    /// How many of our connections its port had, this one included.
    std::uint64_t connection = 0;
    /// Of each database that is not empty: its number and how many keys it has, in rising order.
    std::vector<std::pair<int, std::size_t>> databases;
};

std::string redis_info(const RedisServer& server, const std::vector<std::string>& sections);

/// Connections that it has had so far, this one included: the number of its client, too.
std::uint64_t redis_connections(const RedisServer& server);

}  // namespace hitme::dialogue
