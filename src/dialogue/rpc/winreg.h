// SPDX-License-Identifier: Apache-2.0
// The remote registry: the root keys, a few keys below them, and nothing in them.
//
// What     [MS-RRP] 3.1.5: roots (0 to 4, 27), close (5), create (6), delete (7, 8), list (9, 10), open (15), count (16), query
//          (17), set (22), version (26). Saving and loading are refused.
// Access   users; Samba opens roots for everybody. Others get ERROR_ACCESS_DENIED.
// Never    keeps what is written: a value that is set is told to be set.
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

Answer answer_winreg(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
