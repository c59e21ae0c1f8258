// SPDX-License-Identifier: Apache-2.0
// The service manager: a handful of services that every Windows has, and whatever a client "creates".
//
// What     [MS-SCMR] 3.1.4, wide and ANSI: open the manager (15, 27), create (12, 24, 44, 45), open (16, 28), start (19, 31),
//          control (1), delete (2), close (0), status (6, 40), configuration (11, 17, 23, 37), list (14).
// Access   users only; guests and anonymous callers get ERROR_ACCESS_DENIED from ROpenSCManager, as on Windows.
// Never    makes, starts or stops anything: a created service is a name in the pipe's handles, and is told to run.
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

Answer answer_svcctl(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
