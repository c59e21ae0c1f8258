// SPDX-License-Identifier: Apache-2.0
// An RDP server up to its logon: X.224 negotiation, then TLS where the persona has it, or MCS without encryption's end.
//
// What     [MS-RDPBCGR] 2.2.1.1 to 2.2.1.9. Personas: Windows that demands network level authentication, Windows that takes
//          TLS or standard security; a client may begin with TLS (5.4.2.2). Behind TLS the first CredSSP message is read and
//          the connection ended, as after a refused logon; MCS is answered up to the channel joins.
// Never    a desktop, a channel's data, or anything decrypted by an RDP key.
// Bounds   a TPKT of 64 KiB; TLS as dialogue/tls_server.h says.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "dialogue/session.h"

namespace hitme::dialogue {

std::vector<std::string_view> rdp_personas();
std::unique_ptr<Session> make_rdp_session(std::string_view persona,
                                          const Surroundings& surroundings);

}  // namespace hitme::dialogue
