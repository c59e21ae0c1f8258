// SPDX-License-Identifier: Apache-2.0
// Who may read the dashboard: whoever opens the link that the program printed.
//
// How      the link holds a one-time token. Opening it exchanges the token for a cookie; the token is then dead and
//          the next one is made. Cookies last `session_for` from their last use; at most max_sessions live, and the one
//          that was used longest ago gives way.
// Safety   tokens and cookies are 256 random bits from the kernel, compared in constant time, never logged here.
// Threads  any.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"
#include "runtime/clock.h"

namespace hitme::console::api {

constexpr std::string_view session_cookie = "hitme_session";
constexpr std::size_t max_sessions = 32;  // ours: one person, several browsers
constexpr core::Duration session_for = std::chrono::hours{72};  // ours: over a weekend

class Sessions {
 public:
    explicit Sessions(const runtime::Clock& clock);

    /// The present one-time token.
    std::string token() const;
    /// Exchanges the token for a cookie's value; nothing when it is not the present one.
    std::optional<std::string> exchange(std::string_view token);
    /// True when the value is that of a live session, which is thereby used.
    bool valid(std::string_view cookie);
    std::size_t count() const;

 private:
    const runtime::Clock& clock_;
    mutable std::mutex mutex_;
    std::string token_;
    std::map<std::string, core::Duration> last_used_;  // by the SHA-256 of the cookie; steady time
};

/// The session's value out of a Cookie header field (RFC 6265 section 4.2.1); nothing when it holds none.
std::optional<std::string> cookie_value(std::string_view header);
/// The Set-Cookie header field's value for a new session.
std::string set_cookie(std::string_view value);

/// 256 random bits from the kernel, as hexadecimal text.
std::string random_secret();
/// Compares without telling by its time where the difference is.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace hitme::console::api
