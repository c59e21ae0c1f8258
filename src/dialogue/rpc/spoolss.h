// SPDX-License-Identifier: Apache-2.0
// The print spooler of a machine without printers.
//
// What     [MS-RPRN] 3.1.4: lists (0, 10, 35), open (1, 69), close (29), print (17), driver (9, 89), notification (62, 65).
// Coercion 65 asks the server to call back: the answer is what Windows says when the far end does not answer (1722), and
//          nothing is called.
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

Answer answer_spoolss(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
