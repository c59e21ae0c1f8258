// SPDX-License-Identifier: Apache-2.0
// Passwords that devices are delivered with, as worms and scanners try them.
//
// What     pairs of user and password: the list in the published source of Mirai (scanner.c, 2016), and what the default
//          pages of routers, cameras, databases and application servers name in their manuals.
// Honest   a pair of this list says that a known default was tried, not who tried it.
// Pure.
#pragma once

#include <string_view>

namespace hitme::recognition {

/// Exactly this pair is a well-known default. An empty password counts where the device has none.
bool is_default_credential(std::string_view user, std::string_view password);

}  // namespace hitme::recognition
