// SPDX-License-Identifier: Apache-2.0
// A VNC server that refuses every password: version, security types, a random challenge, and failure at once.
//
// What     RFC 6143 section 7.1 and 7.2. Personas: RealVNC, TightVNC and x11vnc by version and types offered.
// Refused  a security type that was not offered, as CVE-2006-2369's clients choose it, ends as in a repaired server.
// Bounds   messages of fixed length.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "dialogue/session.h"

namespace hitme::dialogue {

std::vector<std::string_view> vnc_personas();
std::unique_ptr<Session> make_vnc_session(std::string_view persona,
                                          const Surroundings& surroundings);

}  // namespace hitme::dialogue
