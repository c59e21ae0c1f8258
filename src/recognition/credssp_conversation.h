// SPDX-License-Identifier: Apache-2.0
// CredSSP: who logs in by network level authentication, as a decoy sees it inside TLS (dialogue/session.h, take_inner()).
//
// Told     ntlm.user, ntlm.domain, ntlm.workstation, ntlm.version, ntlm.response_sha256.
// Bounds   max_credssp a side.
#pragma once

#include "recognition/conversation.h"

namespace hitme::recognition {

std::unique_ptr<Conversation> watch_credssp();

}  // namespace hitme::recognition
