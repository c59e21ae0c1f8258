// SPDX-License-Identifier: Apache-2.0
// RDP: what a client asks for, calls itself and names as channels before encryption hides it.
//
// Told     rdp.cookie, rdp.routing_token, rdp.protocols, rdp.selected, rdp.failure, rdp.client_name, rdp.client_build,
//          rdp.channels; TLS inside the connection: tls.ja3, tls.ja4, tls.server_name, tls.version.
// Labels   MS_T120 asked for as a static channel: no client needs to, since servers make that channel themselves
//          (CVE-2019-0708). Alone it is what both checks and exploits do: likely.
// Bounds   one TPKT a side.
#pragma once

#include "recognition/conversation.h"

namespace hitme::recognition {

std::unique_ptr<Conversation> watch_rdp();
/// What goes on inside TLS, behind the connection request: "rdp_mcs".
std::unique_ptr<Conversation> watch_rdp_mcs();

}  // namespace hitme::recognition
