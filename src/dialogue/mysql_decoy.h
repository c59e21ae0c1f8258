// SPDX-License-Identifier: Apache-2.0
// A MySQL server that refuses every logon: greeting with a fresh scramble, then error 1045.
//
// What     MySQL internals, connection phase. Personas: MySQL 5.7 (native password), 8.0 (caching_sha2_password, which asks
//          for the full exchange as for an account that is not cached, and gives a public key to whoever asks), MariaDB. No TLS
//          is offered. Threads are counted up from one connection of the port to the next.
// Bounds   a packet of max_mysql_login; one logon, then the connection ends as the server ends it.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "dialogue/session.h"

namespace hitme::dialogue {

std::vector<std::string_view> mysql_personas();
std::unique_ptr<Session> make_mysql_session(std::string_view persona,
                                            const Surroundings& surroundings);

}  // namespace hitme::dialogue
