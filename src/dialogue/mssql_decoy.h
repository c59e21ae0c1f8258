// SPDX-License-Identifier: Apache-2.0
// A Microsoft SQL Server that refuses every logon: PRELOGIN with its version, then error 18456.
//
// What     [MS-TDS] 2.2.6.4, 2.2.6.5, 2.2.7.10. Encryption is answered as not supported, so that logons come in clear; a
//          client that demands it ends by itself.
// Bounds   a message of max_mssql_message over several packets.
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
