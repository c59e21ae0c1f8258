// SPDX-License-Identifier: Apache-2.0
#include "analytics/proof.h"

namespace hitme::analytics {

using event::Handshake;
using event::Transport;

bool is_datagram(const event::Contact& contact) {
    if (contact.handshake == Handshake::datagram) return true;
    return contact.handshake == Handshake::unknown &&
           (contact.transport == Transport::udp || contact.transport == Transport::icmp);
}

bool proves_its_source(const event::Contact& contact) {
    return event::verified(contact) ||
           (contact.handshake == Handshake::unknown && !is_datagram(contact));
}

}  // namespace hitme::analytics
