// SPDX-License-Identifier: Apache-2.0
// The Server service: shares, sessions, the server itself, the time, and the two path calls.
//
// What     [MS-SRVS] 3.1.4: 8, 9, 12, 15, 16, 21, 23, 24, 28, 30 to 36. Others are refused.
// Paths    31 answers a path that climbs above its root, and 32 one that climbs at all, as the persona's System says
//          (path_check_answer), so that a check prints what it prints for that system; 31 gives any other path's canonical form
//          (canonical_path.h).
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

Answer answer_srvsvc(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
