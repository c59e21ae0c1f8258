// SPDX-License-Identifier: Apache-2.0
// A PostgreSQL server that refuses every logon: 'N' to SSLRequest, a password asked for by MD5 or SCRAM, then 28P01.
//
// What     PostgreSQL documentation, "Frontend/Backend Protocol". Personas by release: 9.6 and 12 ask for MD5, 15 for
//          SCRAM-SHA-256; errors carry the source lines of the release.
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
