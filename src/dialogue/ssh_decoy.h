// SPDX-License-Identifier: Apache-2.0
// An SSH server: its identification, its algorithms, a key exchange, and logons by password that it refuses.
//
// What     RFC 4253 and 4252 as OpenSSH 7.4 to 8.4 serve them; the exchange lies in dialogue/ssh_exchange, the
//          ciphers in dialogue/ssh_cipher. Algorithms that are offered for the fingerprint alone (groups 18 and exchange,
//          nistp384, UMAC) end in a failed exchange where a client prefers them.
// Inside   take_inner() gives each payload after SSH_MSG_NEWKEYS as a length of 32 bits and the payload: "ssh_userauth".
// Persona  a Linux distribution: identification, algorithm lists and error lines agree with each other.
// Logons   every password is refused; after the persona's MaxAuthTries the connection ends as OpenSSH ends it.
// Bounds   one packet of max_ssh_packet and the session's keys; memory() says what is held.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "dialogue/session.h"

namespace hitme::dialogue {

std::vector<std::string_view> ssh_personas();
std::unique_ptr<Session> make_ssh_session(std::string_view persona,
                                          const Surroundings& surroundings);

}  // namespace hitme::dialogue
