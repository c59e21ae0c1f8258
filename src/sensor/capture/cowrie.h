// SPDX-License-Identifier: Apache-2.0
// Log of Cowrie's jsonlog output: one event a line, many a session.
//
// What     docs.cowrie.org, "Event Codes": cowrie.session.connect begins a session and cowrie.session.closed ends it;
//          cowrie.login.success and .failed have username and password, cowrie.client.version a version,
//          cowrie.command.input a command.
// Contacts one per session.connect; it is given when the session is closed, or at the end of the log with the ending
//          unknown. The handshake is completed: Cowrie tells of a session after accept().
// Limits   max_sessions open at once, the oldest is given early (cut_short counts); max_logins and max_commands of each.
#pragma once

#include <cstdint>
#include <iterator>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/result.h"
#include "event/kinds.h"
#include "sensor/capture/delivery.h"

namespace hitme::sensor {

constexpr std::size_t max_sessions = 1 << 16;  // ours
constexpr std::size_t max_logins = 16;         // ours; the number of all logins is told beside them
constexpr std::size_t max_commands = 16;       // ours

class CowrieSessions {
 public:
    explicit CowrieSessions(Delivery& delivery) : delivery_(delivery) {}

    /// Takes one line. Skips are counted in the report: bad_json, no_source, bad_address, no_time, bad_time.
    /// Errors   the sink's.
    core::Result<void> take(std::string_view line);
    /// Gives what is still open.
    core::Result<void> finish();

 private:
    struct Session {
        std::string id;
        event::Contact contact;
        std::uint64_t logins = 0;
        std::size_t commands = 0;
    };
    using Place = std::list<Session>::iterator;
    core::Result<void> give(Place session);

    Delivery& delivery_;
    std::list<Session> sessions_;  // oldest first
    std::unordered_map<std::string, Place> by_id_;
};

}  // namespace hitme::sensor
