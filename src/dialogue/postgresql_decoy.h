// SPDX-License-Identifier: Apache-2.0
// A PostgreSQL server that refuses every logon: 'N' to SSLRequest, a password asked for by MD5 or SCRAM, then 28P01.
//
// What     PostgreSQL documentation, "Frontend/Backend Protocol". Personas by release: 9.6 and 12 ask for MD5 and still know 2.0,
//          15 asks for SCRAM-SHA-256 (dialogue/postgresql_scram.h); errors carry the source lines of the release
//          where they are known.
// GSSAPI   is taken up where a distribution's build does, and ends at the first token: the server has no key of Kerberos.
// Bounds   a startup of 10,000 bytes, a message of max_postgresql_logon.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "dialogue/session.h"

namespace hitme::dialogue {

std::vector<std::string_view> postgresql_personas();
std::unique_ptr<Session> make_postgresql_session(std::string_view persona,
                                                 const Surroundings& surroundings);

}  // namespace hitme::dialogue
