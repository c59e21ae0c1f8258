// SPDX-License-Identifier: Apache-2.0
// VNC: version, security type chosen, response given.
//
// Told     vnc.version, vnc.server_version, vnc.security, vnc.offered, vnc.response_sha256.
// Labels   security type none chosen where the server did not offer it: the shape of CVE-2006-2369, likely.
// Bounds   a few bytes a side until the logon is over.
#pragma once

#include "recognition/conversation.h"

namespace hitme::recognition {

std::unique_ptr<Conversation> watch_vnc();

}  // namespace hitme::recognition
