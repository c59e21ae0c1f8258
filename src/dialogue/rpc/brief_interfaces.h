// SPDX-License-Identifier: Apache-2.0
// Interfaces that a decoy answers with one or two sentences.
//
// What     netlogon 4, 5, 15, 26, 30 and the finders of domain controllers ([MS-NRPC] 3.5.4): a challenge, then access
//          denied. efsrpc ([MS-EFSR] 3.1.4.2): files that cannot be opened. mgmt 0, 2 (C706 appendix Q). pnp 2. netdfs,
//          eventlog, initshutdown: refused in their own shape.
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

Answer answer_netlogon(const Call& call, Visit& visit);
Answer answer_efsrpc(const Call& call, Visit& visit);
Answer answer_mgmt(const Call& call, Visit& visit);
Answer answer_pnp(const Call& call, Visit& visit);
Answer answer_netdfs(const Call& call, Visit& visit);
Answer answer_eventlog(const Call& call, Visit& visit);
Answer answer_initshutdown(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
