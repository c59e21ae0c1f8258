// SPDX-License-Identifier: Apache-2.0
// A Microsoft SQL Server that refuses every logon: PRELOGIN with its version, TLS where the client wants it, then error 18456.
//
// What     [MS-TDS] 2.2.6.4, 2.2.6.5, 2.2.7.10. Set up as it is installed: encryption is there and not forced, with the certificate
//          that the server makes for itself. What it answers to each ENCRYPTION of a client is the table of 2.2.6.5; the handshake
//          lies in packets of type PRELOGIN, and behind it either the login alone is under TLS or everything.
// Plain    a login in clear after ENCRYPT_OFF is taken, as servers take it (nmap's scripts log in like that); after ENCRYPT_ON
//          the connection ends.
// Inside   take_inner() gives what went through TLS and what was said to it as packets in clear: "mssql".
// Bounds   a message of max_mssql_message over several packets, in clear and under TLS; TlsServer's own.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "dialogue/session.h"

namespace hitme::dialogue {

std::vector<std::string_view> mssql_personas();
std::unique_ptr<Session> make_mssql_session(std::string_view persona,
                                            const Surroundings& surroundings);

}  // namespace hitme::dialogue
