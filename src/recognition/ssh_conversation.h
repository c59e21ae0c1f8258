// SPDX-License-Identifier: Apache-2.0
// SSH: who connects, by identification and HASSH, and how far it goes before encryption hides it.
//
// Told     ssh.client, ssh.protocol, ssh.hassh, ssh.hassh_algorithms, ssh.server, ssh.hassh_server, ssh.kex, ssh.disconnect.
// Stages   probe: identification or key exchange. What comes after SSH_MSG_NEWKEYS cannot be read here; logons are told by
//          the decoy that holds the keys (dialogue/session.h, inner()).
// Bounds   a packet of max_ssh_packet a side.
#pragma once

#include "recognition/conversation.h"

namespace hitme::recognition {

std::unique_ptr<Conversation> watch_ssh();

}  // namespace hitme::recognition
