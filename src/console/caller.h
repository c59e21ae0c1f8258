// SPDX-License-Identifier: Apache-2.0
// Who asks: a person with a session or a program with a token, and what they may do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hitme::console {

/// Each may do what those before it may.
enum class Role : std::uint8_t {
    viewer,   ///< reads
    analyst,  ///< works cases, campaigns, claims, advisories, allow rules
    admin,    ///< channels, networks, response, users, tokens, retention
};

struct Caller {
    std::string name =
        "local";  ///< what the book keeps as author; "local" is whoever opened the printed link
    Role role = Role::admin;
    bool may(Role needed) const { return role >= needed; }
};

}  // namespace hitme::console
