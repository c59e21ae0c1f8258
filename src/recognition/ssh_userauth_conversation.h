// SPDX-License-Identifier: Apache-2.0
// SSH logons, as the decoy that holds the keys shows them (dialogue/session.h, take_inner()): each payload after
// SSH_MSG_NEWKEYS as a length of 32 bits and the payload.
//
// Told     ssh.user, ssh.password_sha256 (or "default credential"), ssh.method, ssh.key_sha256.
// Stages   probe; refused passwords are counted per source by recognition/logon_counter.h.
// Bounds   a payload of max_ssh_packet a side.
#pragma once

#include "recognition/conversation.h"

namespace hitme::recognition {

std::unique_ptr<Conversation> watch_ssh_userauth();

}  // namespace hitme::recognition
