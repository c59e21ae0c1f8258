// SPDX-License-Identifier: Apache-2.0
// Which contacts prove where they came from (analytics 2.11): only a completed handshake does. A log of connections that does not
// say how far they went is taken by what it has; a datagram proves nothing, whether its record says so or not.
// Pure.
#pragma once

#include "event/kinds.h"

namespace hitme::analytics {

/// UDP and ICMP: there is no handshake, so nobody can prove an address by it.
bool is_datagram(const event::Contact& contact);

bool proves_its_source(const event::Contact& contact);

}  // namespace hitme::analytics
