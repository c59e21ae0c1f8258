// SPDX-License-Identifier: Apache-2.0
// The Server service: shares, sessions, the server itself, the time, and the two path calls.
//
// What     [MS-SRVS] 3.1.4: 8, 9, 12, 15, 16, 21, 23, 24, 28, 30 to 36. Others are refused.
// Paths    31 and 32 answer a path that climbs as the persona's System says (path_check_answer), so that a check prints
//          what it prints for that system; any other path is canonical as it stands.
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

Answer answer_srvsvc(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
