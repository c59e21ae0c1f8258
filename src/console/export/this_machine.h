// SPDX-License-Identifier: Apache-2.0
// Addresses of this machine and of the resolvers that it asks: never on a list that it makes.
//
// Reads    the interfaces (getifaddrs) and /etc/resolv.conf; what cannot be read is left out. Any thread.
#pragma once

#include <string_view>

#include "console/prefix_set.h"

namespace hitme::console {

PrefixSet addresses_of_this_machine();
PrefixSet resolvers_of_this_machine();

/// The resolvers that a resolv.conf names (resolv.conf(5)); lines that make no sense are passed over.
PrefixSet resolvers_in(std::string_view text);

}  // namespace hitme::console
