// SPDX-License-Identifier: Apache-2.0
// The account manager: two domains (the machine's own and Builtin), the machine's users, one group, the usual aliases.
//
// What     [MS-SAMR] 3.1.5: connect (0, 57, 62, 64), close (1), domains (5, 6, 7, 8, 46), lists (11, 13, 15, 40, 48, 51),
//          lookups (16, 17, 18, 65), users, groups and aliases (19, 25, 27, 33, 34, 36, 39, 44, 47), 3, 56. Nothing can be changed.
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

Answer answer_samr(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
