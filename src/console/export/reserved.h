// SPDX-License-Identifier: Apache-2.0
// Addresses that no block list may hold, whoever used them: those that are not public unicast (IANA's special-purpose
// registries of IPv4 and IPv6, RFC 6890 and later), and public resolvers, whose loss takes a network off the air.
#pragma once

#include "console/prefix_set.h"

namespace hitme::console {

/// Private, loopback, link-local, shared, benchmarking, documentation, translation, multicast and reserved ranges; of IPv6
/// everything outside 2000::/3, and the special ranges inside it.
const PrefixSet& reserved_addresses();

/// Well-known public resolvers and the root servers' addresses. Dated: 2026-11; an operator adds others in the settings.
const PrefixSet& public_resolvers();

}  // namespace hitme::console
