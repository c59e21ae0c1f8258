// SPDX-License-Identifier: Apache-2.0
// The security authority: whose domain, which names belong to which SIDs, and who is asking.
//
// What     [MS-LSAD] and [MS-LSAT] 3.1.4: 0, 6, 7, 11, 13, 14, 15, 44, 45, 46, 57, 58, 68; dssetup 0 ([MS-DSSP] 3.2.5.1), which
//          lives behind the same pipe. Samba knows no LsarQueryInformationPolicy2 (46).
#pragma once

#include "dialogue/rpc/call.h"

namespace hitme::dialogue::rpc {

Answer answer_lsarpc(const Call& call, Visit& visit);
Answer answer_dssetup(const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
