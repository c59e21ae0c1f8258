// SPDX-License-Identifier: Apache-2.0
// Who may read the dashboard: whoever opens the link that the program printed, and people with a name and a password.
//
// How      the link holds a one-time token. Opening it exchanges the token for a cookie; the token is then dead and
//          the next one is made. A person who gave the right password gets a cookie, too (open()). Cookies last
//          `session_for` from their last use; at most max_sessions live, and the one that was used longest ago gives way.
// Cookie   carries the port in its name: a browser keeps cookies by host, whatever the port (RFC 6265 section 8.5), so that two
//          consoles of one host would else overwrite each other's. This server speaks no TLS, so it sets neither Secure nor
//          the prefix __Host-, which browsers refuse without it; Path=/ and no Domain are as that prefix would have them.
// CSRF     each session has a second secret, which a changing request must carry in a header field of its own: a page
//          elsewhere can make a browser send the cookie, but can neither read nor set the field.
// Safety   tokens, cookies and CSRF secrets are 256 random bits from the kernel, compared in constant time, never logged.
// Threads  any.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "console/caller.h"
#include "core/time.h"
#include "runtime/clock.h"

namespace hitme::console {

constexpr std::size_t max_sessions = 64;  // ours: a team, several browsers each
constexpr core::Duration session_for = std::chrono::hours{72};  // ours: over a weekend

class Sessions {
 public:
    explicit Sessions(const runtime::Clock& clock);

    /// On which port the cookies are good: before the first is given. Until then their name has no port.
    void set_port(std::uint16_t port);
    /// "hitme_session_7445"
    std::string cookie_name() const;

    /// The present one-time token.
    std::string token() const;
    /// Exchanges the token for a cookie's value, a session of whoever runs the program (Caller's defaults); nothing when
    /// it is not the present one.
    std::optional<std::string> exchange(std::string_view token);
    /// A new session; the cookie's value.
    std::string open(Caller caller);

    struct View {
        Caller caller;
        std::string csrf;
    };
    /// The live session of that cookie, which is thereby used.
    std::optional<View> find(std::string_view cookie);
    bool valid(std::string_view cookie) { return find(cookie).has_value(); }
    void close(std::string_view cookie);
    /// Ends every session of that name: its password, role or existence changed.
    void close_all_of(std::string_view name);
    std::size_t count() const;

 private:
    struct Session {
        View view;
        core::Duration last_used{};  // steady time
    };
    std::string open_locked(Caller caller);

    const runtime::Clock& clock_;
    mutable std::mutex mutex_;
    std::uint16_t port_ = 0;
    std::string token_;
    std::map<std::string, Session> sessions_;  // by the SHA-256 of the cookie
};

/// The value of the cookie of that name out of a Cookie header field (RFC 6265 section 4.2.1); nothing when it holds none.
std::optional<std::string> cookie_value(std::string_view name, std::string_view header);
/// The Set-Cookie header field's value for a new session.
std::string set_cookie(std::string_view name, std::string_view value);
/// The one that makes a browser forget it.
std::string clear_cookie(std::string_view name);

/// 256 random bits from the kernel, as hexadecimal text.
std::string random_secret();
/// Compares without telling by its time where the difference is.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace hitme::console
